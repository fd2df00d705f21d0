"""With real workers beside the test."""

from datetime import timedelta

import pytest
from django.utils import timezone

from requests.models import Grant, ProvisioningRun
from requests.provisioning import missed
from tests.processes import eventually, kill, process

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def is_open():
    return Grant.objects.get().state == "active"


def test_an_order_that_a_rule_approves_is_open_within_moments(worker, order, open_port):
    order(open_port)

    eventually(is_open)


def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(order, open_port, tmp_path, work, settings):
    order(open_port)
    run = ProvisioningRun.objects.get()

    with process("tests.requests.provisioning.stuck_worker", str(run.pk), log=tmp_path / "stuck.log") as stuck:
        eventually(lambda: ProvisioningRun.objects.get().state == "running")
        half_time = timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)
        eventually(lambda: ProvisioningRun.objects.get().lease_until > half_time)
        kill(stuck)
    assert missed.sweep() == 0
    eventually(lambda: missed.sweep() == 1)
    work()

    run.refresh_from_db()
    assert (run.state, run.attempts) == ("succeeded", 2)
    assert (Grant.objects.get().state, ProvisioningRun.objects.count()) == ("active", 1)
