"""Masked columns seen plain: ask for it, give it back, take it back, and see who has it."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import looked_after_by
from marketplace.foundation.navigation import governance_tabs
from marketplace.foundation.policies import insist
from requests.grants.exceptions import give_back_exception, may_give_back, may_revoke, may_watch, revoke_exception
from requests.models import AccessRequest, MaskException
from requests.ordering.prospects import with_parts
from requests.ordering.unmasking import ask_plain as ask_service
from requests.ordering.unmasking import longest_plain, masked_for, may_ask_plain
from requests.selectors.exceptions import standing
from requests.views.answers import Question, ask, page_of
from requests.views.forms import GiveBackForm, PlainForm, ReasonForm

PAGE = 25
_PARTS = ("grant__port__product__owner", "grant__consumer__person", "grant__consumer__team")


@require_http_methods(["GET", "HEAD", "POST"])
def ask_plain(request, pk):
    """Ask to see masked columns as they are, by access that stands or waits."""
    parts = ("grant", "order", "consumer__person", "consumer__team", "port__product", "renews")
    mine = AccessRequest.objects.for_access().filter(looked_after_by(request.user)).select_related(*parts)
    access = get_object_or_404(mine, pk=pk)
    insist(may_ask_plain(request.user, access))
    port = with_parts([access.port])[access.port_id]
    masked = masked_for(access, port)
    form = PlainForm(request.POST or None, masked=masked, longest=longest_plain(access))
    told = _("People decide about it, and it ends by itself. You are told when the columns are plain.")
    question = Question(
        title=_("See masked columns of %(port)s plain") % {"port": port},
        text=told if masked else _("Nothing that you read of it is masked by the policy."),
        label=_("Ask for it"),
        back=reverse("requests:my-data"),
        done=_("You asked to see columns plain; it stands under your orders."),
    )
    return ask(request, question, form, ask_service, access=access)


@require_http_methods(["GET", "HEAD", "POST"])
def back(request, pk):
    """Have one's own columns masked again."""
    mine = MaskException.objects.filter(looked_after_by(request.user, "grant__consumer")).select_related(*_PARTS)
    found = get_object_or_404(mine, pk=pk)
    if found.is_standing:
        insist(may_give_back(request.user, found))
    question = Question(
        title=_("Mask %(columns)s again?") % {"columns": found.names},
        text=_("Your access to %(port)s stays. To see the values again, you ask again.") % {"port": found.grant.port},
        label=_("Mask it again"),
        back=reverse("requests:my-data"),
        done=_("It is masked again."),
    )
    return ask(request, question, GiveBackForm(request.POST or None), give_back_exception, exception=found)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request, pk):
    """Mask somebody's columns again: for the owner's maintainers, data protection, stewards and the platform team."""
    seen = MaskException.objects.visible_to(request.user).select_related(*_PARTS)
    found = get_object_or_404(seen, pk=pk)
    if found.is_standing:
        insist(may_revoke(request.user, found))
    facts = {"who": found.grant.consumer, "columns": found.names, "port": found.grant.port}
    own = found.grant.port.product.owner_id in request.user.team_ids
    question = Question(
        title=_("Mask %(columns)s again for %(who)s?") % facts,
        text=_("%(who)s reads %(port)s on, with these columns masked, at once. They are told why.") % facts,
        label=_("Mask it again"),
        back=reverse("requests:consumers", args=[found.grant.port.product.slug]) if own else _list_of(request.user),
        done=_("It is masked again."),
        tone="danger",
    )
    return ask(request, question, ReasonForm(request.POST or None), revoke_exception, exception=found)


@never_cache
@require_safe
def exceptions(request):
    """Who sees which masked columns plain, until when, and why."""
    insist(may_watch(request.user))
    page, pager = page_of(request, standing(), PAGE)
    context = {
        "tabs": governance_tabs(request.user, "requests:exceptions"),
        "rows": [(one, may_revoke(request.user, one)) for one in page],
        "pager": pager,
    }
    return render(request, "requests/governance/exceptions.html", context)


def _list_of(user) -> str:
    return reverse("requests:exceptions" if may_watch(user) else "requests:my-data")
