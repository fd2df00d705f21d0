"""How many products stand at once, for whoever watches a mesh: score, known share, promises and incidents."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from catalog.fitness.results import Outcome
from catalog.fitness.scoring import band
from catalog.fitness.selectors import fitness_by
from catalog.models import DataProduct, FitnessScore, Incident, Monitor

STATUSES = tuple(Monitor.Status.values)


@dataclass(frozen=True)
class Stand:
    """One product's latest score with what it rests on."""

    score: FitnessScore | None = None
    outcomes: dict[str, int] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    measured_at: datetime | None = None
    open_incidents: int = 0

    @property
    def band(self) -> str:
        """How the score is called."""
        return self.score.band if self.score else band(None)

    @property
    def known(self) -> int:
        """The percent of what applies that anything is known about."""
        return self.score.known if self.score else 0


def stands_of(products: Collection[int]) -> dict[int, Stand]:
    """How these products stand, by id: three queries."""
    latest = FitnessScore.objects.filter(latest=True, product__in=products).select_related("evidence")
    scores = {one.product_id: one for one in latest}
    levels, incidents = _levels(products), _incidents(products)
    return {
        pk: Stand(
            score=scores.get(pk),
            outcomes=_outcomes(scores[pk]) if pk in scores else {},
            **levels.get(pk, {"levels": dict.fromkeys(STATUSES, 0)}),
            open_incidents=incidents.get(pk, 0),
        )
        for pk in products
    }


def touched_since(products: QuerySet[DataProduct], moment: datetime) -> QuerySet[DataProduct]:
    """Those that were scored or measured, or had an incident opened or closed, since a moment."""
    scored = FitnessScore.objects.filter(latest=True, scored_at__gte=moment).values("product")
    measured = Monitor.objects.filter(active=True, measured_at__gte=moment).values("port__product")
    incidents = Incident.objects.filter(Q(opened_at__gte=moment) | Q(resolved_at__gte=moment)).values("port__product")
    return products.filter(Q(pk__in=scored) | Q(pk__in=measured) | Q(pk__in=incidents))


def _outcomes(score: FitnessScore) -> dict[str, int]:
    """How many of the functions that count answer what."""
    counted = Counter(one.outcome for one in fitness_by(score).results if one.counts)
    return {str(one): counted[one] for one in Outcome}


def _levels(products: Collection[int]) -> dict[int, dict[str, Any]]:
    counts = {status: Count("pk", filter=Q(status=status)) for status in STATUSES}
    found = Monitor.objects.filter(active=True, port__offered=True, port__product__in=products).order_by()
    rows = found.values("port__product").annotate(**counts, measured=Max("measured_at"))
    return {
        row["port__product"]: {
            "levels": {status: row[status] for status in STATUSES},
            "measured_at": row["measured"],
        }
        for row in rows
    }


def _incidents(products: Collection[int]) -> dict[int, int]:
    found = Incident.objects.open().filter(port__offered=True, port__product__in=products).order_by()
    return dict(found.values_list("port__product").annotate(found=Count("pk")))
