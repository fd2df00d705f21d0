"""What waits for a decision, and the decision."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from requests.approvals.narrowing import choice_of
from requests.approvals.policies import may_decide
from requests.approvals.selectors import inbox
from requests.approvals.services import decide as decide_service
from requests.models import ApprovalStage
from requests.selectors import approvals as select
from requests.views.answers import page_of
from requests.views.forms import DecisionForm

PAGE = 10


@never_cache
@require_safe
def approvals(request):
    """What waits for me, the oldest first; in the second tab what I was asked and is decided."""
    if request.GET.get("show") == "decided":
        page, pager = page_of(request, select.decided(request.user), PAGE * 2)
        context = {"page": page, "pager": pager, "tabs": _tabs("decided")}
        return render(request, "requests/approvals/decided.html", context)
    page, pager = page_of(request, select.with_parts(inbox(request.user)), PAGE)
    cases = [(case, _form(case)) for case in select.cases_of(list(page))]
    context = {"cases": cases, "pager": pager, "tabs": _tabs("waiting")}
    return render(request, "requests/approvals/inbox.html", context)


@never_cache
@require_safe
def approval(request, pk):
    """One decision with everything around it."""
    stage = get_object_or_404(select.reachable(request.user), pk=pk)
    return _page(request, stage)


@require_POST
def decide(request, pk):
    """Say yes, yes for fewer days, or no."""
    stage = get_object_or_404(select.reachable(request.user), pk=pk)
    [case] = select.cases_of([stage])
    form = _form(case, request.POST, less=stage.state == ApprovalStage.State.OPEN)
    if form.is_valid() and form.run(decide_service, actor=request.user, stage=stage):
        return _decided(request, stage, form.cleaned_data["yes"])
    if form.passed:
        return _passed(request, stage, form.passed)
    if request.htmx:
        return render(request, "requests/approvals/card.html", {"case": case, "form": form}, status=422)
    return _page(request, stage, form)


def _decided(request, stage: ApprovalStage, yes: bool) -> HttpResponse:
    port = stage.request.port
    said = _("You approved %(port)s.") if yes else _("You denied %(port)s.")
    if request.htmx:
        context = {"stage": stage, "text": said % {"port": port}, "yes": yes}
        return render(request, "requests/approvals/done.html", context)
    messages.success(request, said % {"port": port})
    return redirect("requests:approvals")


def _passed(request, stage: ApprovalStage, passed) -> HttpResponse:
    """Somebody was faster, or the order was taken back: say so kindly."""
    stage = select.reachable(request.user).filter(pk=stage.pk).first() or stage
    text = _told(stage) or str(passed)
    if request.htmx:
        return render(request, "requests/approvals/done.html", {"stage": stage, "text": text, "yes": None})
    messages.info(request, text)
    return redirect("requests:approval", stage.pk)


def _told(stage: ApprovalStage) -> str:
    decision = stage.decision
    if decision is None:
        return ""
    said = (
        _("Already decided by %(who)s, who approved it.") if decision.yes else _("Already decided by %(who)s: denied.")
    )
    return said % {"who": decision.by}


def _page(request, stage: ApprovalStage, form: DecisionForm | None = None) -> HttpResponse:
    [case] = select.cases_of([stage])
    is_open = stage.state == ApprovalStage.State.OPEN
    answer = may_decide(request.user, stage) if is_open else None
    context = {
        "case": case,
        "stage": stage,
        "told": "" if is_open else _told(stage),
        "answer": answer,
        "form": (form or _form(case, less=True)) if answer else None,
    }
    return render(request, "requests/approvals/approval.html", context, status=422 if form and form.errors else 200)


def _form(case: select.Case, data=None, *, less: bool = False) -> DecisionForm:
    """The form of one decision; with `less` a part of the columns and rows can be chosen."""
    choice = choice_of(case.stage.request) if less else None
    return DecisionForm(data, most=case.days, choice=choice, prefix=None, auto_id=f"stage-{case.stage.pk}-%s")


def _tabs(active: str) -> list[dict]:
    address = reverse("requests:approvals")
    return [
        {"label": _("Waiting for me"), "url": address, "icon": "inbox", "active": active == "waiting"},
        {"label": _("Decided"), "url": f"{address}?show=decided", "icon": "checks", "active": active == "decided"},
    ]
