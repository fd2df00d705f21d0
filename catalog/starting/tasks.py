"""Doors for the worker: a row's id in, one call."""

from celery import shared_task

from catalog.models import DataProfile
from catalog.starting import runner
from marketplace.foundation.audit import coming_from
from marketplace.foundation.nudges import nudge

AT_ONCE = 100  # looks that one sweep wakes workers for


@shared_task
def look(profile_id: int) -> None:
    """Look at the data behind a port, and propose."""
    with coming_from("worker"):
        profile = DataProfile.objects.open().filter(pk=profile_id).first()
        if profile:
            runner.look(profile)


@shared_task
def sweep() -> None:
    """Wake workers for looks that nobody takes: their nudge was lost, or their worker died."""
    waiting = DataProfile.objects.open().free().order_by("pk").values_list("pk", flat=True)
    for profile_id in waiting[:AT_ONCE]:
        nudge(look, profile_id)
