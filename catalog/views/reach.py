"""Finds what a page is about within what the person may see; anything else does not exist for them."""

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from catalog.models import DataProduct, Follow, Incident, PublishingRun
from catalog.search.filters import with_score


def reachable_product(request, slug: str) -> DataProduct:
    """A product that this person may see.

    It knows its latest `fitness_score` and `fitness_band`, with the percent that is known (`fitness_known`), how many
    `open_incidents` it has, whether others `is_touched` by, and whether it `is_followed` by them.
    """
    visible = with_score(DataProduct.objects.visible_to(request.user))
    incidents = Incident.objects.open().filter(port__product=OuterRef("pk"), port__offered=True)
    touching = Incident.affected.through.objects.filter(dataproduct=OuterRef("pk"), incident__resolved_at=None)
    mine = Follow.objects.filter(person=request.user, product=OuterRef("pk"))
    products = visible.select_related("domain", "owner", "successor").annotate(
        fitness_score=F("scored__score"),
        fitness_band=F("scored__band"),
        fitness_known=F("scored__known"),
        open_incidents=counted(incidents, "port__product"),
        is_touched=Exists(touching),
        is_followed=Exists(mine),
    )
    return get_object_or_404(products, slug=slug)


def counted(rows, by: str):
    """How many of these rows there are for each value of a key, as part of a query about something else."""
    each = rows.order_by().values(by).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(each, output_field=IntegerField()), 0)


def own_product(request, slug: str) -> DataProduct:
    """A product of one of this person's teams; stewards and the platform team may look at any."""
    products = DataProduct.objects.all() if request.user.sees_everything else DataProduct.objects.owned_by(request.user)
    return get_object_or_404(products.select_related("domain", "owner", "successor"), slug=slug)


def reachable_run(request, pk: int) -> PublishingRun:
    """A run that this person may see."""
    runs = PublishingRun.objects.visible_to(request.user)
    return get_object_or_404(runs.select_related("product__owner", "product__domain", "version", "asked_by"), pk=pk)
