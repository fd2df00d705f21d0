"""Access that began, ended and was interrupted on days that are over."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Consumer, MembershipPeriod
from tests.requests.factories import GrantFactory

DAY = date(2026, 3, 10)


def at(hour, day=10, minute=0):
    """A moment in that March."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def past(port, ada):
    """A grant of ada's in that March, or of somebody else: `past(begins, ends, state="revoked", …)`."""
    port.snapshots.update(built_at=at(0, day=1) - timedelta(days=30))

    def make(begins, until, **kwargs):
        kwargs.setdefault("consumer", Consumer.objects.for_person(ada))
        kwargs.setdefault("verified_at", begins)
        return GrantFactory(port=port, valid_from=begins, valid_until=until, now=begins, **kwargs)

    return make


@pytest.fixture
def was_in():
    """Somebody was in a team from one moment until another, or still is."""

    def write(person, team, since, until=None):
        MembershipPeriod.objects.filter(person=person, team=team).delete()
        return MembershipPeriod.objects.create(person=person, team=team, since=since, until=until)

    return write
