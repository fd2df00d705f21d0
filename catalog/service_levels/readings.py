"""From what was measured, and what is known of a port, to one value per promise. No query and no warehouse in here."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from catalog.service_levels.circumstances import (
    Circumstances,
    Failure,
    Reading,
    Word,
    judged,
    plain_number,
    span,
)
from catalog.service_levels.compile import Kind, MonitorSpec
from catalog.service_levels.judge import NEAR, Verdict, number_in_words
from catalog.service_levels.pillar_readings import PILLARS

__all__ = ["ROWS", "SQL_FAILED", "WINDOW_DAYS", "Circumstances", "Failure", "Reading", "Word", "read"]

WINDOW_DAYS = 30
ROWS = "rows"
SQL_FAILED = "Its SQL could not be run"


def read(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """What is said about a promise under these circumstances."""
    if spec.unmeasurable or spec.kind is Kind.NONE:
        return Reading(Verdict.UNKNOWN, detail=spec.unmeasurable)
    value = seen.values.get(spec.rule)
    if isinstance(value, Failure):
        return Reading(Verdict.UNKNOWN, detail=value.reason)
    return READERS[spec.kind](spec, seen)


def _measured(spec: MonitorSpec, seen: Circumstances) -> Reading:
    value = plain_number(seen.values.get(spec.rule))
    if value is None:
        return judged(spec, None, "The table is empty." if seen.rows == 0 else "There was no value to judge.")
    told = ""
    if spec.unit == "rows" and (spec.expression or spec.refers) and spec.columns and seen.rows is not None:
        told = f"{number_in_words(value)} of {number_in_words(seen.rows)} rows."
    return judged(spec, value, told)


def _age(spec: MonitorSpec, seen: Circumstances) -> Reading:
    if not seen.builds:
        return Reading(Verdict.UNKNOWN, detail="Nothing was built yet.")
    return span(spec, seen.now - seen.builds[0], f"Built {seen.builds[0]:%d %B %Y, %H:%M} UTC.")


def _interval(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """The longer of: from the build before to the last, and from the last until now."""
    if not seen.builds:
        return Reading(Verdict.UNKNOWN, detail="Nothing was built yet.")
    since = seen.now - seen.builds[0]
    between = seen.builds[0] - seen.builds[1] if len(seen.builds) > 1 else timedelta()
    return span(spec, max(since, between), f"{len(seen.builds)} of the last builds are known.")


def _since_value(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """Newest and oldest values come as seconds since 1970."""
    moment = plain_number(seen.values.get(spec.rule))
    if not isinstance(moment, int | float):
        return judged(spec, None, f"{spec.column} holds no moment in time.")
    return span(spec, timedelta(seconds=_within_reason(seen.now.timestamp() - moment)))


def _lag(spec: MonitorSpec, seen: Circumstances) -> Reading:
    moment = plain_number(seen.values.get(spec.rule))
    if not isinstance(moment, int | float) or not seen.builds:
        return judged(spec, None, f"{spec.column} holds no moment in time.")
    return span(spec, timedelta(seconds=_within_reason(seen.builds[0].timestamp() - moment)))


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
    return span(spec, due - built, f"Due {due:%d %B %Y, %H:%M %Z}.")


def _until(spec: MonitorSpec, seen: Circumstances) -> Reading:
    assert spec.moment is not None
    return span(spec, spec.moment - seen.now, f"It ends on {spec.moment:%d %B %Y}.")


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
    return judged(spec, share, detail, point=100.0 if seen.answered else 0.0)


def _longest(spec: MonitorSpec, seen: Circumstances) -> Reading:
    """The longest of the times that incidents of the window took, whatever it is that took them."""
    lasted = seen.repairs if spec.kind is Kind.REPAIR else seen.times.get(spec.kind, ())
    longest, count = max(lasted, default=timedelta()), len(lasted)
    told = f"{count} {'incident' if count == 1 else 'incidents'}" if count else "No incident"
    return span(spec, longest, f"{told} in {WINDOW_DAYS} days.")


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


READERS: Mapping[Kind, Callable[[MonitorSpec, Circumstances], Reading]] = {
    **PILLARS,
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
    Kind.REPAIR: _longest,
    Kind.DETECT: _longest,
    Kind.NOTIFY: _longest,
    Kind.ATTESTED: _attested,
}


def _within_reason(seconds: float) -> float:
    """Dates such as 9999-12-31 make spans that no timedelta minds, but infinities would."""
    return max(min(seconds, 3e11), -3e11)
