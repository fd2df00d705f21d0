"""How the products of one's own teams do."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from catalog.models import DataProduct, Incident, PublishingRun
from catalog.views.cards import scored

MOST = 6
_FAILED = Q(last_run="failed")


@dataclass(frozen=True)
class Owned:
    """The products that need their team first, and whether there are more."""

    products: list[DataProduct]
    more: bool


def owned(user) -> Owned:
    """Products of one's teams that are alive: with open incidents and failed runs first; one query."""
    if not user.team_ids:
        return Owned([], more=False)
    broken = Incident.objects.open().filter(port__product=OuterRef("pk"), port__offered=True)
    broken = broken.order_by().values("port__product").annotate(found=Count("pk")).values("found")
    last = PublishingRun.objects.filter(product=OuterRef("pk")).order_by("-pk").values("state")[:1]
    mine = scored(DataProduct.objects.owned_by(user).exclude(status=DataProduct.Status.RETIRED)).annotate(
        incidents=Coalesce(Subquery(broken), Value(0), output_field=IntegerField()), last_run=Subquery(last)
    )
    worst = Case(When(_FAILED, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = list(mine.order_by((worst + F("incidents")).desc(), "-updated_at", "pk")[: MOST + 1])
    return Owned(rows[:MOST], more=len(rows) > MOST)
