"""What the scheduler asks about campaigns."""

from celery import shared_task

from marketplace.foundation.audit import coming_from
from marketplace.foundation.heartbeats import beat
from requests.grants import recertifying


@shared_task
def recertify() -> None:
    """Remind reviewers, and carry out what is past its deadline."""
    with coming_from("worker"):
        recertifying.sweep()
    beat("sweep of recertifications")
