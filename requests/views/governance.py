"""The place of the stewards: what waits, who reads restricted data, and everything that happened."""

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.policies import may_govern
from marketplace.foundation.navigation import governance_tabs
from marketplace.foundation.policies import insist
from requests.grants.policies import may_revoke
from requests.selectors import governance as select
from requests.views.answers import page_of
from requests.views.forms import AuditForm

WAITING, STANDING, DECISIONS, EVENTS = 10, 15, 10, 50


@never_cache
@require_safe
def governance(request):
    """What a steward must look at today."""
    insist(may_govern(request.user))
    grants, pager = page_of(request, select.restricted().select_related("port__product__owner"), STANDING)
    context = {
        "tabs": governance_tabs(request.user, "requests:governance"),
        "figures": select.figures(),
        "stages": select.waiting()[:WAITING],
        "grants": [(grant, may_revoke(request.user, grant)) for grant in grants],
        "pager": pager,
        "decisions": select.decisions()[:DECISIONS],
    }
    return render(request, "requests/governance/overview.html", context)


@never_cache
@require_safe
def audit(request):
    """Everything that happened, the newest first."""
    insist(may_govern(request.user))
    form = AuditForm(request.GET or None)
    events = _events(form)
    before, after = _cursor(request, "before"), _cursor(request, "after")
    if after is not None:
        shown = list(events.filter(pk__gt=after).order_by("pk")[: EVENTS + 1])
        newer, older = len(shown) > EVENTS, True
        shown = shown[:EVENTS][::-1]
    else:
        shown = list((events.filter(pk__lt=before) if before is not None else events)[: EVENTS + 1])
        newer, older = before is not None, len(shown) > EVENTS
        shown = shown[:EVENTS]
    context = {
        "tabs": governance_tabs(request.user, "requests:audit"),
        "form": form,
        "events": shown,
        "previous": _address(request, after=shown[0].pk) if newer and shown else "",
        "next": _address(request, before=shown[-1].pk) if older and shown else "",
        "export": f"{reverse('requests:audit-export')}?{_kept(request).urlencode()}",
        "most": select.EXPORTED,
    }
    return render(request, "requests/governance/audit.html", context, status=422 if form.errors else 200)


@require_safe
def audit_export(request):
    """The same as a file, safe to open in a spreadsheet."""
    insist(may_govern(request.user))
    form = AuditForm(request.GET or None)
    answer = StreamingHttpResponse(select.audit_csv(_events(form)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer


def _events(form: AuditForm):
    """What was asked for; nothing at all where the question makes no sense."""
    if not form.is_bound:
        return select.audit(select.AuditFilter())
    if not form.is_valid():
        return select.audit(select.AuditFilter()).none()
    return select.audit(select.AuditFilter(**form.cleaned_data))


def _cursor(request, name: str) -> int | None:
    said = request.GET.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 19 else None


def _kept(request):
    parameters = request.GET.copy()
    for cursor in ("before", "after"):
        parameters.pop(cursor, None)
    return parameters


def _address(request, **cursor) -> str:
    parameters = _kept(request)
    parameters.update({name: str(value) for name, value in cursor.items()})
    return f"?{parameters.urlencode()}"
