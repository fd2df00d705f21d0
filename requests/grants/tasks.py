"""What the scheduler asks about grants."""

from celery import shared_task

from marketplace.foundation.audit import coming_from
from marketplace.foundation.heartbeats import beat
from requests.grants import announcing, exceptions, expiry


@shared_task
def sweep() -> None:
    """End what is past its last day, and remind of what soon will be."""
    with coming_from("worker"):
        exceptions.expire_due()
        expiry.expire_due()
        announcing.remind()
    beat("sweep of last days")


@shared_task
def offer_return() -> None:
    """Ask for access back that nobody uses."""
    with coming_from("worker"):
        announcing.offer_return()
    beat("sweep of unused access")
