"""What the marketplace expects of every port by itself: rows, rhythm, columns and values as usual. Pure.

Missing such an expectation is a risk and no breach, because nobody promised it; what is far out, or what somebody says
is really wrong, opens an incident all the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import ceil, floor
from typing import Any

from catalog.service_levels.anomalies import EXPECTED, LEAST, Range
from catalog.service_levels.circumstances import Circumstances, Reading, amount, judged, plain_number
from catalog.service_levels.compile import Kind, MonitorSpec
from catalog.service_levels.durations import SECONDS, age_in_words
from catalog.service_levels.figures import DISTINCT, MEAN, NULLS, VOLUME
from catalog.service_levels.judge import Objective, Verdict, in_words, number_in_words
from catalog.service_levels.usual import Unusual, Usual

PROFILE_DROP = 10  # percentage points by which a table may lose values between two builds
MOST_TOLD = 5  # columns that are not as usual, by name
WIDER = {"number": {"integer"}, "map": {"object"}, "vector": {"array"}, "date": {"timestamp"}}


def _volume(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """At risk when there are not as many rows as usual.

    Until that is learned, when more than half of them are gone since the build before, or when there are none at all.
    """
    if seen.rows is None:
        return Reading(Verdict.UNKNOWN, detail="The rows could not be counted.")
    if seen.usual and seen.usual.volume:
        return _usual_rows(spec, seen.rows, seen.usual.volume.around(seen.rows), seen.usual)
    learning = learning_in_words(seen.usual)
    if not seen.rows_before:
        return judged(spec, seen.rows, f"There is no earlier build to compare with. {learning}".strip())
    objective = Objective("mustBeGreaterThan", seen.rows_before / 2, margin=0, expected=True)
    change = 100 * (seen.rows - seen.rows_before) / seen.rows_before
    words = f"more than half of {number_in_words(seen.rows_before)} rows"
    told = f"{change:+.1f} % since the build before. {learning}".strip()
    return judged(spec, seen.rows, told, objective=objective, objective_text=words)


def _usual_rows(spec: MonitorSpec, rows: int, around: Range, usual: Usual) -> Reading:
    found = usual.of(VOLUME.key)
    low, high = max(around.low, 0), around.high
    words = f"{number_in_words(ceil(low))} to {number_in_words(floor(high))} rows, as usual"
    told: dict[str, Any] = {
        "value": float(rows),
        "text": amount(rows, spec.unit),
        "objective": Objective("mustBeBetween", (low, high), expected=True),
        "objective_text": words,
    }
    if around.holds(rows):
        return Reading(Verdict.KEPT, **told, detail=f"Learned from {usual.builds - 1} builds.")
    if found and found.said == EXPECTED:
        return Reading(Verdict.KEPT, **told, detail="It is not as usual, and somebody of the team expected that.")
    return Reading(
        Verdict.AT_RISK,
        **told,
        detail=f"Usual are {words.removesuffix(', as usual')}.",
        alarming=bool(found and found.alarms),
        title=f"Rows are not as usual: {number_in_words(rows)}, usually {words.removesuffix(', as usual')}",
    )


def _rhythm(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """At risk when the next build takes longer than usual; until that is learned, by what the product says."""
    if not seen.builds:
        return Reading(Verdict.UNKNOWN, detail="Nothing was built yet.")
    since = (seen.now - seen.builds[0]).total_seconds() / SECONDS[spec.unit]
    known = seen.usual.interval if seen.usual else None
    if known is None:
        return judged(spec, since, learning_in_words(seen.usual))
    around = known.around(since)
    limit = Objective("mustBeLessOrEqualTo", round(around.high, 3), expected=True)
    usually = age_in_words(around.middle, spec.unit) or ""
    told: dict[str, Any] = {
        "text": amount(since, spec.unit),
        "detail": f"Usually the next build comes after {usually}.",
        "objective": limit,
        "objective_text": f"the next build within {age_in_words(around.high, spec.unit)}, as usual",
    }
    if since <= around.high:
        return Reading(Verdict.KEPT, since, **told)
    title = f"The next build is late: {told['text']} since the last, usually {usually}"
    return Reading(Verdict.AT_RISK, since, **told, alarming=known.is_far(since), title=title)


def learning_in_words(usual: Usual | None) -> str:
    """How far the marketplace has come in learning what is usual; empty once it knows.

    >>> learning_in_words(Usual(9))
    'Learning what is usual: 9 of 14 builds.'
    """
    if usual is None or not usual.learning:
        return ""
    return f"Learning what is usual: {usual.builds} of {LEAST} builds."


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
    reading = judged(spec, len(wrong), "; ".join([*wrong, *added])[:1000] or "All columns are as promised.")
    if reading.status is Verdict.KEPT and added:
        return Reading(Verdict.AT_RISK, reading.value, reading.text, reading.detail)
    return reading


def _profile(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """At risk when the table lost many values since the build before, or when figures of columns are not as usual."""
    value = plain_number(seen.values.get(spec.rule))
    if value is None or seen.filled_before is None:
        return _with_columns(judged(spec, value, "The table is empty." if seen.rows == 0 else ""), seen.usual)
    limit = max(seen.filled_before - PROFILE_DROP, 0)
    objective = Objective("mustBeGreaterOrEqualTo", round(limit, 2), margin=0, expected=True)
    words = in_words(objective, spec.unit)
    return _with_columns(judged(spec, value, objective=objective, objective_text=words), seen.usual)


def _with_columns(reading: Reading, usual: Usual | None) -> Reading:
    """What is said of the table, with what is not as usual in its columns."""
    found = [one for one in (usual.unusual if usual else ()) if one.column and one.said != EXPECTED]
    if not found:
        return replace(reading, detail=f"{reading.detail} {learning_in_words(usual)}".strip())
    told = [unusual_in_words(one) for one in found[:MOST_TOLD]]
    more = f" And {len(found) - MOST_TOLD} more." if len(found) > MOST_TOLD else ""
    status = Verdict.AT_RISK if reading.status is Verdict.KEPT else reading.status
    detail = f"{reading.detail} {' '.join(told)}{more}".strip()[:1000]
    alarms = [one for one in found if one.alarms]
    title = f"Columns are not as usual. {unusual_in_words((alarms or found)[0])}"
    return replace(reading, status=status, detail=detail, alarming=bool(alarms), title=title)


def unusual_in_words(one: Unusual) -> str:
    """A figure that is not as usual, as a sentence.

    >>> unusual_in_words(Unusual("nulls", "age", 12.0, -0.5, 2.5))
    'age: 12 % empty, usually 0 to 2.5.'
    """
    words = {NULLS.key: " % empty", DISTINCT.key: " % of the values differ", MEAN.key: " on average"}
    low = one.low if one.figure == MEAN.key else max(one.low, 0)
    usually = f"{number_in_words(low)} to {number_in_words(one.high)}"
    return f"{one.column or one.figure}: {number_in_words(one.value)}{words.get(one.figure, '')}, usually {usually}."


def fits(actual: str, promised: str) -> bool:
    """Does a column of this logical type keep the promise of that one?

    >>> fits("integer", "number"), fits("string", "date"), fits("string", "")
    (True, False, True)
    """
    return not promised or actual == promised or actual in WIDER.get(promised, set())


PILLARS: Mapping[Kind, Callable[[MonitorSpec, Circumstances], Reading]] = {
    Kind.RHYTHM: _rhythm,
    Kind.VOLUME: _volume,
    Kind.SCHEMA: _schema,
    Kind.PROFILE: _profile,
}
