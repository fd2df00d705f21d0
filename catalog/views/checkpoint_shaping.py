"""What checkpoints ask: the forms with their versions, and the one that is being written."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.governance.checkpoints import services
from catalog.governance.checkpoints.errors import FormNotValid
from catalog.governance.checkpoints.policies import may_see_inbox, may_shape_forms
from catalog.governance.checkpoints.questions import kept_questions
from catalog.governance.checkpoints.services.forms import as_tree
from catalog.models import CheckpointForm
from catalog.views.checkpoint_forms import AnswersForm
from catalog.views.checkpoint_shaping_forms import ShapingForm
from catalog.views.checkpoint_words import covered_in_words
from marketplace.foundation.errors import DomainError
from marketplace.foundation.navigation import governance_tabs
from marketplace.foundation.policies import insist

Kind, State = CheckpointForm.Kind, CheckpointForm.State


@require_safe
def forms(request):
    """Every checkpoint with the form in use, the draft of the next, and those before."""
    insist(may_see_inbox(request.user))
    every = list(CheckpointForm.objects.order_by("kind", "-version"))
    rows = [
        {
            "kind": kind,
            "label": label,
            "used": next((form for form in every if form.kind == kind and form.state == State.IN_USE), None),
            "draft": next((form for form in every if form.kind == kind and form.state == State.DRAFT), None),
            "older": [form for form in every if form.kind == kind and form.state == State.WITHDRAWN],
        }
        for kind, label in Kind.choices
    ]
    context = {
        "tabs": governance_tabs(request.user, "catalog:checkpoints"),
        "rows": rows,
        "may_shape": may_shape_forms(request.user),
    }
    return render(request, "catalog/checkpoints/forms.html", context)


@require_POST
def begin(request, kind):
    """Begin the next version of a form."""
    if kind not in Kind.values:
        raise Http404
    return redirect("catalog:checkpoint-form", pk=services.begin_form(actor=request.user, kind=kind).pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request, pk):
    """One version of a form, as whoever fills it in sees it; a draft beside the controls to change it."""
    insist(may_see_inbox(request.user))
    shown = get_object_or_404(CheckpointForm, pk=pk)
    may_shape = may_shape_forms(request.user)
    if shown.state != State.DRAFT or not may_shape:
        return _page(request, shown, may_shape=may_shape)
    if request.method != "POST":
        return _page(request, shown, ShapingForm.of(as_tree(shown)))
    shaping = ShapingForm(request.POST)
    if shaping.rearranged():  # a question was added, taken away or moved: nothing is kept yet, nothing is lost
        return _page(request, shown, shaping)
    return _save(request, shown, shaping)


@require_POST
def use(request, pk):
    """Ask by this form from now on."""
    shown = get_object_or_404(CheckpointForm, pk=pk)
    try:
        services.use_form(actor=request.user, form=shown)
        messages.success(request, _("%(form)s is in use from now on.") % {"form": shown})
    except FormNotValid as refusal:
        messages.error(request, f"{refusal} {refusal.facts['errors'][0]['message']}")
    return redirect("catalog:checkpoint-form", pk=pk)


@require_POST
def discard(request, pk):
    """Throw a draft away."""
    shown = get_object_or_404(CheckpointForm, pk=pk)
    services.discard_form(actor=request.user, form=shown)
    messages.success(request, _("The draft is gone; what is in use stays as it is."))
    return redirect("catalog:checkpoint-forms")


def _save(request, shown: CheckpointForm, shaping: ShapingForm) -> HttpResponse:
    try:
        services.change_form(actor=request.user, form=shown, **shaping.tree())
        messages.success(request, _("The draft of the form is saved."))
        return redirect("catalog:checkpoint-form", pk=shown.pk)
    except FormNotValid as refusal:
        shaping.show(refusal.facts["errors"])
        return _page(request, shown, shaping, status=refusal.status)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("catalog:checkpoint-form", pk=shown.pk)


def _page(request, shown: CheckpointForm, shaping=None, *, may_shape=None, status=200) -> HttpResponse:
    context = {
        "form": shown,
        "shaping": shaping,
        "may_shape": may_shape if may_shape is not None else may_shape_forms(request.user),
        "preview": AnswersForm(kept_questions(shown.questions)) if shaping is None else None,
        "rests_on": covered_in_words(shown.covers),
        "asked": shown.checkpoints.exclude(state="draft").count(),
    }
    return render(request, "catalog/checkpoints/form.html", context, status=status)
