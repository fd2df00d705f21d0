"""The end of an old version: at its time, early, or with its product."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification
from catalog.models import KeptPort, MigrationPeriod, Snapshot
from catalog.publishing.files import GRACE, left_snapshots, sweep_files
from catalog.publishing.services import retire
from catalog.transitions import reminding, schedules
from catalog.transitions.errors import MigrationEnded, StillRead
from catalog.transitions.services import end_due, end_early, move
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.grants.errors import NoAccess
from requests.grants.services import give_back, revoke
from requests.models import Grant
from tests.catalog.transitions.conftest import columns_read, fresh, read


def over(period):
    """As if its time were over."""
    MigrationPeriod.objects.filter(pk=period.pk).update(ends_at=timezone.now() - timedelta(seconds=1))


def test_at_its_time_readers_go_on_to_the_new_version_and_are_told(notice, broken, ada, otto):
    kept = KeptPort.objects.get()
    over(notice.period)

    assert (end_due(), end_due()) == (1, 0)

    period = MigrationPeriod.objects.get()
    kept.snapshot.refresh_from_db()
    assert (period.state, kept.snapshot.superseded_at is not None) == ("ended", True)
    assert columns_read(ada, broken) == ["usubjid", "country"]
    assert "you read version 2.0.0" in Notification.objects.filter(recipient=ada).first().text
    assert "0 of 1 consumer had moved" in Notification.objects.filter(recipient=otto).first().text
    assert AuditEvent.objects.filter(verb="migration.ended").count() == 1


def test_what_is_kept_outlasts_every_sweep_of_files_and_is_freed_with_its_time(notice, broken, ada, settings):
    settings.SNAPSHOTS_KEPT = 0
    Snapshot.objects.update(updated_at=timezone.now() - 2 * GRACE)
    sweep_files()
    assert columns_read(ada, broken) == ["usubjid", "country", "age"]

    over(notice.period)
    end_due()
    Snapshot.objects.filter(superseded_at__isnull=False).update(superseded_at=timezone.now() - 2 * GRACE)

    assert [one.pk for one in left_snapshots(broken.warehouse)] == [KeptPort.objects.get().snapshot_id]


def test_access_to_a_port_that_is_gone_ends_with_its_time(first, reads, switch, ada):
    period = switch(offered=False)
    over(period)

    end_due()

    reads.refresh_from_db()
    assert (reads.state, reads.provisioning) == (Grant.State.REVOKED, "removing")
    assert "Version 2.0.0 does not have it any more." in reads.end_reason
    with pytest.raises(NoAccess):
        read(ada, first)


def test_a_port_that_is_gone_stays_for_those_whose_older_version_is_kept(first, reads, switch, ada):
    older, newer = switch(), switch("3.0.0", changes=[_gone()], offered=False)
    over(older)

    end_due()

    reads.refresh_from_db()
    assert reads.state == Grant.State.ACTIVE
    assert columns_read(ada, first) == ["usubjid", "country"]
    over(newer)
    end_due()
    reads.refresh_from_db()
    assert reads.state == Grant.State.REVOKED


def test_it_is_ended_early_when_everybody_has_moved(notice, broken, ada, otto):
    with pytest.raises(StillRead, match="1 have not moved yet"):
        end_early(actor=otto, period=notice.period)
    move(actor=ada, notice=notice)

    end_early(actor=otto, period=notice.period)

    assert MigrationPeriod.objects.get().state == "ended"
    with pytest.raises(MigrationEnded):
        end_early(actor=otto, period=notice.period)


@pytest.mark.parametrize("gone", ["given back", "revoked"])
def test_who_reads_nothing_any_more_holds_nobody_up(notice, reads, ada, otto, gone):
    if gone == "revoked":
        revoke(actor=otto, grant=reads, reason="The study is over.")
    else:
        give_back(actor=ada, grant=reads)

    end_early(actor=otto, period=notice.period)

    assert MigrationPeriod.objects.get().state == "ended"


def test_only_maintainers_of_the_owning_team_end_it_early(notice, ada, grace, eve):
    for other in (ada, grace, eve):
        with pytest.raises(NotAllowed):
            end_early(actor=other, period=notice.period)


def test_a_product_that_retires_ends_its_old_versions_too(notice, broken, reads, ada, otto):
    retire(actor=otto, product=broken.product, reason="Nobody keeps it.")

    reads.refresh_from_db()
    assert MigrationPeriod.objects.get().state == "ended"
    assert reads.state == Grant.State.REVOKED
    with pytest.raises(NoAccess):
        read(ada, fresh(broken))


def test_those_who_still_read_are_reminded_a_week_and_a_day_before_each_time_once(notice, ada):
    end = notice.period.ends_at
    MigrationPeriod.objects.update(created_at=end - timedelta(days=31))
    said = Notification.objects.filter(recipient=ada, text__contains="and you still read it")

    for days, reminders in [(20, 0), (6.9, 1), (5, 1), (0.9, 2), (0.1, 2)]:
        reminding.remind(end - timedelta(days=days))
        assert said.count() == reminders, days

    assert "Demographics 1.0.0 ends on" in said.first().text


def test_who_has_moved_or_reads_it_no_more_is_not_reminded(notice, reads, ada, otto, switch, first):
    revoke(actor=otto, grant=reads, reason="Enough.")
    end = notice.period.ends_at
    MigrationPeriod.objects.update(created_at=end - timedelta(days=31))

    assert reminding.remind(end - timedelta(days=6)) == 0


def test_the_sweep_does_both(notice):
    over(notice.period)

    schedules.sweep()

    assert MigrationPeriod.objects.get().state == "ended"


def _gone():
    return {
        "kind": "breaking",
        "path": "/outputPorts/subjects",
        "message": "The output port is gone.",
        "port": "subjects",
    }
