"""What I can read: until when, how, and what I can do about it."""

import re
from datetime import timedelta

from django.conf import settings
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.incidents.selectors import warnings_for
from catalog.models import OutputPort
from marketplace.foundation.policies import insist
from requests.grants.policies import may_revoke
from requests.grants.reading import open_read
from requests.grants.services import give_back as give_back_service
from requests.grants.services import revoke as revoke_service
from requests.grants.windows import last_day
from requests.models import Grant
from requests.ordering.policies import longest_days
from requests.ordering.services import renew as renew_service
from requests.provisioning.policies import may_connect
from requests.provisioning.services import show_connection
from requests.selectors import my_data as select
from requests.views.answers import Question, ask, page_of
from requests.views.connecting import connecting, password_variable
from requests.views.forms import GiveBackForm, RenewalForm, RevokeForm
from requests.views.snippets import snippets

PAGE, ENDED = 10, 10
FORMATS = ("parquet", "csv")


@never_cache
@require_safe
def my_data(request):
    """Every port I, or my teams, can read; what has ended stands below."""
    page, pager = page_of(request, select.standing_of(request.user), PAGE)
    ended, ended_pager = page_of(request, select.ended_of(request.user), ENDED, name="ended")
    holdings = select.holdings(request.user, list(page))
    beside = {holding.leaving.notice.pk for holding in holdings if holding.leaving}
    own = list(select.own_ports(request.user)[: select.OWN_PORTS + 1]) if request.user.team_ids else []
    context = {
        "holdings": [(holding, _snippets(request, holding.grant.port)) for holding in holdings],
        "leaving": [one for one in select.leaving(request.user) if one.notice.pk not in beside],
        "warnings": warnings_for(request.user, {holding.grant.port.product_id for holding in holdings}),
        "unused_days": settings.UNUSED_DAYS,
        "pager": pager,
        "ended": ended,
        "ended_pager": ended_pager,
        "own": own[: select.OWN_PORTS],
        "more_own": len(own) > select.OWN_PORTS,
    }
    return render(request, "requests/my_data/list.html", context)


@require_POST
def download(request, pk):
    """A file with what I see of a port; written down as a read, like every read."""
    parts = ("product__owner", "product__domain", "policy", "contract", "snapshot", "warehouse")
    port = get_object_or_404(OutputPort.objects.visible_to(request.user).select_related(*parts), pk=pk)
    wanted = request.POST.get("format")
    version = request.POST.get("version", "")[:40]
    export = open_read(
        reader=request.user, port=port, format=wanted if wanted in FORMATS else FORMATS[0], version=version
    )
    name = f"{port.product.slug}-{port.name}-{timezone.localdate():%Y-%m-%d}{export.suffix}"
    answer = FileResponse(export.open(), as_attachment=True, filename=name, content_type=export.media_type)
    answer["Content-Length"] = export.bytes
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def renew(request, pk):
    """Ask for more time."""
    grant = get_object_or_404(select.reachable(request.user), pk=pk)
    longest = longest_days(grant.port)
    form = RenewalForm(request.POST or None, longest=longest, initial={"days": min(30, longest)})
    question = Question(
        title=_("Renew %(port)s") % {"port": grant.port},
        text=_("You can read it until %(day)s. More time is decided like an order, by the policy of today.")
        % {"day": last_day(grant)},
        label=_("Ask for more time"),
        back=reverse("requests:my-data"),
        done=_("You asked for more time."),
    )
    return ask(request, question, form, renew_service, grant=grant)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def connection(request, pk):
    """How to sign in to the warehouse, with a password that is made now and shown this once."""
    grant = get_object_or_404(select.reachable(request.user), pk=pk)
    context = {"grant": grant, "answer": may_connect(request.user, grant)}
    if request.method == "POST":
        shown = show_connection(actor=request.user, grant=grant)
        engine = grant.port.warehouse.engine
        context |= {"connection": shown, "snippets": connecting(shown, engine), "variable": password_variable(engine)}
    return render(request, "requests/my_data/connection.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request, pk):
    """Give access back that is not needed any more."""
    grant = get_object_or_404(select.reachable(request.user), pk=pk)
    question = Question(
        title=_("Give %(port)s back?") % {"port": grant.port},
        text=_("%(consumer)s will not read it any more, at once. To read it again, you order it again.")
        % {"consumer": grant.consumer},
        label=_("Give it back"),
        back=reverse("requests:my-data"),
        done=_("You gave %(port)s back.") % {"port": grant.port},
        tone="danger",
    )
    return ask(request, question, GiveBackForm(request.POST or None), give_back_service, grant=grant)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request, pk):
    """Take access away before its last day: for the owner's maintainers, stewards and the platform team."""
    grants = Grant.objects.visible_to(request.user).for_display().select_related("port__product__owner")
    grant = get_object_or_404(grants, pk=pk)
    if grant.is_standing:
        insist(may_revoke(request.user, grant))
    notice = timezone.localdate() + timedelta(days=settings.REVOCATION_NOTICE_DAYS)
    fits = grant.is_standing and notice < timezone.localdate(grant.valid_until)
    form = RevokeForm(request.POST or None, usual=notice if fits else None)
    question = Question(
        title=_("Revoke the access of %(consumer)s?") % {"consumer": grant.consumer},
        text=_("%(consumer)s will not read %(port)s any more: at once, or after a last day that you name.")
        % {"consumer": grant.consumer, "port": grant.port},
        label=_("Revoke access"),
        back=_back_of(request, grant),
        done=_revoked(form),
        tone="danger",
    )
    return ask(request, question, form, revoke_service, grant=grant)


def _revoked(form: RevokeForm) -> str:
    """What is true once it is done: whoever was given notice still reads."""
    last = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    if last is None:
        return _("Access is revoked.")
    return _("Access is revoked with the end of %(day)s; until then it can be read.") % {"day": date_format(last)}


def _back_of(request, grant: Grant) -> str:
    """Stewards come from governance, everybody else from the consumers of their product."""
    if request.user.is_steward and grant.port.product.owner_id not in request.user.team_ids:
        return reverse("requests:governance")
    return reverse("requests:consumers", args=[grant.port.product.slug])


def _snippets(request, port: OutputPort):
    origin = settings.PUBLIC_URL.rstrip("/") or request.build_absolute_uri("/").rstrip("/")
    table = re.sub(r"\W", "_", port.name)
    return snippets(origin=origin, path=f"/api/v1/ports/{port.pk}/data", table=table)
