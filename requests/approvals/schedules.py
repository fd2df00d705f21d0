"""What the scheduler asks about approvals."""

from celery import shared_task

from requests.approvals import services, timekeeping
from requests.approvals.selectors import stranded


@shared_task
def ask_again() -> None:
    """Find somebody for the stages that nobody could decide."""
    for stage in stranded().iterator():
        services.ask_again(stage)


@shared_task
def keep_time() -> None:
    """Remind those who were asked, and ask the stewards where the time is over."""
    timekeeping.keep_time()
