"""What access adds to the search: what one can read already."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import DataProduct, OutputPort
from catalog.panels import PRODUCT_CHOICES, ProductChoice
from requests.models import Grant


def readable_by(user) -> QuerySet:
    """The ids of products of which this person can read a port at this moment, as `may_read` says of a single one."""
    offered = OutputPort.objects.offered().exclude(product__status=DataProduct.Status.RETIRED).order_by()
    granted = Grant.objects.in_force().held_by(user).order_by().values("port")
    # Two ways, each by its index; as alternatives of one condition they would be looked up port by port.
    owned = offered.filter(product__owner__in=user.team_ids).values("product")
    return owned.union(offered.filter(pk__in=granted).values("product"))


PRODUCT_CHOICES.add("readable")(ProductChoice(_("I can read it now"), readable_by))
