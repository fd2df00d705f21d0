"""The life of a product after publishing: its schedule, what happened to it, and its end."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.models import DataProduct
from catalog.publishing import services
from catalog.views.life_page import life_page, runs_page
from catalog.views.reach import own_product
from catalog.views.studio_forms import EndForm
from marketplace.foundation.errors import DomainError


@require_safe
def life(request, slug):
    """How it is kept fresh, what happened to it, and how it ends."""
    return render(request, "catalog/studio/life.html", life_page(request.user, own_product(request, slug)))


@require_safe
def runs(request, slug):
    """Every run: what it was for, how long it took, how many rows it made, what it said."""
    product = own_product(request, slug)
    return render(request, "catalog/studio/runs.html", runs_page(request.user, product, request.GET))


@require_POST
def deprecate(request, slug):
    """Tell everybody that the product will end."""
    product = own_product(request, slug)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect("catalog:product-life", slug=slug)
    wanted = form.cleaned_data["successor"]
    successor = DataProduct.objects.visible_to(request.user).filter(slug=wanted).first() if wanted else None
    facts = {"reason": form.cleaned_data["reason"], "successor": successor, "ends_on": form.cleaned_data["ends_on"]}
    words = _("%(product)s is deprecated; its readers have been told.")
    return _done_or_say(
        request, product, words, lambda: services.deprecate(actor=request.user, product=product, **facts)
    )


@require_POST
def revive(request, slug):
    """Take the deprecation back."""
    product = own_product(request, slug)
    words = _("%(product)s stays; its readers have been told.")
    return _done_or_say(request, product, words, lambda: services.revive(actor=request.user, product=product))


@require_POST
def retire(request, slug):
    """End the product, and all access to it."""
    product = own_product(request, slug)
    reason = request.POST.get("reason", "")
    words = _("%(product)s is retired; all access to it has ended.")
    return _done_or_say(
        request, product, words, lambda: services.retire(actor=request.user, product=product, reason=reason)
    )


def _done_or_say(request, product, words, act):
    try:
        act()
        messages.success(request, words % {"product": product})
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("catalog:product-life", slug=product.slug)
