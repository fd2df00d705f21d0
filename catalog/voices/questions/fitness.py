"""Does the support channel answer: are questions about a product answered in time?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Min, Q
from django.utils import timezone

from catalog.fitness.facts import Facts
from catalog.fitness.registry import FACT_LOADERS, fitness_function
from catalog.fitness.results import Bands, Result, Share, graded, unknown
from catalog.models import ProductQuestion

KEY = "questions"
WINDOW_DAYS = 90
IN_TIME = timedelta(days=5)


@dataclass(frozen=True)
class Answered:
    """Questions whose time to be answered is over, and how many of them were answered within it."""

    questions: int
    in_time: int


@FACT_LOADERS.add(KEY)
def load(product_ids: Sequence[int], day: date) -> Mapping[int, Answered]:
    """The questions about many products, in one query; a product without any that is due is left out."""
    until = datetime.combine(day + timedelta(days=1), time.min, timezone.get_default_timezone())
    now = min(until, timezone.now())
    said = Q(answers__hidden_at=None) & (Q(answers__by_owner=True) | Q(answers__accepted_at__isnull=False))
    rows = (
        ProductQuestion.objects.shown()
        .filter(product__in=product_ids, created_at__lt=until, created_at__gte=until - timedelta(days=WINDOW_DAYS))
        .order_by()
        .annotate(first=Min("answers__created_at", filter=said))
        .values_list("product", "created_at", "first")
    )
    counts: dict[int, tuple[int, int]] = {}
    for product, asked, first in rows:
        answered = first is not None and first - asked <= IN_TIME
        if not answered and now - asked < IN_TIME:
            continue  # there is still time
        questions, in_time = counts.get(product, (0, 0))
        counts[product] = questions + 1, in_time + answered
    return {product: Answered(*counted) for product, counted in counts.items()}


@fitness_function(
    "accessible.answered",
    attribute="Accessible",
    title="Questions are answered",
    weight=2,
    bands=Bands(passes_at=0.8),
)
def answered(facts: Facts) -> Result | Share:
    """Are questions about it answered by its owners, or by an accepted answer, within five days?"""
    known: Answered | None = facts.brought.get(KEY)
    if known is None:
        return unknown(f"Nobody asked anything within {WINDOW_DAYS} days.")
    told = "question was" if known.questions == 1 else "questions were"
    return graded(
        known.in_time / known.questions,
        f"{known.in_time} of {known.questions} {told} answered within {IN_TIME.days} days.",
        remedy="Answer what waits on the page of questions, or name somebody who does.",
        questions=known.questions,
        in_time=known.in_time,
        days=WINDOW_DAYS,
    )
