"""What promises are held against, and what is said about them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from catalog.service_levels.compile import Kind, MonitorSpec
from catalog.service_levels.durations import SECONDS, age_in_words
from catalog.service_levels.judge import Objective, Verdict, judge, number_in_words
from catalog.service_levels.usual import Usual


@dataclass(frozen=True)
class Reading:
    """What is said about one promise now. `point` is what the series keeps, where that is not the value itself."""

    status: Verdict
    value: float | None = None
    text: str = ""
    detail: str = ""
    point: float | None = None
    objective: Objective | None = None
    objective_text: str = ""
    alarming: bool = False  # opens an incident, although it is no more than a risk
    title: str = ""  # of that incident


@dataclass(frozen=True)
class Failure:
    """Why there is no value, as a sentence."""

    reason: str


@dataclass(frozen=True)
class Word:
    """What somebody said about a promise in words."""

    statement: str
    kept: bool
    note: str
    by: str
    at: datetime
    until: datetime


@dataclass(frozen=True)
class Circumstances:
    """Everything that promises are held against. `builds` are the port's, the newest first; `values` go by rule."""

    now: datetime
    builds: Sequence[datetime] = ()
    actual: Mapping[str, str] = field(default_factory=dict)  # logical type by lower-case name
    promised: Mapping[str, str] = field(default_factory=dict)  # logical type by name
    values: Mapping[str, Any] = field(default_factory=dict)
    rows: int | None = None
    rows_before: int | None = None
    filled_before: float | None = None
    answered: bool = True
    reads: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # by rule: read well, read at all, until now
    repairs: Sequence[timedelta] = ()
    times: Mapping[Kind, Sequence[timedelta]] = field(default_factory=dict)  # of incidents, by what took them
    words: Mapping[str, Word] = field(default_factory=dict)  # by rule
    usual: Usual | None = None


def judged(spec: MonitorSpec, value: Any, detail: str = "", **more: Any) -> Reading:
    objective = more.get("objective") or spec.objective
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    # A text is a value of the data, which not everybody may see who sees the promise.
    text = "" if value is None or isinstance(value, str) else amount(value, spec.unit)
    return Reading(judge(value, objective, spec.unit), number, text, detail, **more)


def amount(value: Any, unit: str) -> str:
    age = age_in_words(value, unit) if isinstance(value, int | float) else None
    return age or f"{number_in_words(value)} {unit}".strip()[:200]


def span(spec: MonitorSpec, span: timedelta, detail: str = "") -> Reading:
    return judged(spec, span.total_seconds() / SECONDS[spec.unit], detail)


def plain_number(value: Any) -> Any:
    """Decimals as floats, nothing for what is not finite; what is no number stays as text."""
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)
