"""What a consumer says: I know, and: I read the new version from now on."""

import pytest
from django.utils import timezone

from accounts.models import Consumer, Notification
from accounts.teams.services import set_member
from catalog.models import MigrationNotice, MigrationPeriod
from catalog.transitions.errors import MigrationEnded
from catalog.transitions.policies import may_answer, may_move
from catalog.transitions.selectors import notices_for
from catalog.transitions.services import acknowledge, end_due, move
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.accounts.factories import ConsumerFactory
from tests.catalog.transitions.conftest import AGE_GONE, columns_read, fresh, someone
from tests.requests.factories import GrantFactory


def test_saying_that_one_knows_is_written_down_once(notice, ada):
    acknowledge(actor=ada, notice=notice)
    acknowledge(actor=ada, notice=notice)

    notice.refresh_from_db()
    assert (notice.acknowledged_by, notice.moved_at) == (ada, None)
    assert AuditEvent.objects.filter(verb="migration.acknowledged").count() == 1


def test_moving_says_that_one_knows_and_tells_the_owners_when_it_was_the_last(notice, ada, otto):
    moved = move(actor=ada, notice=notice)

    assert moved.moved_at is not None
    assert moved.acknowledged_by == ada
    assert Notification.objects.get(recipient=otto, key=f"migration:{notice.period_id}:all-moved").link.endswith(
        "/old-versions/"
    )
    assert move(actor=ada, notice=notice).moved_at == moved.moved_at
    assert AuditEvent.objects.filter(verb="migration.moved").count() == 1


def test_anybody_in_the_team_answers_for_it_and_nobody_else_does(first, analytics, ada, eve, otto, grace, switch):
    GrantFactory(consumer=Consumer.objects.for_team(analytics), port=first)
    notice = switch().notices.get()
    for other in (eve, otto, grace):
        with pytest.raises(NotAllowed):
            acknowledge(actor=other, notice=notice)
        with pytest.raises(NotAllowed):
            move(actor=other, notice=notice)

    set_member(actor=None, team=analytics, person=eve, role="member")
    move(actor=someone(eve), notice=notice)

    assert columns_read(ada, first) == ["usubjid", "country"]


def test_there_is_nothing_to_move_to_where_the_port_is_gone(first, reads, switch, ada):
    notice = switch(offered=False).notices.select_related("period", "port", "consumer").get()

    assert "no such port" in str(may_move(ada, notice).reason)
    assert may_answer(ada, notice)
    with pytest.raises(NotAllowed):
        move(actor=ada, notice=notice)


def test_when_the_time_is_over_nothing_is_answered_any_more(notice, ada):
    MigrationPeriod.objects.update(ends_at=timezone.now())
    assert not may_move(ada, MigrationNotice.objects.get())
    end_due()

    with pytest.raises(MigrationEnded):
        acknowledge(actor=ada, notice=notice)
    with pytest.raises(MigrationEnded):
        move(actor=ada, notice=notice)


@pytest.fixture
def third(notice, broken, switch):
    """Version 3.0.0, without countries, published while ada still reads 1.0.0; the second notice of hers."""
    gone = AGE_GONE | {"path": "/outputPorts/subjects/columns/country", "columns": ["country"], "message": "Gone."}
    period = switch("3.0.0", changes=[gone], columns=("usubjid",), policy={})
    return period.notices.get()


def test_who_is_two_versions_behind_stays_where_they_are(third, notice, broken, ada):
    assert columns_read(ada, broken) == ["usubjid", "country", "age"]
    assert list(notices_for(ada)) == [notice, third]
    assert columns_read(ada, broken, major=2) == ["usubjid", "country"]
    assert columns_read(ada, broken, major=3) == ["usubjid"]


def test_moving_by_one_version_reads_the_next_and_its_time_goes_on(third, notice, broken, ada):
    move(actor=ada, notice=notice)

    assert columns_read(ada, broken) == ["usubjid", "country"]
    assert list(notices_for(ada)) == [third]


def test_moving_to_the_newest_leaves_everything_older(third, notice, broken, ada):
    move(actor=ada, notice=third)

    notice.refresh_from_db()
    assert notice.moved_at is not None
    assert columns_read(ada, broken) == ["usubjid"]
    assert not notices_for(ada).exists()


def test_when_the_older_time_is_over_the_next_version_is_read(third, notice, broken, ada):
    MigrationPeriod.objects.filter(pk=notice.period_id).update(ends_at=timezone.now())

    end_due()

    assert columns_read(ada, broken) == ["usubjid", "country"]
    assert "you read version 2.0.0" in Notification.objects.filter(recipient=ada).first().text


def test_whoever_came_between_two_versions_reads_the_one_they_came_to(notice, broken, eve, switch):
    GrantFactory(consumer=ConsumerFactory(person=eve), port=broken)
    gone = AGE_GONE | {"path": "/outputPorts/subjects/columns/country", "columns": ["country"], "message": "Gone."}
    switch("3.0.0", changes=[gone], columns=("usubjid",), policy={})

    assert columns_read(eve, fresh(broken)) == ["usubjid", "country"]


def test_one_sees_the_notices_of_oneself_one_s_teams_and_one_s_products(notice, ada, otto, grace, eve):
    seen = {person: MigrationNotice.objects.visible_to(someone(person)).exists() for person in (ada, otto, grace, eve)}

    assert seen == {ada: True, otto: True, grace: True, eve: False}
