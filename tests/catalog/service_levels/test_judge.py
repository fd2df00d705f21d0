"""Judging: properties that hold for all values and objectives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.service_levels.judge import Objective, Verdict, in_words, judge, objective_in

KEPT, AT_RISK, BROKEN, UNKNOWN = Verdict.KEPT, Verdict.AT_RISK, Verdict.BROKEN, Verdict.UNKNOWN
numbers = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)
units = st.sampled_from(["", "%", "rows", "h"])
CONTRARY = [
    ("mustBeLessThan", "mustBeGreaterOrEqualTo"),
    ("mustBeLessOrEqualTo", "mustBeGreaterThan"),
    ("mustBe", "mustNotBe"),
]


@given(numbers, numbers, units, st.sampled_from(CONTRARY))
def test_of_two_contrary_promises_exactly_one_is_broken(value, limit, unit, contrary):
    verdicts = [judge(value, Objective(operator, limit), unit) for operator in contrary]

    assert verdicts.count(BROKEN) == 1


@given(numbers, numbers, numbers)
def test_between_and_not_between_are_contrary(value, one, other):
    ends = (min(one, other), max(one, other))
    verdicts = [judge(value, Objective(operator, ends)) for operator in ("mustBeBetween", "mustNotBeBetween")]

    assert verdicts.count(BROKEN) == 1


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0.001, 1e6))
def test_an_upper_bound_is_never_judged_better_for_a_higher_value(one, other, limit):
    order = [KEPT, AT_RISK, BROKEN]
    low, high = (judge(value, Objective("mustBeLessOrEqualTo", limit)) for value in sorted([one, other]))

    assert order.index(low) <= order.index(high)


@given(numbers, numbers, units, st.sampled_from(["mustBeLessThan", "mustBeGreaterOrEqualTo", "mustBe"]))
def test_missing_what_nobody_promised_is_a_risk_and_no_breach(value, limit, unit, operator):
    assert judge(value, Objective(operator, limit, expected=True), unit) is not BROKEN


@given(
    st.none() | st.text() | numbers | st.booleans() | st.lists(numbers),
    st.sampled_from(["", "mustBe", "mustBeLessThan"]),
)
def test_nothing_is_judged_by_no_objective_and_nothing_raises(value, operator):
    verdict = judge(value, Objective(operator, 5))

    assert operator or verdict is UNKNOWN


@pytest.mark.parametrize(
    ("value", "objective", "unit", "verdict"),
    [
        (21.5, Objective("mustBeLessOrEqualTo", 24), "h", KEPT),
        (21.7, Objective("mustBeLessOrEqualTo", 24), "h", AT_RISK),
        (24, Objective("mustBeLessOrEqualTo", 24), "h", AT_RISK),
        (24, Objective("mustBeLessThan", 24), "h", BROKEN),
        (1.05, Objective("mustBeLessOrEqualTo", 1, grace=0.1), "d", KEPT),
        (1.2, Objective("mustBeLessOrEqualTo", 1, grace=0.1), "d", BROKEN),
        (95.4, Objective("mustBeGreaterOrEqualTo", 95), "%", AT_RISK),
        (95.6, Objective("mustBeGreaterOrEqualTo", 95), "%", KEPT),
        (306, Objective("mustBeGreaterOrEqualTo", 306), "rows", KEPT),
        (20, Objective("mustBeGreaterThan", 0, margin=90), "d", AT_RISK),
        (30, Objective("mustBeBetween", (30, 81)), "", AT_RISK),
        (50, Objective("mustBeBetween", [30, 81]), "", KEPT),
        (0, Objective("mustBe", 0), "rows", KEPT),
        ("gold", Objective("mustBe", "gold"), "", KEPT),
        (True, Objective("mustBe", "true"), "", KEPT),
        (float("nan"), Objective("mustBeLessThan", 5), "", UNKNOWN),
        (10**400, Objective("mustBeLessThan", 5), "", UNKNOWN),
    ],
)
def test_the_bands_are_where_they_are_said_to_be(value, objective, unit, verdict):
    assert judge(value, objective, unit) is verdict


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"mustBe": None},
        {"mustBeLessThan": "five"},
        {"mustBeBetween": [1]},
        {"mustBeBetween": [1, "x"]},
        {"mustBeLessThan": 5, "mustBeGreaterThan": 1},
        {"mustBe": {"a": 1}},
    ],
)
def test_a_rule_without_one_usable_objective_has_none(rule):
    assert objective_in(rule) is None


def test_an_objective_is_said_in_words():
    assert in_words(Objective("mustBeGreaterOrEqualTo", 99.5), "%") == "at least 99.5 %"
    assert in_words(Objective()) == ""
