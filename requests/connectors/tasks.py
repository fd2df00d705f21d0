"""Doors for the worker: an id in, one call."""

from celery import shared_task

from marketplace.foundation.audit import coming_from
from marketplace.foundation.heartbeats import beat
from requests.connectors import runner


@shared_task(name="requests.connectors.tasks.send")
def send(message_id: int) -> None:
    """Bring one event to another system."""
    with coming_from("worker"):
        runner.send(message_id)


@shared_task
def sweep() -> None:
    """Write down what other systems are to be told, and send what is due."""
    with coming_from("worker"):
        runner.sweep(send)
    beat("sweep of connectors")


@shared_task
def hear() -> None:
    """Ask other systems for their answers."""
    with coming_from("worker"):
        runner.hear()


@shared_task
def reconcile() -> None:
    """Compare what other systems were told of ports with how these are, and have the rest told."""
    with coming_from("worker"):
        runner.reconcile(send)


@shared_task
def forget_old() -> None:
    """Delete messages of long ago."""
    with coming_from("worker"):
        runner.forget_old()
