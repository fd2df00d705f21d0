"""Checkpoints of one product in the Studio: how they stand, and the form to ask for one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalog.governance.checkpoints.answers import answers_in
from catalog.governance.checkpoints.errors import AnswersConflict, AnswersNotValid
from catalog.governance.checkpoints.parts import candidate_of
from catalog.governance.checkpoints.policies import may_request
from catalog.governance.checkpoints.questions import kept_questions
from catalog.governance.checkpoints.selectors import asked_for, same_subject
from catalog.governance.checkpoints.services import keep_answers, request_checkpoint
from catalog.governance.checkpoints.services.requests import fingerprint
from catalog.models import Checkpoint, CheckpointForm, DataProduct
from catalog.views.checkpoint_forms import AnswersForm
from catalog.views.checkpoint_panel import checkpoint_panel
from catalog.views.checkpoint_words import answers_shown, covered_in_words
from catalog.views.reach import own_product
from catalog.views.studio_frame import studio_frame
from marketplace.foundation.errors import DomainError
from marketplace.foundation.policies import insist

PART = "catalog:product-checkpoints"
HISTORY = 30
State = Checkpoint.State


@require_safe
def checkpoints(request, slug):
    """How each stands for the draft, and everything that was ever asked."""
    product = own_product(request, slug)
    context = studio_frame(product, PART) | checkpoint_panel(request.user, product, candidate_of(product))
    return render(request, "catalog/studio/checkpoints/part.html", context | {"history": asked_for(product)[:HISTORY]})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill_in(request, slug, kind):
    """Answer the questions of a checkpoint, keep them on the way, and ask for the signature."""
    product = own_product(request, slug)
    form = CheckpointForm.objects.filter(kind=kind, state=CheckpointForm.State.IN_USE).first()
    if form is None:
        raise Http404
    insist(may_request(request.user, product))
    if request.method != "POST":
        return _page(request, product, form)
    answers = AnswersForm(kept_questions(form.questions), request.POST)
    if request.POST.get("act") == "keep":
        return _keep(request, product, form, answers)
    return _ask(request, product, form, answers)


def _keep(request, product: DataProduct, form: CheckpointForm, answers: AnswersForm) -> HttpResponse:
    """Keep what is there, right or wrong; asked by a script, the answer is one line."""
    try:
        kept = keep_answers(
            actor=request.user, product=product, kind=form.kind, answers=answers.given, seen=_seen(request)
        )
    except DomainError as refusal:
        if request.htmx:
            return render(request, "catalog/studio/checkpoints/fill.html#kept", {"refusal": refusal})
        return _refused(request, product, form, answers, refusal)
    if request.htmx:
        context = {"kept_at": timezone.now(), "seen": fingerprint(kept), "swap": True}
        return render(request, "catalog/studio/checkpoints/fill.html#kept", context)
    messages.success(request, _("Your answers are kept; you can go on whenever you like."))
    return redirect("catalog:product-checkpoint", slug=product.slug, kind=form.kind)


def _ask(request, product: DataProduct, form: CheckpointForm, answers: AnswersForm) -> HttpResponse:
    if not answers.is_valid():
        return _page(request, product, form, answers, seen=_seen(request), status=422)
    try:
        request_checkpoint(
            actor=request.user, product=product, kind=form.kind, answers=answers.answers, seen=_seen(request)
        )
    except DomainError as refusal:
        return _refused(request, product, form, answers, refusal)
    messages.success(
        request, _("%(form)s: asked for. You are told as soon as somebody answers.") % {"form": form.title}
    )
    return redirect(PART, slug=product.slug)


def _refused(request, product, form, answers, refusal: DomainError) -> HttpResponse:
    """The page with what was entered, and why it was not taken; saving again replaces what others have kept."""
    if isinstance(refusal, AnswersNotValid):  # the form was changed while somebody filled it in
        answers = AnswersForm(kept_questions(form.questions), request.POST)
        answers.is_valid()
    theirs = _begun(product, form.kind) if isinstance(refusal, AnswersConflict) else None
    seen = fingerprint(theirs) if theirs else _seen(request)
    return _page(request, product, form, answers, seen=seen, status=refusal.status, refusal=refusal, theirs=theirs)


def _page(
    request, product: DataProduct, form: CheckpointForm, answers=None, *, seen="", status=200, **said
) -> HttpResponse:
    begun = _begun(product, form.kind)
    if begun and begun.state == State.REQUESTED and answers is None:
        return redirect(begun)
    if answers is None:
        source = begun or same_subject(product, form.kind).order_by("-version").first()
        given = answers_in(source.answers) if source else {}
        answers, seen = AnswersForm(kept_questions(form.questions), given=given), fingerprint(begun)
        said["prefilled"] = source if source and source != begun else None
    theirs = said.pop("theirs", None)
    context = studio_frame(product, PART) | {
        "form": form,
        "answers": answers,
        "seen": seen,
        "begun": begun,
        "rests_on": covered_in_words(form.covers),
        "theirs": [one for one in answers_shown(theirs) if one.said is not None] if theirs else [],
        "kept_by": theirs.requested_by if theirs else None,
        **said,
    }
    return render(request, "catalog/studio/checkpoints/fill.html", context, status=status)


def _begun(product: DataProduct, kind: str) -> Checkpoint | None:
    """The one that is being filled in, or waits."""
    ours = same_subject(product, kind).filter(state__in=[State.DRAFT, State.REQUESTED])
    return ours.select_related("requested_by", "product", "team").first()


def _seen(request) -> str:
    return request.POST.get("seen", "")[:16]
