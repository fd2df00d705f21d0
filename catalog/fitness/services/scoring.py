"""Score products now."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import timezone

from catalog.fitness import runner
from catalog.models import DataProduct, FitnessScore


def score_product(product: DataProduct, *, day: date | None = None) -> FitnessScore:
    """Run every fitness function over one product; again on the same day replaces what was said."""
    return runner.score_chunk([product.pk], day or timezone.localdate())[0]


def score_products(product_ids: Iterable[int], *, day: date | None = None) -> Iterator[FitnessScore]:
    """Score many products, a chunk at a time, each chunk in a fixed number of queries."""
    ids = sorted(set(product_ids))
    for start in range(0, len(ids), runner.CHUNK):
        yield from runner.score_chunk(ids[start : start + runner.CHUNK], day or timezone.localdate())
