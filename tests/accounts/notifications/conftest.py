"""A worker that brings messages to people, inside the test."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Delivery
from accounts.notifications import runner


@pytest.fixture
def deliver():
    """Does what a worker would do now with every message; `later=True`: also with what waits for another attempt."""

    def everything(*, later=False):
        if later:
            Delivery.objects.waiting().update(due_at=timezone.now() - timedelta(seconds=1))
        due = Delivery.objects.due().free()
        runner.deliver(list(due.filter(daily=False).values_list("notification", flat=True)))
        for person, channel in due.filter(daily=True).order_by().values_list("notification__recipient", "channel"):
            runner.deliver_together(person, channel)

    return everything
