"""The command that brings grants and warehouses together again."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from requests.models import Grant, Order, ProvisioningRun


@pytest.fixture
def reconcile(capsys):
    def run(*arguments):
        call_command("reconcile_grants", *arguments)
        return capsys.readouterr().out

    return run


def test_standing_access_is_read_again_as_its_consumer(grant, reconcile):
    before = grant.verified_at

    told = reconcile()

    assert "Grants read as their consumers: 1, 0 not as they should be." in told
    grant.refresh_from_db()
    assert grant.verified_at > before


def test_access_that_is_not_there_any_more_is_set_up_anew_and_told_when_that_does_not_help(
    grant, reconcile, settings, work
):
    (settings.LAKEHOUSE_ROOT / grant.port.snapshot.location).unlink()

    told = reconcile()
    work()

    assert "1 not as they should be" in told
    assert "There is no data at" in told
    grant.refresh_from_db()
    assert grant.provisioning == "failed"
    assert Order.objects.get().state == Order.State.TROUBLE


def test_what_is_over_ends_and_what_was_missed_is_nudged(grant, order, open_port, reconcile):
    order(open_port)
    ProvisioningRun.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    moments = {"valid_from": timezone.now() - timedelta(days=2), "valid_until": timezone.now()}
    Grant.objects.filter(pk=grant.pk).update(**moments)

    told = reconcile("--no-verify")

    assert "Grants ended on their last day: 1." in told
    assert "Provisioning runs nudged: 2." in told
