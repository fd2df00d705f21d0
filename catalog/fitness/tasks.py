"""The worker's doors to scoring."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from catalog.fitness import runner
from marketplace.foundation.audit import coming_from
from marketplace.foundation.nudges import nudge


@shared_task
def score_all() -> None:
    """Ask workers to score every product that everybody finds, chunk by chunk."""
    since = timezone.now().isoformat()
    for first, last in runner.chunks():
        nudge(score_chunk, first, last, since)


@shared_task
def score_chunk(first: int, last: int, since: str) -> None:
    """Score the products of a range of ids; those scored since the night began are left alone.

    So a chunk that comes again after its worker was killed goes on where that one was.
    """
    began = datetime.fromisoformat(since)
    ids = runner.unscored(first, last, began)
    with coming_from("worker", task="score_chunk"):
        for start in range(0, len(ids), runner.CHUNK):
            runner.score_chunk(ids[start : start + runner.CHUNK], timezone.localdate(began))
