"""The worker's doors to incidents."""

from celery import shared_task

from catalog.incidents import runner
from marketplace.foundation.audit import coming_from
from marketplace.foundation.heartbeats import beat


@shared_task(name="catalog.incidents.tasks.follow_up")
def follow_up(incident_id: int) -> None:
    """Look around one incident, and tell people."""
    with coming_from("worker", task="follow_up"):
        runner.follow_up(incident_id)


@shared_task
def sweep() -> None:
    """Tell people of what was missed."""
    with coming_from("worker"):
        runner.sweep()
    beat("sweep of incidents")


@shared_task
def look_around() -> None:
    """See anew what open incidents hang together with."""
    with coming_from("worker"):
        runner.look_around_again()
