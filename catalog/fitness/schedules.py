"""What the scheduler asks about functions in grace and waivers."""

from celery import shared_task

from catalog.fitness import services
from marketplace.foundation.audit import coming_from


@shared_task
def keep_days() -> None:
    """Enforce functions whose grace is over, end waivers past their last day, and remind of what soon will be."""
    with coming_from("schedule"):
        services.enforce_functions_due()
        services.end_disputes_due()
        services.remind_of_waivers()
