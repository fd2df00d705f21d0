"""Finds what a page is about within what the person may see; anything else does not exist for them."""

from django.shortcuts import get_object_or_404

from catalog.models import DataProduct, PublishingRun


def reachable_product(request, slug: str) -> DataProduct:
    """A product that this person may see."""
    products = DataProduct.objects.visible_to(request.user).select_related("domain", "owner", "successor")
    return get_object_or_404(products, slug=slug)


def own_product(request, slug: str) -> DataProduct:
    """A product of one of this person's teams; stewards and the platform team may look at any."""
    products = DataProduct.objects.all() if request.user.sees_everything else DataProduct.objects.owned_by(request.user)
    return get_object_or_404(products.select_related("domain", "owner", "successor"), slug=slug)


def reachable_run(request, pk: int) -> PublishingRun:
    """A run that this person may see."""
    runs = PublishingRun.objects.visible_to(request.user)
    return get_object_or_404(runs.select_related("product__owner", "product__domain", "version", "asked_by"), pk=pk)
