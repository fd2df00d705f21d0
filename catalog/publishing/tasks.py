"""Doors for the worker: a row's id in, one call."""

from celery import shared_task

from catalog.models import PublishingRun
from catalog.publishing import files, runner
from marketplace.foundation.audit import coming_from
from marketplace.foundation.nudges import nudge

AT_ONCE = 100  # runs that one sweep wakes workers for; the next sweep wakes them for the rest


@shared_task
def carry_out(run_id: int) -> None:
    """Carry a run as far as it goes."""
    with coming_from("worker"):
        run = PublishingRun.objects.open().filter(pk=run_id).first()
        if run:
            runner.carry_out(run)


@shared_task
def sweep() -> None:
    """Wake workers for runs that nobody holds: their nudge was lost, or their worker died."""
    waiting = PublishingRun.objects.open().free().order_by("pk").values_list("pk", flat=True)
    for run_id in waiting[:AT_ONCE]:
        nudge(carry_out, run_id)


@shared_task
def sweep_files() -> None:
    """Remove files that nobody needs any more."""
    files.sweep_files()
