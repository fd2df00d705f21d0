"""Days are whole days, also where clocks are changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Consumer
from requests.grants.expiry import expire_due
from requests.grants.policies import may_read
from requests.grants.windows import last_day, last_moment
from tests.requests.factories import GrantFactory

zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Kolkata", "Pacific/Apia"])


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.integers(1, 400), zones.map(ZoneInfo))
def test_a_grant_ends_at_a_midnight_and_gives_the_days_it_was_asked_for_and_less_than_one_more(naive, days, zone):
    begins = naive.replace(tzinfo=UTC)

    ends = last_moment(begins, days, zone)

    before = (ends - timedelta(microseconds=1)).astimezone(zone)
    assert ends.astimezone(zone).date() == before.date() + timedelta(days=1)
    assert timedelta(days=days) - timedelta(hours=1) <= ends - begins < timedelta(days=days + 1, hours=1)


@pytest.mark.parametrize(
    ("begins", "days", "ends"),
    [
        ("2026-03-28T12:00:00+01:00", 1, "2026-03-30T00:00:00+02:00"),
        ("2026-03-28T00:00:00+01:00", 2, "2026-03-30T00:00:00+02:00"),
        ("2026-10-24T00:00:00+02:00", 2, "2026-10-26T00:00:00+01:00"),
    ],
)
def test_the_night_in_which_clocks_change_is_a_night(begins, days, ends):
    begins, ends = datetime.fromisoformat(begins).astimezone(UTC), datetime.fromisoformat(ends)

    assert last_moment(begins, days, ZoneInfo("Europe/Berlin")) == ends


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)),
    st.integers(1, 400),
    st.integers(1, 400),
    zones.map(ZoneInfo),
)
def test_a_renewal_follows_without_a_gap_or_an_overlap_and_gives_whole_days(naive, days, more, zone):
    first = last_moment(naive.replace(tzinfo=UTC), days, zone)

    second = last_moment(first, more, zone)

    assert second.astimezone(zone).date() - first.astimezone(zone).date() == timedelta(days=more)
    assert last_moment(naive.replace(tzinfo=UTC), days + more, zone) == second


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("begins", "midnight"),
    [
        ("2026-03-28T10:00:00+01:00", "2026-03-30T00:00:00+02:00"),
        ("2026-10-24T10:00:00+02:00", "2026-10-26T00:00:00+01:00"),
        ("2026-06-01T10:00:00+02:00", "2026-06-03T00:00:00+02:00"),
    ],
)
def test_the_gate_and_the_sweep_keep_the_last_midnight_of_berlin(settings, begins, midnight, ada, port):
    settings.TIME_ZONE = "Europe/Berlin"
    begins, midnight = datetime.fromisoformat(begins), datetime.fromisoformat(midnight)
    until = last_moment(begins, 1, ZoneInfo("Europe/Berlin"))
    grant = GrantFactory(
        consumer=Consumer.objects.for_person(ada), port=port, now=begins, valid_from=begins, valid_until=until
    )

    assert until == midnight
    tick = timedelta(microseconds=1)
    assert (may_read(ada, port, at=midnight - tick).allowed, may_read(ada, port, at=midnight).allowed) == (True, False)
    assert (expire_due(midnight - tick), expire_due(midnight)) == (0, 1)
    assert last_day(grant).split()[0] == str((midnight - timedelta(days=1)).day)
