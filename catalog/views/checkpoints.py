"""Checkpoints for those who answer them: what waits, one with its answers, and the signature."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.governance.checkpoints import selectors as select
from catalog.governance.checkpoints.errors import AlreadyAnswered, NoteMissing
from catalog.governance.checkpoints.parts import candidate_of
from catalog.governance.checkpoints.policies import may_see_inbox, may_sign, may_withdraw
from catalog.governance.checkpoints.services import decide as decide_service
from catalog.governance.checkpoints.services import withdraw as withdraw_service
from catalog.governance.checkpoints.standing import changed_since
from catalog.models import Checkpoint
from catalog.views.checkpoint_forms import SignForm
from catalog.views.checkpoint_words import answers_shown, covered_in_words
from marketplace.foundation.errors import DomainError
from marketplace.foundation.navigation import governance_tabs
from marketplace.foundation.policies import insist

PAGE = 25


@never_cache
@require_safe
def checkpoints(request):
    """What waits for my signature, the longest first; what waits for others; and what was answered."""
    insist(may_see_inbox(request.user))
    shown = request.GET.get("show", "")
    rows = {"answered": select.history, "others": select.waiting_elsewhere}.get(shown, select.inbox)(request.user)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    keep = f"show={shown}&" if shown in ("answered", "others") else ""
    context = {
        "tabs": governance_tabs(request.user, "catalog:checkpoints"),
        "views": _views(shown),
        "shown": shown,
        "page": page,
        "previous": f"?{keep}page={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?{keep}page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "catalog/checkpoints/inbox.html", context)


@never_cache
@require_safe
def checkpoint(request, pk):
    """One checkpoint: what was asked, what was answered, what it rests on, and what became of it."""
    return _page(request, _found(request, pk), SignForm())


@require_POST
def decide(request, pk):
    """Sign it, or refuse it."""
    one = _found(request, pk)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form, status=422)
    try:
        decide_service(actor=request.user, checkpoint=one, **form.cleaned_data)
    except NoteMissing as missing:
        form.add_error("note", str(missing))
        return _page(request, one, form, status=422)
    except AlreadyAnswered as passed:
        messages.info(request, str(passed))
        return redirect(one)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, one, form, status=refusal.status)
    said = _("You signed %(checkpoint)s.") if form.cleaned_data["yes"] else _("You refused %(checkpoint)s.")
    messages.success(request, said % {"checkpoint": one})
    return redirect("catalog:checkpoints")


@require_POST
def withdraw(request, pk):
    """Take the request back."""
    one = _found(request, pk)
    try:
        withdraw_service(actor=request.user, checkpoint=one)
        messages.success(request, _("The request is taken back; its answers are there when you ask again."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("catalog:product-checkpoints", slug=one.product.slug)


def _found(request, pk: int) -> Checkpoint:
    return get_object_or_404(select.reachable(request.user), pk=pk)


def _page(request, one: Checkpoint, form: SignForm, *, status: int = 200) -> HttpResponse:
    is_open = one.state == Checkpoint.State.REQUESTED
    earlier = select.before(one)
    context = {
        "checkpoint": one,
        "answers": answers_shown(one, earlier),
        "earlier": earlier,
        "rests_on": covered_in_words(one.form.covers),
        "changed": changed_since(one, candidate_of(one.product)) if one.state in ("requested", "signed") else "",
        "may_sign": may_sign(request.user, one) if is_open else None,
        "may_withdraw": may_withdraw(request.user, one) if is_open else None,
        "form": form,
        "versions": select.versions_of(one),
        "sees_inbox": may_see_inbox(request.user),
    }
    return render(request, "catalog/checkpoints/checkpoint.html", context, status=status)


def _views(shown: str) -> list[dict]:
    address = reverse("catalog:checkpoints")
    return [
        {"label": _("Waiting for me"), "url": address, "active": shown not in ("answered", "others")},
        {
            "label": _("Waiting for others"),
            "url": f"{address}?show=others",
            "active": shown == "others",
        },
        {"label": _("Answered"), "url": f"{address}?show=answered", "active": shown == "answered"},
    ]
