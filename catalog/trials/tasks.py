"""Doors for the worker: a row's id in, one call."""

from celery import shared_task

from catalog.models import Trial
from catalog.trials import files, runner
from marketplace.foundation.audit import coming_from
from marketplace.foundation.nudges import nudge

AT_ONCE = 100  # trials that one sweep wakes workers for; the next sweep wakes them for the rest


@shared_task
def carry_out(trial_id: int) -> None:
    """Carry a trial as far as it goes."""
    with coming_from("worker"):
        trial = Trial.objects.open().filter(pk=trial_id).first()
        if trial:
            runner.carry_out(trial)


@shared_task
def sweep() -> None:
    """Wake workers for trials that nobody holds: their nudge was lost, or their worker died."""
    waiting = Trial.objects.open().free().order_by("pk").values_list("pk", flat=True)
    for trial_id in waiting[:AT_ONCE]:
        nudge(carry_out, trial_id)


@shared_task
def sweep_files() -> None:
    """Remove rows whose time is over."""
    files.sweep()


@shared_task
def discard(trial_id: int) -> None:
    """Remove the rows of one trial that was stopped."""
    trial = Trial.objects.filter(pk=trial_id).first()
    if trial and not trial.is_open:
        files.discard(trial)
