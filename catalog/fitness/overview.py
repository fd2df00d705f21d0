"""How functions do over the whole mesh: how many products fail each, and which."""

from collections import Counter

from django.core.cache import cache
from django.db.models import QuerySet

from catalog.models import DataProduct, FitnessScore

KEY = "fitness:failing"
SECONDS = 120


def failing_counts() -> dict[str, int]:
    """How many products that everybody finds fail each function, as counted within the last two minutes."""
    counted = cache.get(KEY)
    if counted is None:
        counted = Counter[str]()
        for failing in _scores().exclude(failing="").values_list("failing", flat=True).iterator(chunk_size=5000):
            counted.update(failing.split())
        cache.set(KEY, counted, SECONDS)
    return counted


def failing_scores(function: str) -> QuerySet[FitnessScore]:
    """The latest scores of products that fail a function, the lowest first."""
    found = _scores().filter(failing__contains=f"\n{function}\n")
    return found.select_related("product__domain", "product__owner").order_by("score", "product__name")


def _scores() -> QuerySet[FitnessScore]:
    return FitnessScore.objects.filter(latest=True, product__status__in=DataProduct.Status.shown())
