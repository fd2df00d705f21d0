"""A few rows of a product, as this person would see them; brought later, so that the page comes at once."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.views.product_frame import frame
from catalog.views.reach import reachable_product
from catalog.views.sample_rows import sample_of


@require_safe
def sample(request, slug):
    """The page around the rows."""
    context = frame(request, reachable_product(request, slug), "catalog:product-sample")
    context["asked_version"] = request.GET.get("version", "")[:40]
    return render(request, "catalog/product/sample.html", context)


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def rows(request, slug):
    """The rows; within the page where no script asks for them."""
    context = frame(request, reachable_product(request, slug), "catalog:product-sample")
    context["sample"] = sample_of(request.user, context["port"], version=request.GET.get("version", "")[:40])
    template = "catalog/product/sample_rows.html" if request.htmx else "catalog/product/sample.html"
    return render(request, template, context)
