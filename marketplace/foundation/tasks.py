"""The pulse: the scheduler asks every ten seconds, a worker answers, and both are known to live."""

from celery import shared_task

from marketplace.foundation.heartbeats import beat


@shared_task
def pulse() -> None:
    """Leave a sign of life of scheduler and worker."""
    beat("worker")
