"""A version that breaks something: the old one stays for those who read it, and each of them is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Consumer, Notification
from catalog.models import KeptPort, MigrationNotice, MigrationPeriod, ProductVersion
from marketplace.foundation.models import AuditEvent
from requests.models import AccessRequest
from tests.accounts.factories import ConsumerFactory
from tests.catalog.publishing.bundles import a_bundle
from tests.catalog.transitions.conftest import AGE_GONE, REVIEWED, WITHOUT_AGES, columns_read, theirs
from tests.requests.factories import AccessRequestFactory, GrantFactory, OrderFactory


@pytest.fixture
def reader(published, ada):
    """Ada reads what was published for real."""
    return GrantFactory(consumer=ConsumerFactory(person=ada), port=published)


def test_what_breaks_stays_readable_and_its_reader_is_told(published, reader, publish, ada):
    first, before = published, (published.contract, published.policy, published.snapshot)

    publish(guidance="Take the ages from Subject ages.", **WITHOUT_AGES)

    period = MigrationPeriod.objects.get()
    assert (period.before.number, period.after.number, period.state) == ("1.0.0", "2.0.0", "open")
    assert period.guidance == "Take the ages from Subject ages."
    kept = KeptPort.objects.get(period=period)
    assert (kept.port, (kept.contract, kept.policy, kept.snapshot)) == (first, before)
    assert kept.snapshot.superseded_at is None
    notice = MigrationNotice.objects.get()
    assert (notice.consumer.person, notice.port, notice.moved_at) == (ada, first, None)
    gone = next(one for one in notice.breaks if one["columns"] == ["age"])
    assert gone["message"] == "The column age of demographics is gone."
    assert gone["products"] == []
    message = Notification.objects.get(recipient=ada, key=f"migration:{period.pk}:opened")
    assert "Demographics 2.0.0 breaks what you read" in message.text
    assert "You read version 1.0.0 until" in message.text
    assert message.link == notice.get_absolute_url()
    assert AuditEvent.objects.get(verb="migration.begun").public

    assert columns_read(ada, first) == ["usubjid", "country", "age"]


def test_she_is_told_once_and_others_hear_that_it_is_published(reader, publish, ada, petra):
    publish(**WITHOUT_AGES)

    version = ProductVersion.objects.get(number="2.0.0")
    assert Notification.objects.filter(recipient=ada, text__contains="2.0.0").count() == 1
    assert Notification.objects.filter(recipient=petra, key=f"version:{version.pk}:published").count() == 1


def test_it_ends_after_as_many_whole_days_as_were_promised(broken):
    period = MigrationPeriod.objects.get()

    zone = timezone.get_default_timezone()
    end = period.ends_at.astimezone(zone)
    assert (end.hour, end.minute) == (0, 0)
    assert (end.date() - timezone.localdate()).days == 31


@pytest.mark.parametrize(("promised", "days"), [(20, 20), (5, 10), (None, 10)])
def test_the_settings_are_the_least(reads, switch, settings, promised, days):
    settings.NOTICE_PERIOD_DAYS = 10

    period = switch(notice_days=promised)

    assert timedelta(days=days) <= period.ends_at - timezone.now() <= timedelta(days=days + 1)


def test_where_nobody_reads_what_breaks_nothing_is_kept(first, switch):
    before = first.snapshot

    switch()

    before.refresh_from_db()
    assert not MigrationPeriod.objects.exists()
    assert before.superseded_at is not None


def test_what_leaves_everything_working_opens_nothing(first, reads, switch):
    assert switch("1.1.0", changes=[AGE_GONE | {"kind": "compatible"}]) is None


def test_a_tightened_policy_alone_opens_nothing_because_it_holds_at_once(published, reader, publish):
    stricter = a_bundle().replace(b"version: 1.0.0", b"version: 2.0.0", 1).replace(*REVIEWED)

    publish(stricter.replace(b"country = 'US'", b"age < 60"))

    assert not MigrationPeriod.objects.exists()


def test_what_breaks_the_whole_product_breaks_each_of_its_ports(reads, switch):
    licence = {"kind": "breaking", "path": "/licence", "message": "The licence changes from a to b."}

    period = switch(changes=[licence])

    assert [one["message"] for one in period.notices.get().breaks] == ["The licence changes from a to b."]


def test_what_holds_at_once_is_marked_so(reads, switch):
    masked = AGE_GONE | {"path": "/outputPorts/subjects/policy/masks/age", "message": "Masked.", "access": True}

    period = switch(changes=[AGE_GONE, masked])

    assert [one["at_once"] for one in period.notices.get().breaks] == [False, True]


def test_everybody_with_standing_access_is_told_also_while_it_is_being_set_up(first, switch, ada, eve, analytics):
    GrantFactory(consumer=Consumer.objects.for_team(analytics), port=first)
    GrantFactory(consumer=ConsumerFactory(person=eve), port=first, state="pending", verified_at=None)
    ended = GrantFactory(port=first, state="expired", ended_at=timezone.now())

    switch()

    told = {notice.consumer for notice in MigrationNotice.objects.all()}
    assert {str(consumer) for consumer in told} == {"Analytics", "Eve Elsewhere"}
    assert ended.consumer not in told
    assert Notification.objects.filter(recipient=ada, key__endswith=":opened").exists()


def test_who_gets_access_afterwards_reads_the_new_version_only(broken, eve):
    GrantFactory(consumer=ConsumerFactory(person=eve), port=broken)

    assert columns_read(eve, broken) == ["usubjid", "country"]


def test_a_team_that_builds_on_it_learns_which_of_its_columns_break(ages, publish, eve):
    publish(**WITHOUT_AGES)

    notice = MigrationNotice.objects.get(consumer__team__slug="visitors")
    gone = next(one for one in notice.breaks if one["columns"] == ["age"])
    assert gone["products"] == [{"slug": "ages", "name": "Ages", "columns": ["age"]}]
    assert Notification.objects.filter(recipient=eve, key__endswith=":opened").count() == 1


def test_the_owning_team_builds_on_its_own_data_and_is_told_too(published, publish, petra):
    publish(theirs().replace(b"value: visitors", b"value: clinical-data"), notice_days=None)

    publish(**WITHOUT_AGES)

    assert MigrationNotice.objects.get().consumer.team.slug == "clinical-data"
    assert Notification.objects.filter(recipient=petra, key__endswith=":opened").exists()


def test_a_port_that_is_gone_is_read_on_and_what_waits_for_it_is_withdrawn(first, reads, switch, ada):
    wish = AccessRequestFactory(order=OrderFactory(), port=first)

    switch(offered=False)

    wish.refresh_from_db()
    assert wish.state == AccessRequest.State.CANCELLED
    assert columns_read(ada, first) == ["usubjid", "country", "age"]
    assert Notification.objects.filter(recipient=wish.order.ordered_by, text__contains="withdrawn").exists()


def test_a_port_that_nobody_reads_is_gone_at_once(first, switch):
    wish = AccessRequestFactory(order=OrderFactory(), port=first)

    assert switch(offered=False) is None

    wish.refresh_from_db()
    assert wish.state == AccessRequest.State.CANCELLED
