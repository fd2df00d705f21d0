"""What the scheduler asks about old versions."""

from celery import shared_task

from catalog.transitions import reminding
from catalog.transitions.services import end_due
from marketplace.foundation.audit import coming_from
from marketplace.foundation.heartbeats import beat


@shared_task
def sweep() -> None:
    """End the old versions whose time is over, and remind of those whose time soon will be."""
    with coming_from("worker"):
        end_due()
        reminding.remind()
    beat("sweep of old versions")
