"""What objective a contract states for one of its promises."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from re import fullmatch
from typing import Any

from catalog.service_levels.slo.windows import Window
from catalog.spec.trees import custom

PROPERTY = "serviceLevelObjective"
MOST_PERCENT = 100
LONGEST_DAYS = 366


@dataclass(frozen=True)
class Goal:
    """For which part of which window a promise is to be kept; what is None was not said."""

    percent: float | None = None
    window: Window | None = None
    days: int | None = None


def goal_of(document: Mapping[str, Any], *, indicator: str, unit: str, objective: Mapping[str, Any]) -> Goal:
    """What the contract says: an availability or error rate in per cent, or its own property for all promises.

    >>> availability = {"operator": "mustBeGreaterOrEqualTo", "value": 99.5}
    >>> goal_of({}, indicator="availability", unit="%", objective=availability).percent
    99.5
    >>> said = {"property": "serviceLevelObjective", "value": {"percent": 98, "window": "quarter"}}
    >>> goal = goal_of({"customProperties": [said]}, indicator="quality", unit="%", objective={})
    >>> goal.percent, goal.window.value
    (98.0, 'quarter')
    """
    said = _said(custom(dict(document), PROPERTY))
    if (percent := _percent_of_reads(indicator, unit, objective)) is not None:
        return Goal(percent, said.window, said.days)
    return said


def is_about_reads(indicator: str, unit: str) -> bool:
    """Is it the share of our reads that were answered? Then each measurement says whether this one was.

    >>> is_about_reads("availability", "%"), is_about_reads("availability", "h"), is_about_reads("quality", "%")
    (True, False, False)
    """
    return indicator == "availability" and unit == "%"


def _percent_of_reads(indicator: str, unit: str, objective: Mapping[str, Any]) -> float | None:
    """An error rate of at most 1 % is an availability of 99 %; what nobody promised is no objective of a contract."""
    value = objective.get("value")
    if not is_about_reads(indicator, unit) or objective.get("expected") or not isinstance(value, int | float):
        return None
    missed = str(objective.get("operator", "")).startswith("mustBeLess")
    return _percent(round(100 - value, 6) if missed else value)


def _said(value: Any) -> Goal:
    """A number is a percentage; a map has `percent` and `window`: month, quarter, or days such as 30d."""
    if not isinstance(value, Mapping):
        return Goal(_percent(value))
    window = str(value.get("window", "")).strip().lower()
    if window in (Window.MONTH, Window.QUARTER):
        return Goal(_percent(value.get("percent")), Window(window))
    days = fullmatch(r"([1-9][0-9]{0,2}) ?d", window)
    if days and int(days[1]) <= LONGEST_DAYS:
        return Goal(_percent(value.get("percent")), Window.ROLLING, int(days[1]))
    return Goal(_percent(value.get("percent")))


def _percent(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = float(value) if abs(value) <= MOST_PERCENT else 0.0
    return number if isfinite(number) and 0 < number <= MOST_PERCENT else None
