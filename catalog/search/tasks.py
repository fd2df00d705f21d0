"""The worker's doors to the search: what was missed is indexed, and who searched is forgotten."""

from celery import shared_task

from catalog.models import DataProduct
from catalog.search import log
from catalog.search.facts import join_tallies, stale, unknown_products
from catalog.search.index import CHUNK, index_products, refresh_facts
from marketplace.foundation.audit import coming_from
from marketplace.foundation.nudges import nudge

AT_ONCE = 5 * CHUNK  # products that one sweep puts right; the next goes on


@shared_task
def sweep() -> None:
    """Index what the search does not know, and put right what it tells wrongly."""
    with coming_from("worker", task="sweep"):
        index_products(unknown_products().order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        refresh_facts(stale().order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        join_tallies()


@shared_task
def refresh_all() -> None:
    """Ask workers to write down anew, chunk by chunk, by what products are narrowed and ordered; use changes, too."""
    ids = list(DataProduct.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        nudge(refresh_range, ids[start], ids[min(start + AT_ONCE, len(ids)) - 1])


@shared_task
def refresh_range(first: int, last: int) -> None:
    """Do so for the products of a range of ids."""
    with coming_from("worker", task="refresh_range"):
        refresh_facts(DataProduct.objects.filter(pk__gte=first, pk__lte=last).values_list("pk", flat=True))


@shared_task
def forget_people() -> None:
    """Forget who searched, once it is long enough ago."""
    log.forget_people()
