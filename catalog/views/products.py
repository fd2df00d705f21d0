"""Find a product."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.search.log import log_receipt
from catalog.search.suggestions import suggest
from catalog.views.comparing import choice_on_list
from catalog.views.products_page import products_page


@require_safe
@vary_on_headers("HX-Request")
def products(request):
    """The list, narrowed by words and facets; the results alone where htmx asks for them."""
    template = "catalog/products.html#results" if request.htmx else "catalog/products.html"
    context = products_page(request)
    context |= choice_on_list(request, context["cards"])
    return render(request, template, context)


@require_safe
def suggestions(request):
    """What the search box offers for what stands in it."""
    return render(request, "catalog/suggestions.html", {"suggestions": suggest(request.GET.get("q", ""))})


@require_POST
def searched(request):
    """Write down a search whose results somebody has looked at."""
    log_receipt(request.user, request.POST.get("receipt", ""))
    return HttpResponse(status=204)
