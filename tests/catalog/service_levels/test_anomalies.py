"""What is usual is learned as it is stated: quiet at first, robust, by weekday where that explains something."""

import math
import random
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.service_levels.anomalies import EXPECTED, FIT, LEAST, WRONG, Floor, Taken, baseline, deviation, median

MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
DAY = timedelta(days=1)
VALUES = st.integers(-(2**40), 2**40).map(float)
HISTORIES = st.lists(VALUES, min_size=LEAST, max_size=70)
SENSITIVITIES = st.sampled_from(sorted(FIT))
FLOORS = st.sampled_from([Floor(), Floor(part=0.01), Floor(part=0.1)])
CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(CALM, max_examples=15)


def daily(values, said=()):
    """One value a day."""
    words = dict(said)
    return [Taken(MONDAY + DAY * day, value, words.get(day, "")) for day, value in enumerate(values)]


def usual(values, *, said=(), days=None, **how):
    """What is usual on the day after these values."""
    return baseline(daily(values, said), MONDAY + DAY * (len(values) if days is None else days), **how)


@given(st.lists(VALUES, max_size=LEAST - 1), SENSITIVITIES)
@CALM
def test_nothing_is_said_before_there_is_enough_history(values, sensitivity):
    assert usual(values, sensitivity=sensitivity) is None


@given(VALUES, st.integers(LEAST, 80), SENSITIVITIES, FLOORS)
@CALM
def test_a_figure_that_never_moves_never_alarms(value, builds, sensitivity, floor):
    assert usual([value] * builds, sensitivity=sensitivity, floor=floor).around(value).holds(value)


@given(HISTORIES, st.integers(-20, 20), SENSITIVITIES, FLOORS)
@CALM
def test_the_unit_does_not_matter(values, power, sensitivity, floor):
    times = 2.0**power
    one = usual(values, sensitivity=sensitivity, floor=floor)
    other = usual([value * times for value in values], sensitivity=sensitivity, floor=floor)

    assert [(r.low * times, r.high * times) for r in one.ranges] == [(r.low, r.high) for r in other.ranges]


@given(HISTORIES, SENSITIVITIES)
@CALM
def test_the_order_of_the_document_does_not_matter(values, sensitivity):
    taken = daily(values)

    assert baseline(taken[::-1], MONDAY + DAY * 99, sensitivity=sensitivity) == baseline(
        taken, MONDAY + DAY * 99, sensitivity=sensitivity
    )


@given(HISTORIES, FLOORS)
@CALM
def test_more_sensitive_is_narrower(values, floor):
    low, normal, high = (usual(values, sensitivity=how, floor=floor).ranges[0] for how in ("low", "normal", "high"))

    assert low.low <= normal.low <= high.low <= high.middle <= high.high <= normal.high <= low.high


@given(HISTORIES, st.data())
@CALM
def test_what_was_said_to_be_wrong_is_as_if_it_had_never_been(values, data):
    at = data.draw(st.integers(0, len(values)))
    with_it = [*values[:at], 1e15, *values[at:]]
    history = daily(with_it, [(at, WRONG)])
    without = [one for one in history if not one.said]

    assert baseline(history, MONDAY + DAY * 99) == baseline(without, MONDAY + DAY * 99)


@given(HISTORIES, VALUES)
@CALM
def test_what_was_expected_does_not_alarm_again(values, new):
    found = usual([*values, new], said=[(len(values), EXPECTED)])

    assert found.around(new).holds(new)


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=LEAST, max_size=40), SENSITIVITIES)
@CALM
def test_no_number_whatever_breaks_it(values, sensitivity):
    found = usual(values, sensitivity=sensitivity, floor=Floor(part=0.01))

    assert found is None or all(math.isfinite(end) for one in found.ranges for end in (one.low, one.middle, one.high))


@given(st.lists(st.integers(-5, 5), min_size=2 * LEAST + 1, max_size=60), st.integers(0, 1), st.data())
@CALM
def test_a_few_wild_values_hardly_move_what_is_usual(noise, sign, data):
    values = [1000.0 + one for one in noise]
    wild = data.draw(st.sets(st.integers(0, len(values) - 1), max_size=len(values) // 4))
    spoiled = [1e9 * (1 - 2 * sign) if place in wild else value for place, value in enumerate(values)]

    assert abs(median(spoiled) - 1000) <= 5
    away = [value - median(spoiled) for value in spoiled]
    assert median([abs(one) for one in away]) == 0 or deviation(away) <= 1.4826 * 10


def weekly(weeks, weekday=1000.0, weekend=200.0):
    """Values that have their week, and move a little."""
    days = range(7 * weeks)
    return [(weekend if day % 7 >= 5 else weekday) + (day * 7919) % 11 for day in days]


def test_weekdays_are_told_apart_after_four_weeks():
    before, after = usual(weekly(3)), usual(weekly(4))

    assert not before.by_weekday
    assert after.by_weekday
    assert not after.around(200).holds(200), "the next day is a Monday"
    saturday = usual(weekly(4), days=7 * 4 + 5)
    assert saturday.around(203).holds(203)
    assert not saturday.around(1003).holds(1003)


def test_a_week_that_goes_on_as_ever_alarms_never():
    days = weekly(14)

    for day in range(LEAST, len(days)):
        known = usual(days[:day], floor=Floor(part=0.01))
        seen_before = day >= 7 + 5  # the first weekend may be news
        assert not seen_before or known.around(days[day]).holds(days[day]), day


@given(st.integers(0, 2**32), st.floats(0.01, 1e6))
@FEW
def test_noise_hardly_ever_alarms(seed, width):
    chance = random.Random(seed)
    values = [chance.gauss(1000, width) for _ in range(90)]
    alarms = sum(not usual(values[:day]).around(values[day]).holds(values[day]) for day in range(LEAST, 90))

    assert alarms <= 2


def test_weekdays_are_not_told_apart_where_that_explains_nothing():
    flat = [1000.0 + (day * 7919) % 101 for day in range(63)]

    assert not usual(flat).by_weekday


def test_several_builds_a_day_are_compared_with_the_newest():
    hourly = [Taken(MONDAY + timedelta(hours=hour), 100.0 + hour % 2) for hour in range(500)]

    found = baseline(hourly, MONDAY + timedelta(hours=500))
    assert (found.values, found.by_weekday) == (90, False)


def test_a_drop_is_seen_and_one_by_far_is_severe():
    found = usual([1000.0, 1003.0, 998.0, 1001.0] * 5, floor=Floor(part=0.01)).ranges[0]

    assert found.holds(1040)
    assert not found.holds(900)
    assert not found.is_far(900)
    assert found.is_far(500)


def test_a_new_level_is_learned_in_time_by_itself():
    values = [1000.0] * 20 + [2000.0] * 21

    assert usual(values).ranges[0].middle == 2000.0
