"""What the scheduler asks about policies, exceptions and checkpoints."""

from celery import shared_task

from catalog.governance import services
from catalog.governance.checkpoints import reminding
from marketplace.foundation.audit import coming_from


@shared_task
def keep_days() -> None:
    """Enforce what is due, end exceptions that are over, and remind of what soon will be, or waits for a signature."""
    with coming_from("schedule"):
        services.enforce_due()
        services.end_exceptions_due()
        services.remind_of_enforcing()
        services.remind_of_exceptions()
        reminding.remind()
