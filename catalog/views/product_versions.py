"""What was published when, by whom, and what it changed."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import ProductVersion
from catalog.publishing.comparison import states_of
from catalog.views.compare_page import compare_page
from catalog.views.product_frame import frame
from catalog.views.reach import reachable_product

MOST = 100
LARGEST_SHOWN = 200_000


@require_safe
def versions(request, slug):
    """Every version that is or was published, the newest first."""
    product = reachable_product(request, slug)
    context = frame(request, product, "catalog:product-versions")
    listed = list(_versions(product).defer("bundle")[:MOST])
    for one in listed:
        one.counts = _counts(one.changes)
    context["versions"] = listed
    return render(request, "catalog/product/versions.html", context)


@require_safe
def version(request, slug, number):
    """One version: what it changed, and its documents."""
    product = reachable_product(request, slug)
    one = _version(product, number)
    others = [other for other in _versions(product).values_list("number", flat=True)[:MOST] if other != number]
    raw = bytes(one.bundle)
    context = frame(request, product, "catalog:product-versions") | {
        "one": one,
        "others": others,
        "is_first": not _versions(product).filter(pk__lt=one.pk).exists(),
        "changes": one.changes,
        "documents": raw.decode("utf-8", "replace") if len(raw) <= LARGEST_SHOWN else "",
    }
    return render(request, "catalog/product/version.html", context)


@require_safe
def changes(request, slug):
    """What changed between any two versions that were published."""
    product = reachable_product(request, slug)
    context = frame(request, product, "catalog:product-versions")
    context |= compare_page(product, states_of(product, with_draft=False), request.GET)
    return render(request, "catalog/product/changes.html", context)


@require_safe
def bundle(request, slug, number):
    """The documents, byte for byte as they were published."""
    product = reachable_product(request, slug)
    found = _version(product, number)
    headers = {"Content-Disposition": f'attachment; filename="{product.slug}-{found.number}.yaml"'}
    return HttpResponse(bytes(found.bundle), content_type="application/yaml", headers=headers)


def _versions(product):
    states = [ProductVersion.State.PUBLISHED, ProductVersion.State.SUPERSEDED]
    return product.versions.filter(state__in=states).select_related("published_by").order_by("-pk")


def _version(product, number: str) -> ProductVersion:
    found = _versions(product).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _counts(changes: list[dict]) -> dict[str, int]:
    kinds = [change.get("kind") for change in changes]
    return {kind: kinds.count(kind) for kind in ("breaking", "compatible", "cosmetic")}
