"""Find a product."""

from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.views.products_page import products_page


@require_safe
@vary_on_headers("HX-Request")
def products(request):
    """The list, narrowed by words and facets; the results alone where htmx asks for them."""
    template = "catalog/products.html#results" if request.htmx else "catalog/products.html"
    return render(request, template, products_page(request.user, request.GET))
