"""The page of a product: what it is, what is in it, and who may have it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.exchange.describing import Parts, version_and_origins
from catalog.panels import PORT_ACTIONS, PRODUCT_ACCESS
from catalog.views.drawing import acts, drawn
from catalog.views.landing import landing_of
from catalog.views.policy_words import policies_in_words
from catalog.views.product_frame import frame
from catalog.views.product_overview import overview_of
from catalog.views.product_schema import schema_of
from catalog.views.reach import reachable_product


@require_safe
@vary_on_headers("Accept")
def overview(request, slug):
    """What it is, whether to trust it, how to have it and how to use it."""
    product = reachable_product(request, slug)
    version, origins = version_and_origins(request.user, product)
    context = frame(request, product, "catalog:product", version=version)
    landing = landing_of(request, product, Parts(version, origins, context["ports"]))
    if landing.wanted:
        return landing.for_machines()
    context |= overview_of(request, context) | {"panels": drawn(PRODUCT_ACCESS, request, product), "landing": landing}
    return landing.signposted(render(request, "catalog/product/overview.html", context))


@require_safe
@vary_on_headers("HX-Request")
def schema(request, slug):
    """The columns of a port: searchable, with what is masked and the figures."""
    context = frame(request, reachable_product(request, slug), "catalog:product-schema")
    context |= schema_of(request, context["port"])
    can = acts(PORT_ACTIONS, request, [context["port"]] if context["port"] else [])
    context["acts"] = next(iter(can.values()), "")
    template = "catalog/product/schema.html#columns" if request.htmx else "catalog/product/schema.html"
    return render(request, template, context)


@require_safe
def access(request, slug):
    """The policy of each port in words, and what this person can do about access."""
    product = reachable_product(request, slug)
    context = frame(request, product, "catalog:product-access")
    context |= {"policies": policies_in_words(context["ports"]), "panels": drawn(PRODUCT_ACCESS, request, product)}
    return render(request, "catalog/product/access.html", context)
