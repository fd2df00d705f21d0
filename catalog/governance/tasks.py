"""The worker's doors to policies: ids in, one call."""

from celery import shared_task
from django.utils import timezone

from catalog.governance import runner
from marketplace.foundation.audit import coming_from
from marketplace.foundation.nudges import nudge


@shared_task
def judge_all() -> None:
    """Forget what is over, and ask workers to judge every product that everybody finds, chunk by chunk."""
    runner.forget()
    for first, last in runner.chunks():
        nudge(judge_range, first, last)


@shared_task
def judge_range(first: int, last: int) -> None:
    """Judge the products of a range of ids by all policies in force."""
    with coming_from("worker", task="judge_range"):
        runner.judge_products(runner.shown_ids(first, last))


@shared_task
def judge_product(product_id: int) -> None:
    """Judge one product by all policies in force."""
    with coming_from("worker", task="judge_product"):
        runner.judge_products(runner.shown_ids(product_id, product_id))


@shared_task
def sweep() -> None:
    """Judge what was missed: nudges get lost, and workers die."""
    with coming_from("worker", task="sweep"):
        runner.judge_products(runner.missed(timezone.now()))
