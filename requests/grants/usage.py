"""Who uses what: consumers and reads, for owners, scores and pages."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from catalog.models import DataProduct
from marketplace.foundation.policies import YES, Answer, no
from requests.models import DataRead, Grant

WINDOW = timedelta(days=28)


@dataclass(frozen=True)
class Usage:
    """How much a product is used: who holds access, and what was read within 28 days by others than its owners."""

    teams: int
    people: int
    readers: int
    reads: int


def may_name_people(user, product: DataProduct) -> Answer:
    """May this person see which people read a product? Teams are no secret; people are, to strangers."""
    if product.owner_id in user.team_ids or user.sees_everything:
        return YES
    return no("only the owning team, stewards and the platform team see who reads")


def standing_on(product: DataProduct):
    """The standing grants on a product, whose they are, the newest first."""
    return Grant.objects.standing().filter(port__product=product).for_display().order_by("-pk")


def usage_of(product: DataProduct, *, now=None) -> Usage:
    """A product's use, in two queries and without naming anybody."""
    since = (now or timezone.now()) - WINDOW
    holders = list(
        Grant.objects.standing()
        .filter(port__product=product)
        .order_by()
        .values_list("consumer", "consumer__team")
        .distinct()
    )
    reads = DataRead.objects.filter(port__product=product, at__gte=since, grant__isnull=False).order_by()
    readers = list(reads.values_list("reader", flat=True))
    teams = sum(1 for _consumer, team in holders if team)
    return Usage(teams=teams, people=len(holders) - teams, readers=len(set(readers)), reads=len(readers))
