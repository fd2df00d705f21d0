"""Doors for the worker: an id in, one call."""

from celery import shared_task

from marketplace.foundation.audit import coming_from
from marketplace.foundation.heartbeats import beat
from requests.provisioning import drift, missed, runner, standing, transcripts


@shared_task(name="requests.provisioning.tasks.carry_out")
def carry_out(run_id: int) -> None:
    """Bring the warehouse to what a grant says."""
    with coming_from("worker"):
        runner.carry_out(run_id)


@shared_task
def sweep() -> None:
    """Find what was missed."""
    with coming_from("worker"):
        missed.sweep()
    beat("sweep of access")


@shared_task
def check_drift() -> None:
    """Compare the rights that exist in the warehouses with the grants."""
    with coming_from("worker"):
        drift.check_drift()
    beat("nightly check of rights")


@shared_task
def verify_again() -> None:
    """Read every port as everybody who holds it."""
    with coming_from("worker"):
        standing.verify_again()


@shared_task
def forget_old() -> None:
    """Delete what was sent to warehouses long ago."""
    with coming_from("worker"):
        transcripts.forget_old()
