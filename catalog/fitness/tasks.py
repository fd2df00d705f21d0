"""The worker's doors to scoring."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from catalog.fitness import night, runner
from marketplace.foundation.audit import coming_from
from marketplace.foundation.nudges import nudge


@shared_task
def score_all() -> None:
    """Ask workers to score every product that everybody finds, chunk by chunk; asked for twice it is done once."""
    night.forget(timezone.localdate())
    since = night.night_of(timezone.now()).isoformat()
    for first, last in night.chunks():
        nudge(score_chunk, first, last, since)


@shared_task
def score_chunk(first: int, last: int, since: str) -> None:
    """Score the products of a range of ids; those scored since the night began are left alone.

    So a range that comes again after its worker was killed goes on where that one was.
    """
    began = datetime.fromisoformat(since)
    if not night.claimed(first, last, began):
        return
    ids = night.unscored(first, last, began)
    with coming_from("worker", task="score_chunk"):
        for start in range(0, len(ids), runner.CHUNK):
            runner.score_chunk(ids[start : start + runner.CHUNK], timezone.localdate(began))
            night.keep_claim(first, last, began)
    night.let_go(first, last, began)


@shared_task
def score_product(product_id: int) -> None:
    """Score one product, if everybody finds it."""
    with coming_from("worker", task="score_product"):
        runner.score_chunk(night.shown([product_id]), timezone.localdate())


@shared_task
def sweep() -> None:
    """Score what changed since it was scored, and ask again for what the night has missed."""
    now = timezone.now()
    ids = night.stale(now)
    with coming_from("worker", task="sweep"):
        for start in range(0, len(ids), runner.CHUNK):
            runner.score_chunk(ids[start : start + runner.CHUNK], timezone.localdate(now))
    since = night.night_of(now).isoformat()
    for first, last in night.missed_ranges(now):
        nudge(score_chunk, first, last, since)
