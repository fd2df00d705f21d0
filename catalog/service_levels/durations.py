"""Values of service level properties as people write them: spans, shares, moments, times of day.

Whatever cannot be read comes back as Unparsed; nothing here raises. A month counts 30 days and a year 365, because a
promise of "1 year" names no first day.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from math import isfinite

SECONDS = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 604_800, "mo": 2_592_000, "y": 31_536_000}
_SPELLINGS = {
    "ms": "ms millisecond milliseconds millis",
    "s": "s sec secs second seconds",
    "min": "m min mins minute minutes",
    "h": "h hr hrs hour hours hourly",
    "d": "d day days daily",
    "w": "w wk wks week weeks weekly",
    "mo": "mo mon month months monthly",
    "y": "y yr yrs year years yearly annually",
}
_UNIT_OF = {word: unit for unit, words in _SPELLINGS.items() for word in words.split()}
_PERCENT = ("%", "percent", "percentage", "pct")

_NUMBER = r"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})"
_QUANTITY = re.compile(rf"({_NUMBER})\s*([A-Za-z%][^\s\d]{{0,40}})?")
_ISO = re.compile(
    r"P(?:(?P<y>\d+(?:\.\d+)?)Y)?(?:(?P<mo>\d+(?:\.\d+)?)M)?(?:(?P<w>\d+(?:\.\d+)?)W)?(?:(?P<d>\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(?P<h>\d+(?:\.\d+)?)H)?(?:(?P<min>\d+(?:\.\d+)?)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?"
)
_TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(?:(Z|UTC)|([+-])(\d{2}):?(\d{2})?)?", re.IGNORECASE)
LONGEST = 100  # characters; a longer text is no value


@dataclass(frozen=True)
class Duration:
    """A span of time; `unit` is the one it was written in, and the one to answer in."""

    seconds: float
    unit: str

    @property
    def amount(self) -> float:
        """The span in its own unit."""
        return self.seconds / SECONDS[self.unit]


@dataclass(frozen=True)
class Share:
    """A part of a whole, in percent."""

    percent: float


@dataclass(frozen=True)
class Moment:
    """A point in time; a day alone begins at midnight UTC."""

    at: datetime


@dataclass(frozen=True)
class TimeOfDay:
    """A time that comes every day, in UTC unless it says otherwise."""

    at: time


@dataclass(frozen=True)
class Amount:
    """A number, with a unit that is neither time nor share (or none)."""

    number: float
    unit: str = ""


@dataclass(frozen=True)
class Unparsed:
    """A value that says nothing a machine could use."""

    text: str


Reading = Duration | Share | Moment | TimeOfDay | Amount | Unparsed


def read_value(value: object, unit: object = "") -> Reading:
    """What a value means together with its unit.

    >>> read_value(24, "h"), read_value("4 days"), read_value("99.9%")
    (Duration(seconds=86400.0, unit='h'), Duration(seconds=345600.0, unit='d'), Share(percent=99.9))
    >>> read_value("P1Y", "h"), read_value("daily"), read_value("05:30+02:00")
    (Duration(seconds=31536000.0, unit='y'), Duration(seconds=86400.0, unit='d'),
     TimeOfDay(at=datetime.time(5, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200)))))
    >>> read_value("2026-09-01"), read_value(12, "requests"), read_value("as soon as possible")
    (Moment(at=datetime.datetime(2026, 9, 1, 0, 0, tzinfo=datetime.timezone.utc)), Amount(number=12.0, unit='requests'),
     Unparsed(text='as soon as possible'))
    """
    told = unit.strip() if isinstance(unit, str) else ""
    match value:
        case bool() | None:
            return Unparsed("" if value is None else str(value).lower())
        case datetime():
            return Moment(_in_utc(value))
        case date():
            return Moment(datetime(value.year, value.month, value.day, tzinfo=UTC))
        case int() | float():
            return _quantity(value, told)
        case str():
            return _read_text(value.strip(), told)
        case _:
            return Unparsed(str(value)[:LONGEST])


def unit_of(text: str) -> str:
    """The short name of a unit of time, however it is spelled; empty for what is none.

    >>> unit_of("Hours"), unit_of("yrs"), unit_of("rows")
    ('h', 'y', '')
    """
    return _UNIT_OF.get(text.strip().lower(), "")


def _read_text(text: str, unit: str) -> Reading:
    if not text or len(text) > LONGEST:
        return Unparsed(text[:LONGEST])
    if found := _QUANTITY.fullmatch(text):
        return _quantity(float(found[1]), found[2] or unit)
    if (found := _ISO.fullmatch(text.upper())) and any(found.groups()):
        return _iso(found)
    if found := _TIME_OF_DAY.fullmatch(text):
        return _time_of_day(found) or Unparsed(text)
    if word := unit_of(text):
        return Duration(float(SECONDS[word]), word)
    try:
        return Moment(_in_utc(datetime.fromisoformat(text)))
    except (ValueError, OverflowError):
        return Unparsed(text)


def _quantity(number: float, unit: str) -> Reading:
    try:
        amount = float(number)
    except OverflowError:
        return Unparsed(str(number)[:LONGEST])
    if not isfinite(amount):
        return Unparsed(str(number))
    if unit.strip("'\" ").lower() in _PERCENT:
        return Share(amount)
    if known := unit_of(unit):
        return Duration(amount * SECONDS[known], known)
    return Amount(amount, unit)


def _iso(found: re.Match[str]) -> Reading:
    """A period such as P1DT12H, answered in the smallest unit that it names."""
    parts = {unit: float(number) for unit, number in found.groupdict().items() if number}
    seconds = sum(number * SECONDS[unit] for unit, number in parts.items())
    if not isfinite(seconds):
        return Unparsed(found[0])
    return Duration(seconds, min(parts, key=lambda unit: SECONDS[unit]))


def _time_of_day(found: re.Match[str]) -> TimeOfDay | None:
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    offset = timedelta(hours=int(found[6] or 0), minutes=int(found[7] or 0))
    if hour > 23 or minute > 59 or second > 59 or offset >= timedelta(hours=24):
        return None
    zone = timezone(-offset if found[5] == "-" else offset) if found[5] else UTC
    return TimeOfDay(time(hour, minute, second, tzinfo=zone))


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def age_in_words(value: float, unit: str) -> str | None:
    """A measured length of time in the unit that people would choose; None when the unit is not one of time.

    >>> age_in_words(0.00001, "d"), age_in_words(0.5, "h"), age_in_words(30, "h"), age_in_words(84, "d")
    ('under a minute', '30 min', '30 h', '84 d')
    >>> age_in_words(12, "rows") is None
    True
    """
    if unit not in SECONDS or not isfinite(value):
        return None
    seconds = value * SECONDS[unit]
    if 0 <= seconds < 60:
        return "under a minute"
    for word, longest in (("min", 2 * 3600), ("h", 2 * 86400)):
        if 0 <= seconds < longest:
            return f"{round(seconds / SECONDS[word])} {word}"
    return f"{round(seconds / SECONDS['d']):,} d"
