"""Are those who read a product content with it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Avg, Count
from django.utils import timezone

from catalog.fitness.facts import Facts
from catalog.fitness.registry import FACT_LOADERS, fitness_function
from catalog.fitness.results import Bands, Result, Share, graded, unknown
from catalog.models import ProductReview

KEY = "reviews"
PASSES_AT, WARNS_AT = 4, 3  # stars of five, in the mean


@dataclass(frozen=True)
class Reviewed:
    """How many people reviewed a product, and the mean of their stars."""

    reviews: int
    mean: float


@FACT_LOADERS.add(KEY)
def load(product_ids: Sequence[int], day: date) -> Mapping[int, Reviewed]:
    """The reviews of many products, in one query; a product without any is left out."""
    until = datetime.combine(day + timedelta(days=1), time.min, timezone.get_default_timezone())
    rows = ProductReview.objects.shown().filter(product__in=product_ids, created_at__lt=until).order_by()
    told = rows.values_list("product").annotate(n=Count("pk"), mean=Avg("stars"))
    return {product: Reviewed(n, float(mean)) for product, n, mean in told}


@fitness_function(
    "valuable.reviewed",
    attribute="Valuable",
    title="Its readers are content",
    bands=Bands(passes_at=PASSES_AT / 5, warns_at=WARNS_AT / 5),
)
def reviewed(facts: Facts) -> Result | Share:
    """Do people who hold or held access think well of it?"""
    known = facts.brought.get(KEY)
    if known is None:
        return unknown("Nobody who holds access has reviewed it yet.")
    told = "review gives" if known.reviews == 1 else "reviews give"
    return graded(
        known.mean / 5,
        f"{known.reviews} {told} it {known.mean:.1f} of 5 stars.",
        remedy="Read the reviews, mend what they name, and reply to them.",
        reviews=known.reviews,
        mean=round(known.mean, 2),
    )
