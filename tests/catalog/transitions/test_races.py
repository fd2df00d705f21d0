"""Two at the same instant, and a worker that dies in between: nothing is told twice, and nothing is left half done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification
from catalog.models import KeptPort, MigrationNotice, MigrationPeriod
from catalog.transitions.services import acknowledge, end_due, end_early, endings, move
from marketplace.foundation.models import AuditEvent
from requests.models import ProvisioningRun
from tests.catalog.publishing.test_races import at_once
from tests.catalog.transitions.conftest import columns_read, fresh

pytestmark = pytest.mark.django_db(transaction=True)


def over():
    MigrationPeriod.objects.update(ends_at=timezone.now() - timedelta(seconds=1))


def test_of_two_sweeps_one_ends_it(notice, ada):
    over()

    at_once(end_due, end_due)

    assert AuditEvent.objects.filter(verb="migration.ended").count() == 1
    assert Notification.objects.filter(recipient=ada, key__endswith=":ended").count() == 1
    assert ProvisioningRun.objects.count() == 1


def test_who_moves_while_it_ends_has_moved_or_learns_that_it_ended(notice, broken, ada):
    outcomes = at_once(
        lambda: move(actor=ada, notice=notice),
        lambda: end_due(timezone.now() + timedelta(days=60)),
    )

    notice = MigrationNotice.objects.get()
    assert outcomes in (["done", "done"], ["done", "migration-ended"])
    assert (outcomes == ["done", "done"]) == (notice.moved_at is not None)
    assert MigrationPeriod.objects.get().state == "ended"
    assert columns_read(ada, fresh(broken)) == ["usubjid", "country"]


def test_said_twice_at_once_it_is_written_down_once(notice, ada):
    assert at_once(lambda: acknowledge(actor=ada, notice=notice), lambda: move(actor=ada, notice=notice)) == [
        "done",
        "done",
    ]

    assert AuditEvent.objects.filter(verb="migration.acknowledged").count() == 1
    assert AuditEvent.objects.filter(verb="migration.moved").count() == 1


def test_of_two_who_end_it_early_one_does(notice, ada, otto, petra):
    move(actor=ada, notice=notice)

    outcomes = at_once(
        lambda: end_early(actor=otto, period=notice.period), lambda: end_early(actor=petra, period=notice.period)
    )

    assert outcomes == ["done", "migration-ended"]


def test_a_sweep_that_dies_in_the_middle_has_done_nothing_and_the_next_does_all(first, reads, switch, ada, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*args, **kwargs):
        raise Killed

    switch(offered=False)
    over()
    with monkeypatch.context() as patch:
        patch.setattr(endings, "vanish", die)
        with pytest.raises(Killed):
            end_due()
    reads.refresh_from_db()
    assert (MigrationPeriod.objects.get().state, reads.state) == ("open", "active")
    assert not Notification.objects.filter(key__endswith=":ended").exists()
    assert KeptPort.objects.get().snapshot.superseded_at is None

    assert end_due() == 1

    reads.refresh_from_db()
    assert (MigrationPeriod.objects.get().state, reads.state) == ("ended", "revoked")
