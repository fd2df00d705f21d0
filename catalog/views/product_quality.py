"""How a product does: the promises of its contracts, and its fitness."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.views.policy_page import policies_on
from catalog.views.product_fitness import fitness_page
from catalog.views.product_frame import frame
from catalog.views.product_levels import levels_page
from catalog.views.reach import reachable_product


@require_safe
def service_levels(request, slug):
    """What is measured, against which objective, and what came out; one indicator over time; incidents."""
    product = reachable_product(request, slug)
    context = frame(request, product, "catalog:product-service-levels")
    context |= levels_page(request, product, context["ports"])
    return render(request, "catalog/product/service_levels.html", context)


@require_safe
def fitness(request, slug):
    """The score, where it comes from, and what would raise it."""
    product = reachable_product(request, slug)
    context = frame(request, product, "catalog:product-fitness")
    context |= fitness_page(product) | {"policies": policies_on(request.user, product)}
    return render(request, "catalog/product/fitness.html", context)
