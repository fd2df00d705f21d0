"""Days are whole days, also where clocks are changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests.grants.windows import last_moment

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
