"""What the scheduler asks about saved searches."""

from celery import shared_task

from catalog.following.looking import look_at_due
from marketplace.foundation.audit import coming_from
from marketplace.foundation.heartbeats import beat


@shared_task
def sweep() -> None:
    """Tell people of new matches of the searches that they follow."""
    with coming_from("worker"):
        look_at_due()
    beat("sweep of saved searches")
