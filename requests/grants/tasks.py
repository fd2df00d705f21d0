"""What the scheduler asks about grants."""

from celery import shared_task

from marketplace.foundation.audit import coming_from
from marketplace.foundation.heartbeats import beat
from requests.grants import expiry


@shared_task
def sweep() -> None:
    """End what is past its last day, and remind of what soon will be."""
    with coming_from("worker"):
        expiry.expire_due()
        expiry.remind()
    beat("sweep of last days")
