"""What the scheduler asks about approvals."""

from celery import shared_task

from requests.approvals import services


@shared_task
def ask_again() -> None:
    """Find somebody for the stages that nobody could decide."""
    services.ask_again()
