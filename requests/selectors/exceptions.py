"""Masked columns that are seen plain: by whom, until when, and who may end that."""

from django.db.models import QuerySet

from catalog.models import DataProduct
from marketplace.foundation.policies import Answer
from requests.grants.exceptions import may_revoke
from requests.models import MaskException

MOST = 50  # on the page of a product
_PARTS = (
    "grant__port__product__owner",
    "grant__consumer__person",
    "grant__consumer__team",
    "request__order__ordered_by",
)


def standing() -> QuerySet[MaskException]:
    """Those that stand, what ends soonest first, with everything a list shows."""
    return MaskException.objects.standing().select_related(*_PARTS).order_by("valid_until", "pk")


def exceptions_on(user, product: DataProduct) -> list[tuple[MaskException, Answer]]:
    """Those on one product, each with whether this person may end it; one query."""
    return [(one, may_revoke(user, one)) for one in standing().filter(grant__port__product=product)[:MOST]]
