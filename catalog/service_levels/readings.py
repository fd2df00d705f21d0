"""From what was measured, and what is known of a port, to one value per promise. No query and no warehouse in here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from catalog.service_levels.compile import Kind, MonitorSpec
from catalog.service_levels.durations import SECONDS, age_in_words
from catalog.service_levels.judge import NEAR, Objective, Verdict, in_words, judge, number_in_words

WINDOW_DAYS = 30
PROFILE_DROP = 10  # percentage points by which a table may lose values between two builds
ROWS = "rows"
SQL_FAILED = "Its SQL could not be run"


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
    words: Mapping[str, Word] = field(default_factory=dict)  # by rule


def read(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """What is said about a promise under these circumstances."""
    if spec.unmeasurable or spec.kind is Kind.NONE:
        return Reading(Verdict.UNKNOWN, detail=spec.unmeasurable)
    value = seen.values.get(spec.rule)
    if isinstance(value, Failure):
        return Reading(Verdict.UNKNOWN, detail=value.reason)
    return READERS[spec.kind](spec, seen)


def _judged(spec: MonitorSpec, value: Any, detail: str = "", **more: Any) -> Reading:
    objective = more.get("objective") or spec.objective
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    # A text is a value of the data, which not everybody may see who sees the promise.
    text = "" if value is None or isinstance(value, str) else _amount(value, spec.unit)
    return Reading(judge(value, objective, spec.unit), number, text, detail, **more)


def _amount(value: Any, unit: str) -> str:
    age = age_in_words(value, unit) if isinstance(value, int | float) else None
    return age or f"{number_in_words(value)} {unit}".strip()[:200]


def _measured(spec: MonitorSpec, seen: Circumstances) -> Reading:
    value = plain_number(seen.values.get(spec.rule))
    if value is None:
        return _judged(spec, None, "The table is empty." if seen.rows == 0 else "There was no value to judge.")
    told = ""
    if spec.unit == "rows" and (spec.expression or spec.refers) and spec.columns and seen.rows is not None:
        told = f"{number_in_words(value)} of {number_in_words(seen.rows)} rows."
    return _judged(spec, value, told)


def _age(spec: MonitorSpec, seen: Circumstances) -> Reading:
    if not seen.builds:
        return Reading(Verdict.UNKNOWN, detail="Nothing was built yet.")
    return _span(spec, seen.now - seen.builds[0], f"Built {seen.builds[0]:%d %B %Y, %H:%M} UTC.")


def _interval(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """The longer of: from the build before to the last, and from the last until now."""
    if not seen.builds:
        return Reading(Verdict.UNKNOWN, detail="Nothing was built yet.")
    since = seen.now - seen.builds[0]
    between = seen.builds[0] - seen.builds[1] if len(seen.builds) > 1 else timedelta()
    return _span(spec, max(since, between), f"{len(seen.builds)} of the last builds are known.")


def _since_value(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """Newest and oldest values come as seconds since 1970."""
    moment = plain_number(seen.values.get(spec.rule))
    if not isinstance(moment, int | float):
        return _judged(spec, None, f"{spec.column} holds no moment in time.")
    return _span(spec, timedelta(seconds=_within_reason(seen.now.timestamp() - moment)))


def _lag(spec: MonitorSpec, seen: Circumstances) -> Reading:
    moment = plain_number(seen.values.get(spec.rule))
    if not isinstance(moment, int | float) or not seen.builds:
        return _judged(spec, None, f"{spec.column} holds no moment in time.")
    return _span(spec, timedelta(seconds=_within_reason(seen.builds[0].timestamp() - moment)))


def _daily(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """How old the data was when the promised time of day was last reached."""
    assert spec.daily_at is not None
    local = seen.now.astimezone(spec.daily_at.tzinfo)
    due = local.replace(
        hour=spec.daily_at.hour, minute=spec.daily_at.minute, second=spec.daily_at.second, microsecond=0
    )
    due = due if due <= local else due - timedelta(days=1)
    built = next((build for build in seen.builds if build <= due), None)
    if built is None:
        return Reading(Verdict.UNKNOWN, detail="Nothing was built before that time of day came.")
    return _span(spec, due - built, f"Due {due:%d %B %Y, %H:%M %Z}.")


def _until(spec: MonitorSpec, seen: Circumstances) -> Reading:
    assert spec.moment is not None
    return _span(spec, spec.moment - seen.now, f"It ends on {spec.moment:%d %B %Y}.")


def _since(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """A port that can be measured is there, before or after the day that was promised."""
    assert spec.moment is not None
    days = (seen.now - spec.moment) / timedelta(days=1)
    told = f"{number_in_words(round(days, 1))} d" if days >= 0 else "earlier than promised"
    return Reading(Verdict.KEPT, days, told, f"Promised from {spec.moment:%d %B %Y}.")


def _answered(spec: MonitorSpec, seen: Circumstances) -> Reading:
    well, ever = seen.reads.get(spec.rule, (0, 0))
    well, ever = well + seen.answered, ever + 1
    missed = spec.kind is Kind.UNANSWERED
    share = 100 * ((ever - well) if missed else well) / ever
    detail = f"{number_in_words(well)} of {number_in_words(ever)} reads in {WINDOW_DAYS} days were answered."
    return _judged(spec, share, detail, point=100.0 if seen.answered else 0.0)


def _repair(spec: MonitorSpec, seen: Circumstances) -> Reading:
    longest = max(seen.repairs, default=timedelta())
    count = len(seen.repairs)
    told = f"{count} {'incident' if count == 1 else 'incidents'}" if count else "No incident"
    return _span(spec, longest, f"{told} in {WINDOW_DAYS} days.")


def _attested(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """At risk in the last tenth of the time that the word is good for."""
    word = seen.words.get(spec.rule)
    if word is None:
        return Reading(Verdict.UNKNOWN, detail="It is stated in words; nobody has attested it yet.")
    if word.statement != spec.statement:
        return Reading(Verdict.UNKNOWN, detail=f"It says something else since {word.by} attested it.")
    if word.until <= seen.now:
        return Reading(Verdict.UNKNOWN, detail=f"What {word.by} attested was good until {word.until:%d %B %Y}.")
    detail = f"{word.by}, {word.at:%d %B %Y}, good until {word.until:%d %B %Y}: {word.note}"
    if not word.kept:
        return Reading(Verdict.BROKEN, text="said not to be kept", detail=detail)
    near = word.until - seen.now < (word.until - word.at) * NEAR
    return Reading(Verdict.AT_RISK if near else Verdict.KEPT, text="attested", detail=detail)


def _volume(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """At risk when more than half of the rows are gone since the build before, or when there are none at all."""
    if seen.rows is None:
        return Reading(Verdict.UNKNOWN, detail="The rows could not be counted.")
    if not seen.rows_before:
        return _judged(spec, seen.rows, "There is no earlier build to compare with.")
    objective = Objective("mustBeGreaterThan", seen.rows_before / 2, margin=0, expected=True)
    change = 100 * (seen.rows - seen.rows_before) / seen.rows_before
    words = f"more than half of {number_in_words(seen.rows_before)} rows"
    return _judged(
        spec, seen.rows, f"{change:+.1f} % since the build before.", objective=objective, objective_text=words
    )


def _schema(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """Columns that are missing or of another type break the contract; columns it does not name are a risk."""
    if not seen.actual:
        return Reading(Verdict.UNKNOWN, detail="The columns of the data are not known.")
    names = {name.lower() for name in seen.promised}
    wrong = [f"{name} is missing" for name in seen.promised if name.lower() not in seen.actual]
    wrong += [
        f"{name} is {seen.actual[name.lower()]} instead of {kind}"
        for name, kind in seen.promised.items()
        if name.lower() in seen.actual and not fits(seen.actual[name.lower()], kind)
    ]
    added = [f"{name} is not in the contract" for name in seen.actual if name not in names]
    reading = _judged(spec, len(wrong), "; ".join([*wrong, *added])[:1000] or "All columns are as promised.")
    if reading.status is Verdict.KEPT and added:
        return Reading(Verdict.AT_RISK, reading.value, reading.text, reading.detail)
    return reading


def _profile(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """At risk when the table lost many values since the build before."""
    value = plain_number(seen.values.get(spec.rule))
    if value is None or seen.filled_before is None:
        return _judged(spec, value, "The table is empty." if seen.rows == 0 else "")
    limit = max(seen.filled_before - PROFILE_DROP, 0)
    objective = Objective("mustBeGreaterOrEqualTo", round(limit, 2), margin=0, expected=True)
    return _judged(spec, value, objective=objective, objective_text=in_words(objective, spec.unit))


READERS: dict[Kind, Callable[[MonitorSpec, Circumstances], Reading]] = {
    Kind.SCALAR: _measured,
    Kind.QUERY: _measured,
    Kind.REFERENCE: _measured,
    Kind.AGE: _age,
    Kind.NEWEST: _since_value,
    Kind.OLDEST: _since_value,
    Kind.LAG: _lag,
    Kind.INTERVAL: _interval,
    Kind.DAILY: _daily,
    Kind.UNTIL: _until,
    Kind.SINCE: _since,
    Kind.ANSWERED: _answered,
    Kind.UNANSWERED: _answered,
    Kind.REPAIR: _repair,
    Kind.ATTESTED: _attested,
    Kind.VOLUME: _volume,
    Kind.SCHEMA: _schema,
    Kind.PROFILE: _profile,
}
WIDER = {"number": {"integer"}, "map": {"object"}, "vector": {"array"}, "date": {"timestamp"}}


def fits(actual: str, promised: str) -> bool:
    """Does a column of this logical type keep the promise of that one?

    >>> fits("integer", "number"), fits("string", "date"), fits("string", "")
    (True, False, True)
    """
    return not promised or actual == promised or actual in WIDER.get(promised, set())


def plain_number(value: Any) -> Any:
    """Decimals as floats, nothing for what is not finite; what is no number stays as text."""
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _span(spec: MonitorSpec, span: timedelta, detail: str = "") -> Reading:
    return _judged(spec, span.total_seconds() / SECONDS[spec.unit], detail)


def _within_reason(seconds: float) -> float:
    """Dates such as 9999-12-31 make spans that no timedelta minds, but infinities would."""
    return max(min(seconds, 3e11), -3e11)
