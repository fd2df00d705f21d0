"""Time adds up: nothing is counted twice, nothing is left out, and kept time never makes an objective look worse."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from catalog.service_levels.judge import Verdict
from catalog.service_levels.slo.budget import (
    BURN_HOURS,
    Spent,
    alarming,
    attainment,
    budget,
    budget_left,
    burn_rate,
    burns,
    standing,
)
from catalog.service_levels.slo.promised import goal_of
from catalog.service_levels.slo.timeline import Point, Tally, spans, tallies
from catalog.service_levels.slo.windows import day_bounds, hour_bounds, window_at

CALM = how(max_examples=40, deadline=None)
DAY = 86_400
moments = st.integers(0, 4 * DAY)
points = st.lists(
    st.builds(Point, moments, st.sampled_from(list(Verdict)), st.none() | st.floats(-1e9, 1e9)), max_size=15
).map(lambda said: sorted(said, key=lambda point: point.at))
windows = st.tuples(moments, moments).map(sorted).filter(lambda ends: ends[0] < ends[1])
holds = st.sampled_from([60, 3_600, 7 * DAY])
seconds = st.integers(0, 90 * DAY)
spents = st.builds(Spent, good=seconds, broken=seconds, unknown=seconds, ahead=seconds)
percents = st.decimals(1, 100, places=3).map(float)


@CALM
@given(points, windows, holds)
def test_every_second_of_a_window_is_in_one_span(said, window, hold):
    begins, ends = window
    found = list(spans(said, begins, ends, hold))

    assert found[0].begins == begins
    assert found[-1].ends == ends
    assert all(one.ends == other.begins for one, other in zip(found, found[1:], strict=False))
    assert all(span.ends > span.begins for span in found)


@CALM
@given(points, windows, holds, st.lists(moments, max_size=8))
def test_parts_of_a_window_add_up_to_the_window_however_it_is_cut(said, window, hold, cuts):
    begins, ends = window
    bounds = [begins, *sorted({cut for cut in cuts if begins < cut < ends}), ends]

    [whole] = tallies(said, [begins, ends], hold)
    together = sum(tallies(said, bounds, hold), Tally())

    assert whole.length == ends - begins
    for name in ("kept", "at_risk", "broken", "unknown", "valued", "least", "most", "last"):
        assert getattr(together, name) == getattr(whole, name)
    assert (together.mean is None) == (whole.mean is None)
    assert (together.mean or 0) == pytest.approx(whole.mean or 0, rel=1e-6, abs=1e-3)


@CALM
@given(points, windows, holds)
def test_a_mean_lies_between_the_least_and_the_most(said, window, hold):
    [tally] = tallies(said, list(window), hold)

    assert (tally.mean is None) == (tally.valued == 0)
    if tally.mean is not None:
        room = 1e-6 * max(abs(tally.least), abs(tally.most), 1)
        assert tally.least - room <= tally.mean <= tally.most + room


@CALM
@given(spents, percents)
def test_attainment_is_a_share_and_the_budget_is_what_is_left_to_lose(spent, percent):
    attained, left = attainment(spent), budget_left(spent, percent)

    assert attained is None or 0 <= attained <= 1
    assert 0 <= budget(spent, percent) <= spent.elapsed + spent.ahead
    if left is not None:
        assert left <= 1
        assert (1 - left) * budget(spent, percent) == pytest.approx(spent.broken, rel=1e-9, abs=1e-6)


@CALM
@given(spents, percents, st.integers(1, 30 * DAY))
def test_more_kept_time_never_lowers_anything(spent, percent, more):
    better = Spent(good=spent.good + more, broken=spent.broken, unknown=spent.unknown, ahead=spent.ahead)

    assert (attainment(better) or 0) >= (attainment(spent) or 0)
    assert budget(better, percent) >= budget(spent, percent)
    before = budget_left(spent, percent)
    assert before is None or budget_left(better, percent) >= before


@CALM
@given(spents, percents, st.integers(1, 30 * DAY))
def test_unknown_time_is_no_kept_time_and_never_breaks_an_objective(spent, percent, more):
    darker = Spent(good=spent.good, broken=spent.broken, unknown=spent.unknown + more, ahead=spent.ahead)

    assert (attainment(darker) or 0) <= (attainment(spent) if spent.elapsed else 1)
    if standing(spent, percent, 30) is not Verdict.BROKEN:
        assert standing(darker, percent, 30) is not Verdict.BROKEN


def test_an_objective_of_all_of_the_time_has_no_budget_and_is_broken_by_a_second():
    assert budget_left(Spent(good=100), 100) is None
    assert standing(Spent(good=100), 100, 30) is Verdict.KEPT
    assert standing(Spent(good=100, broken=1), 100, 30) is Verdict.BROKEN
    assert burn_rate(Spent(burnt={1: 1}, watched={1: 3600}), 1, 100) is None


def test_a_calendar_window_gives_the_budget_of_all_of_it_from_the_first_day_on():
    first_day = Spent(good=20 * 3600, broken=4 * 3600, ahead=29 * DAY)

    assert budget(first_day, 99) == pytest.approx(7.2 * 3600)
    assert standing(first_day, 99, 30) is Verdict.KEPT


def test_the_burn_rates_that_alarm_are_those_of_the_workbook():
    assert [round(alarming(hours, 30), 1) for hours in BURN_HOURS] == [14.4, 6.0, 1.0]


def test_a_budget_burns_fast_only_while_it_is_broken_and_slowly_only_while_it_goes_on():
    watched = {hours: hours * 3600 for hours in BURN_HOURS}
    an_hour = {1: 3600, 6: 3600, 72: 3600}
    three_days = {1: 0, 6: 6 * 1800, 72: 24 * 3600}

    assert burns(Spent(burnt=an_hour, watched=watched, now=Verdict.BROKEN), 99, 30)
    assert not burns(Spent(burnt=an_hour, watched=watched, now=Verdict.KEPT), 99.9, 30 * 24)
    assert burns(Spent(burnt=three_days, watched=watched, now=Verdict.KEPT), 95, 30)
    assert not burns(Spent(burnt=three_days | {6: 0}, watched=watched, now=Verdict.KEPT), 95, 30)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Zurich", "Asia/Kolkata", "Australia/Lord_Howe", "America/Santiago"])
def test_the_days_of_a_year_are_whole_days_of_the_place_and_hours_fill_them(zone):
    place = ZoneInfo(zone)
    begins = int(datetime(2026, 1, 1, tzinfo=place).timestamp())
    ends = int(datetime(2027, 1, 1, tzinfo=place).timestamp())

    days = day_bounds(begins, ends, place)
    hours = hour_bounds(days, ends)

    assert (len(days), days[0]) == (365, begins)
    assert all(23 * 3600 <= other - one <= 25 * 3600 for one, other in zip(days, [*days[1:], ends], strict=True))
    assert set(days) <= set(hours)
    assert all(0 < other - one <= 3600 for one, other in zip(hours, [*hours[1:], ends], strict=True))


@pytest.mark.parametrize(
    ("kind", "days", "begins", "ends"),
    [
        ("rolling", 30, "2026-11-02", "2026-12-01T10:00"),
        ("month", 0, "2026-12-01", "2027-01-01"),
        ("quarter", 0, "2026-10-01", "2027-01-01"),
    ],
)
def test_a_window_begins_with_a_day_and_a_calendar_one_ends_with_one(kind, days, begins, ends):
    now = datetime(2026, 12, 1, 10, tzinfo=UTC)

    found = window_at(kind, days, now)

    assert found == tuple(datetime.fromisoformat(end).replace(tzinfo=UTC) for end in (begins, ends))


@pytest.mark.parametrize(
    ("said", "percent", "window", "days"),
    [
        (99, 99, None, None),
        ({"percent": 98.5, "window": "7d"}, 98.5, "rolling", 7),
        ({"percent": 98.5, "window": "Month"}, 98.5, "month", None),
        ({"percent": 98.5, "window": "a fortnight"}, 98.5, None, None),
        ({"percent": 0}, None, None, None),
        ({"percent": float("nan")}, None, None, None),
        ({"percent": 10**400}, None, None, None),
        ("99 %", None, None, None),
        ([], None, None, None),
    ],
)
def test_a_contract_may_state_an_objective_for_all_its_promises(said, percent, window, days):
    document = {"customProperties": [{"property": "serviceLevelObjective", "value": said}]}

    goal = goal_of(document, indicator="quality", unit="%", objective={"operator": "mustBe", "value": 0})

    assert (goal.percent, goal.window, goal.days) == (percent, window, days)


def test_an_error_rate_that_is_promised_is_an_objective_and_an_expectation_is_none():
    at_most = {"operator": "mustBeLessOrEqualTo", "value": 0.5}
    expected = {"operator": "mustBeGreaterOrEqualTo", "value": 99, "expected": True}

    assert goal_of({}, indicator="availability", unit="%", objective=at_most).percent == 99.5
    assert goal_of({}, indicator="availability", unit="%", objective=expected).percent is None
    assert goal_of({}, indicator="quality", unit="%", objective=at_most).percent is None
