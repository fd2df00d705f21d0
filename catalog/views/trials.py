"""Try a draft: ask for it, watch it, look at what came out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.models import Trial
from catalog.trials import services
from catalog.views.reach import own_product
from catalog.views.trial_forms import BeginForm
from catalog.views.trial_page import trial_page
from catalog.views.trial_persona import persona_part
from catalog.views.trial_rows import rows_part
from catalog.views.try_page import try_page
from marketplace.foundation.errors import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
def try_out(request, slug):
    """Choose how much to read, and see what earlier trials found; posted, the trial begins."""
    product = own_product(request, slug)
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(services.begin_trial(actor=request.user, product=product, **form.cleaned_data))
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("catalog:product-try", slug=slug)
    context = try_page(request.user, product, form)
    return render(request, "catalog/studio/trials/try.html", context, status=422 if form.errors else 200)


@require_safe
@vary_on_headers("HX-Request")
def trial(request, pk):
    """The stages, live while it runs; then everything that was found."""
    found = _reachable(request, pk)
    if not request.htmx:
        return render(request, "catalog/studio/trials/trial.html", trial_page(request.user, found, request.GET))
    if not found.is_open:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = trial_page(request.user, found, request.GET)
    return render(request, "catalog/studio/trials/trial.html#live", context)


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def rows(request, pk):
    """The first rows of one port as the team sees them; within the page where no script asks for them."""
    found = _reachable(request, pk)
    part = rows_part(request.user, found, request.GET.get("port", ""))
    return _part(request, found, "catalog/studio/trials/rows.html", "rows", part)


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def persona(request, pk):
    """What somebody else's order would come to, and what they would see; within the page where no script asks."""
    found = _reachable(request, pk)
    part = persona_part(request.user, found, request.GET)
    return _part(request, found, "catalog/studio/trials/persona.html", "persona", part)


@require_POST
def cancel(request, pk):
    """Stop it."""
    found = _reachable(request, pk)
    try:
        services.cancel_trial(actor=request.user, trial=found)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


def _part(request, found: Trial, template: str, name: str, part: dict):
    """One part of the page: alone for htmx, else within the whole page."""
    if request.htmx:
        return render(request, template, {"trial": found, "part": part})
    page = trial_page(request.user, found, request.GET)
    return render(request, "catalog/studio/trials/trial.html", page | {name: part})


def _reachable(request, pk: int) -> Trial:
    """A trial of one of this person's teams; others do not learn that there is one."""
    seen = Trial.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("product__owner", "product__domain", "asked_by"), pk=pk)
