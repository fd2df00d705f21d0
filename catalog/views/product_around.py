"""What stands around a product: what it is made from, who uses it, who signed it, and what is like it.

It is brought after the page, which needs none of it to be read.
"""

from collections import Counter

from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.governance.checkpoints.standing import CheckpointStanding, standing_of
from catalog.models import DataProduct, InputPort
from catalog.panels import ORDERED_TOGETHER, USAGE, Usage
from catalog.search.related import related_to
from catalog.views.product_frame import frame
from catalog.views.reach import reachable_product

MOST = 12
MOST_READERS = 5_000


@require_safe
@vary_on_headers("HX-Request")
def around(request, slug):
    """The part alone where a script asks for it; else within a page of its own."""
    product = reachable_product(request, slug)
    if request.htmx:
        version = product.versions.published().defer("bundle").first()
        return render(request, "catalog/product/around_parts.html", _around(request.user, product, version))
    context = frame(request, product, "catalog:product")
    return render(request, "catalog/product/around.html", context | _around(request.user, product, context["version"]))


def _around(user, product: DataProduct, version) -> dict:
    readers = _readers(user, product)
    return {
        "product": product,
        "inputs": _inputs(version),
        "signatures": _signatures(product) if version else [],
        "readers": [_link(one) for one in readers[:MOST]],
        "reading_products": readers.count(),
        "usage": _usage(product),
        "related": related_to(user, product, ordered_together=_together(product)),
    }


def _usage(product: DataProduct) -> Usage:
    """Who holds access and how much is read, by all that know of it."""
    told = [ask(product) for ask in USAGE]
    return Usage(*(sum(figures) for figures in zip(*told, strict=True))) if told else Usage()


def _together(product: DataProduct) -> Counter[int]:
    """What is ordered together with it, and by how many consumers, by all that know of it."""
    return sum((Counter(ask(product)) for ask in ORDERED_TOGETHER), Counter())


def _link(product: DataProduct) -> dict:
    return {"label": product.name, "url": product.get_absolute_url(), "note": product.domain.name}


def _signatures(product: DataProduct) -> list[CheckpointStanding]:
    """The sign-offs that what is published has, or had before it changed; what was never given is no fact about it."""
    return [standing for standing in standing_of(product) if standing.state in ("signed", "outdated")]


def _inputs(version) -> list[dict]:
    """What the published version reads, a dozen at most."""
    if version is None:
        return []
    inputs = InputPort.objects.filter(version=version).select_related("upstream__product", "source__system")[:MOST]
    return [
        {"label": str(one.upstream.product), "url": one.upstream.product.get_absolute_url(), "note": one.upstream.name}
        if one.upstream
        else {"label": one.source.system.name, "url": "", "note": str(one.source)}
        for one in inputs
    ]


def _readers(user, product: DataProduct):
    """The products that are made from this one."""
    ports = list(product.output_ports.values_list("pk", flat=True))
    reading = InputPort.objects.filter(upstream__in=ports, version__state="published")
    # As a list: asked in one query, a large mesh is read from its other end.
    readers = list(reading.order_by().values_list("version__product", flat=True).distinct()[:MOST_READERS])
    return DataProduct.objects.visible_to(user).shown().filter(pk__in=readers).select_related("domain")
