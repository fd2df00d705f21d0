"""Is a promise kept? A value against an objective.

At risk means: kept, but close to breaking. How close depends on what is promised:

- at most x (rows, hours, percent …): in the last tenth before x; with a `grace`, x may be exceeded by that part, and
  there is no band, because what comes by a schedule is always close to it;
- at least x percent: in the tenth of the way from x to 100 that is nearest to x;
- at least x of something else: with a `margin`, within that margin above x; otherwise there is no band, because nothing
  says how far such a number may fall;
- between x and y: in the outermost twentieth on either side; both ends are allowed values;
- exactly x, and anything but x: no band.

An objective that nobody promised, but the marketplace expects by itself, is `expected`: missing it is a risk, not a
breach.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

NEAR = 0.1
NEAR_ENDS = 0.05


class Verdict(StrEnum):
    """What is said about a promise. Unknown is no pass."""

    KEPT = "kept"
    AT_RISK = "at_risk"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Objective:
    """What a value must be, with one of ODCS's operators; without one there is nothing to judge by."""

    operator: str = ""
    value: Any = None
    margin: float | None = None
    grace: float = 0
    expected: bool = False

    def as_json(self) -> dict[str, Any]:
        """The objective as a row keeps it."""
        if not self.operator:
            return {}
        told = {"operator": self.operator, "value": list(self.value) if isinstance(self.value, tuple) else self.value}
        if self.margin is not None:
            told["margin"] = self.margin
        if self.grace:
            told["grace"] = self.grace
        if self.expected:
            told["expected"] = True
        return told


SIGNS = {
    "mustBe": "exactly",
    "mustNotBe": "anything but",
    "mustBeGreaterThan": "more than",
    "mustBeGreaterOrEqualTo": "at least",
    "mustBeLessThan": "less than",
    "mustBeLessOrEqualTo": "at most",
    "mustBeBetween": "between",
    "mustNotBeBetween": "not between",
}
OLDER_SPELLINGS = {
    "mustBeGreaterThanOrEqualTo": "mustBeGreaterOrEqualTo",
    "mustBeLessThanOrEqualTo": "mustBeLessOrEqualTo",
}


def objective_in(rule: Mapping[str, Any]) -> Objective | None:
    """The one objective of a quality rule; None when there is none, several, or one that says nothing.

    >>> objective_in({"metric": "nullValues", "mustBeLessThan": 5})
    Objective(operator='mustBeLessThan', value=5, margin=None, grace=0, expected=False)
    """
    told = [
        (OLDER_SPELLINGS.get(key, key), value)
        for key, value in rule.items()
        if OLDER_SPELLINGS.get(key, key) in SIGNS and value is not None
    ]
    if len(told) != 1:
        return None
    operator, value = told[0]
    if operator.endswith("Between"):
        ends = tuple(value) if isinstance(value, list | tuple) else ()
        if len(ends) != 2 or not all(_is_number(end) for end in ends):
            return None
        return Objective(operator, (min(ends), max(ends)))
    if operator not in ("mustBe", "mustNotBe") and not _is_number(value):
        return None
    return None if isinstance(value, list | dict) else Objective(operator, value)


def judge(value: Any, objective: Objective, unit: str = "") -> Verdict:
    """Kept, at risk, broken, or unknown where there is no value, no objective, or nothing comparable.

    >>> judge(30, Objective("mustBeLessOrEqualTo", 24)), judge(23, Objective("mustBeLessOrEqualTo", 24))
    (<Verdict.BROKEN: 'broken'>, <Verdict.AT_RISK: 'at_risk'>)
    >>> judge(56.3, Objective("mustBeGreaterOrEqualTo", 95), "%"), judge(None, Objective("mustBe", 0))
    (<Verdict.BROKEN: 'broken'>, <Verdict.UNKNOWN: 'unknown'>)
    """
    if value is None or not objective.operator:
        return Verdict.UNKNOWN
    if objective.operator in ("mustBe", "mustNotBe"):
        holds = _same(value, objective.value) is (objective.operator == "mustBe")
        return _verdict(holds, False, objective)
    if not _is_number(value):
        return Verdict.UNKNOWN
    if isinstance(objective.value, Sequence) and not isinstance(objective.value, str):
        low, high = float(objective.value[0]), float(objective.value[1])
        return _between(float(value), low, high, objective)
    return _bounded(float(value), float(objective.value), unit, objective)


def in_words(objective: Objective, unit: str = "") -> str:
    """An objective as people say it.

    >>> in_words(Objective("mustBeBetween", (30, 81.5)), "rows"), in_words(Objective("mustBe", 0), "%")
    ('between 30 and 81.5 rows', 'exactly 0 %')
    """
    if not objective.operator:
        return ""
    value = objective.value
    ends = value if isinstance(value, list | tuple) else (value,)
    return f"{SIGNS[objective.operator]} {' and '.join(number_in_words(end) for end in ends)} {unit}".strip()


def number_in_words(value: Any) -> str:
    """A value for people: thousands apart, no more digits than say something.

    >>> number_in_words(1046273), number_in_words(56.31789), number_in_words(0.000123), number_in_words("abc")
    ('1,046,273', '56.32', '0.000123', 'abc')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) or (isfinite(value) and value == int(value)):
        return f"{int(value):,}"
    if not isfinite(value):
        return str(value)
    if 0 < value < 0.0001:
        return "under 0.0001"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.1 else f"{value:.3g}"


def _bounded(value: float, limit: float, unit: str, objective: Objective) -> Verdict:
    match objective.operator:
        case "mustBeGreaterThan":
            holds = value > limit
        case "mustBeGreaterOrEqualTo":
            holds = value >= limit
        case "mustBeLessThan":
            holds = value < limit * (1 + objective.grace)
        case _:
            holds = value <= limit * (1 + objective.grace)
    if objective.grace:
        return _verdict(holds, False, objective)
    if objective.operator.startswith("mustBeLess"):
        return _verdict(holds, limit > 0 and value > limit * (1 - NEAR), objective)
    margin = objective.margin
    if margin is None:
        margin = (100 - limit) * NEAR if unit == "%" and 0 < limit < 100 else 0
    return _verdict(holds, value < limit + margin, objective)


def _between(value: float, low: float, high: float, objective: Objective) -> Verdict:
    inside = low <= value <= high
    if objective.operator == "mustNotBeBetween":
        return _verdict(not inside, False, objective)
    edge = (high - low) * NEAR_ENDS
    return _verdict(inside, value < low + edge or value > high - edge, objective)


def _verdict(holds: bool, near: bool, objective: Objective) -> Verdict:
    if holds:
        return Verdict.AT_RISK if near else Verdict.KEPT
    return Verdict.AT_RISK if objective.expected else Verdict.BROKEN


def _same(value: Any, wanted: Any) -> bool:
    if _is_number(value) and _is_number(wanted):
        return float(value) == float(wanted)
    if isinstance(value, bool) or isinstance(wanted, bool):
        return str(value).lower() == str(wanted).lower()
    if _is_number(value) and isinstance(wanted, str):
        try:
            return float(value) == float(wanted)
        except ValueError:
            return False
    return str(value) == str(wanted)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return isfinite(value)
    except OverflowError:
        return False
