"""What access adds to the search: what one can read already, and how much each product is used."""

from collections.abc import Sequence

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import DataProduct, OutputPort
from catalog.panels import PRODUCT_CHOICES, PRODUCT_USE, ProductChoice
from requests.models import Grant


def readable_by(user) -> QuerySet:
    """The ids of products of which this person can read a port at this moment, as `may_read` says of a single one."""
    offered = OutputPort.objects.offered().exclude(product__status=DataProduct.Status.RETIRED).order_by()
    granted = Grant.objects.in_force().held_by(user).order_by().values("port")
    # Two ways, each by its index; as alternatives of one condition they would be looked up port by port.
    owned = offered.filter(product__owner__in=user.team_ids).values("product")
    return owned.union(offered.filter(pk__in=granted).values("product"))


@PRODUCT_USE.add("grants")
def consumers_of(product_ids: Sequence[int]) -> dict[int, int]:
    """How many people and teams have access to each of these products now."""
    held = Grant.objects.in_force().filter(port__product__in=product_ids).order_by().values_list("port__product")
    return dict(held.annotate(consumers=Count("consumer", distinct=True)))


PRODUCT_CHOICES.add("readable")(ProductChoice(_("I can read it now"), readable_by))
