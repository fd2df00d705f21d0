"""Who reads a product."""

from django.db.models import Q, QuerySet

from catalog.models import DataProduct
from requests.models import Grant


def consumers_of(product: DataProduct, *, ended: bool = False) -> QuerySet[Grant]:
    """The grants on a product that stand, what ends soonest first; or those that have ended, the newest first."""
    over = ~Q(state__in=Grant.State.standing())
    grants = Grant.objects.filter(over if ended else ~over, port__product=product).for_display()
    return grants.order_by("-ended_at", "-pk") if ended else grants.order_by("valid_until", "pk")
