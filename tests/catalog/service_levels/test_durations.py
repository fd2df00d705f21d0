"""Values of service level properties, in every spelling that occurs."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.service_levels.durations import Amount, Duration, Moment, Share, TimeOfDay, Unparsed, read_value

DAY = 86_400


@pytest.mark.parametrize(
    ("value", "unit", "meaning"),
    [
        (4, "d", Duration(4 * DAY, "d")),
        ("4", "d", Duration(4 * DAY, "d")),
        ("4", "Days", Duration(4 * DAY, "d")),
        ("1h", None, Duration(3600, "h")),
        ("15 minutes", "", Duration(900, "min")),
        ("500ms", "", Duration(0.5, "ms")),
        ("P1Y", "h", Duration(365 * DAY, "y")),
        ("PT90M", "", Duration(5400, "min")),
        ("p1dt12h", "", Duration(1.5 * DAY, "h")),
        ("P2W", "", Duration(14 * DAY, "w")),
        ("weekly", "", Duration(7 * DAY, "w")),
        ("99.9%", "", Share(99.9)),
        (99.5, "percent", Share(99.5)),
        ("95%", "'%'", Share(95)),
        ("2026-09-01", "", Moment(datetime(2026, 9, 1, tzinfo=UTC))),
        ("2022-05-12T09:30:10-08:00", "", Moment(datetime(2022, 5, 12, 17, 30, 10, tzinfo=UTC))),
        ("09:00-08:00", "", TimeOfDay(time(9))),
        ("23:59Z", "", TimeOfDay(time(23, 59, tzinfo=UTC))),
        (12, "requests", Amount(12, "requests")),
        ("24", "", Amount(24)),
        ("25:00", "", Unparsed("25:00")),
        ("P", "", Unparsed("P")),
        ("around noon", "", Unparsed("around noon")),
        (None, "h", Unparsed("")),
        (True, "", Unparsed("true")),
        (float("inf"), "h", Unparsed("inf")),
    ],
)
def test_a_value_is_read(value, unit, meaning):
    found = read_value(value, unit)

    if isinstance(meaning, TimeOfDay) and meaning.at.tzinfo is None:
        assert isinstance(found, TimeOfDay)
        assert found.at.replace(tzinfo=None) == meaning.at
    else:
        assert found == meaning


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(), st.none() | st.text())
def test_nothing_raises(value, unit):
    read_value(value, unit)


@given(st.text(alphabet="PTYMWDHS0123456789.:+-Z %", max_size=30))
def test_nothing_that_looks_like_a_value_raises(text):
    read_value(text)


@given(st.floats(0.01, 1e6), st.sampled_from(["s", "h", "d", "y"]))
def test_a_span_is_answered_in_its_own_unit(number, unit):
    span = read_value(number, unit)

    assert isinstance(span, Duration)
    assert span.amount == pytest.approx(number)
