"""Messages get lost and workers die; rows do not."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Consumer
from requests.models import Grant, ProvisioningRun
from requests.provisioning import missed
from tests.requests.factories import GrantFactory


def test_a_worker_that_died_is_followed_by_another(order, open_port, work, settings):
    order(open_port)
    run = ProvisioningRun.objects.get()
    assert ProvisioningRun.objects.open().claim(run.pk)
    ProvisioningRun.objects.update(state="running")
    assert (missed.sweep(), work()) == (0, 1)
    assert Grant.objects.get().state == "pending"

    ProvisioningRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert missed.sweep() == 1
    work()
    assert Grant.objects.get().state == "active"


def test_work_that_kills_every_worker_is_given_up(order, open_port, work, settings):
    order(open_port)
    ProvisioningRun.objects.update(attempts=settings.PROVISIONING_ATTEMPTS)

    work()

    assert ProvisioningRun.objects.get().state == "failed"
    assert "No worker finished this" in ProvisioningRun.objects.get().diagnostics


def test_a_grant_for_which_nothing_is_under_way_is_found(port, eve, work):
    GrantFactory(
        consumer=Consumer.objects.for_person(eve), port=port, state="pending", provisioning="queued", verified_at=None
    )

    assert missed.sweep() == 1
    work()
    assert Grant.objects.get().state == "active"
