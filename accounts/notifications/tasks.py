"""Doors for the worker: ids in, one call."""

from celery import shared_task

from accounts.notifications import runner
from marketplace.foundation.audit import coming_from
from marketplace.foundation.heartbeats import beat


@shared_task(name="accounts.notifications.tasks.deliver")
def deliver(*notification_ids: int) -> None:
    """Bring messages to their readers."""
    with coming_from("worker"):
        runner.deliver(notification_ids)


@shared_task
def deliver_together(person_id: int, channel: str) -> None:
    """Bring one person the messages of a day as one."""
    with coming_from("worker"):
        runner.deliver_together(person_id, channel)


@shared_task
def sweep() -> None:
    """Find what was missed, and what is due by now."""
    with coming_from("worker"):
        runner.sweep(deliver_together)
    beat("sweep of messages")


@shared_task
def forget_old() -> None:
    """Delete deliveries of long ago."""
    with coming_from("worker"):
        runner.forget_old()
