"""What changes between any two states of a product, for those who work on it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.publishing.comparison import states_of
from catalog.views.blast_drawing import drawn_radius
from catalog.views.compare_page import compare_page
from catalog.views.reach import own_product
from catalog.views.studio_frame import studio_frame


@require_safe
def compare(request, slug):
    """Two versions, or a version and the draft: in plain words, side by side, and whom it breaks."""
    product = own_product(request, slug)
    context = studio_frame(product, "catalog:product-compare")
    context |= compare_page(product, states_of(product, with_draft=True), request.GET, viewer=request.user)
    if context.get("radius"):
        context |= drawn_radius(product, context["radius"])
    return render(request, "catalog/studio/changes.html", context)
