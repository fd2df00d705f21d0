"""What a task can need, and what is known of a port that could serve it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

from catalog.service_levels.durations import SECONDS, Duration, read_value

CLASSIFICATIONS = ("public", "internal", "confidential", "restricted")  # the strictest last
TIMES = ("date", "timestamp", "datetime")
_EXACT = (("y", "year"), ("w", "week"), ("d", "day"), ("h", "hour"), ("min", "minute"), ("s", "second"))


class Outcome(StrEnum):
    """Is a need met? What nobody knows is never met."""

    MET = "met"
    MISSED = "missed"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Where the figures come from."""

    MEASURED = "measured"
    CONTRACT = "contract"
    POLICY = "policy"
    PROFILE = "profile"
    FITNESS = "fitness"
    ACCESS = "access"


@dataclass(frozen=True)
class Needs:
    """What a task needs; what is empty or None is no need. Spans are in seconds, shares in per cent."""

    wanted: tuple[str, ...] = ()
    freshness: int | None = None
    history: int | None = None
    completeness: int | None = None
    fitness: int | None = None
    licences: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    purpose: str = ""
    classification: str = ""
    without_waiting: bool = False

    @property
    def nothing(self) -> bool:
        """Is nothing needed at all?"""
        return self == Needs()

    @classmethod
    def read(cls, told: Any) -> "Needs":
        """The needs that a row or a map of the same names states."""
        values: dict[str, Any] = {}
        for name in (one.name for one in fields(cls)):
            value = told.get(name) if isinstance(told, Mapping) else getattr(told, name, None)
            if value is not None:
                values[name] = tuple(value) if isinstance(value, list | tuple) else value
        return cls(**values)


@dataclass(frozen=True)
class ColumnFacts:
    """One column of a contract. Its smallest and largest value are None where this person is not to know them."""

    name: str
    business_name: str = ""
    tags: tuple[str, ...] = ()
    classification: str = "internal"
    logical_type: str = ""
    filled: float | None = None  # per cent of the cells that hold a value
    distinct: int | None = None  # values, estimated
    least: str | int | float | bool | None = None
    most: str | int | float | bool | None = None
    masked: str = ""  # how it is masked for this person, in a word
    guarded: bool = False  # its values are not this person's to know
    key: bool = False

    @property
    def is_time(self) -> bool:
        """Does it say when?"""
        return self.logical_type in TIMES

    @property
    def reach(self) -> tuple[date, date] | None:
        """The first and the last day of a time; None where it is none, or its values are not known."""
        first, last = _day(self.least), _day(self.most)
        return (first, last) if self.is_time and first and last else None

    @property
    def told(self) -> str:
        """Its name, with what it means."""
        return f"{self.name} ({self.business_name})" if self.business_name else self.name


@dataclass(frozen=True)
class Share:
    """A measured share in per cent, of which more is better."""

    name: str
    percent: float


@dataclass(frozen=True)
class AccessFacts:
    """What access would take: `now`, `at-once`, or not (`waits`, `refused`), with the reason in a sentence."""

    way: str
    words: str


@dataclass(frozen=True)
class PortFacts:
    """What is known of one output port, as one person may know it. None is: nobody knows."""

    pk: int
    name: str
    columns: tuple[ColumnFacts, ...] = ()
    rows: int | None = None
    size: int | None = None  # bytes
    age: float | None = None  # seconds since it was built
    newest: tuple[tuple[str, float], ...] = ()  # columns with the age of their newest value, in seconds
    promised_age: float | None = None  # seconds
    oldest: float | None = None  # measured age of the oldest row, in seconds
    shares: tuple[Share, ...] = ()
    licence: str = ""
    regions: tuple[str, ...] = ()
    purposes: tuple[str, ...] | None = None  # empty: any
    fitness: int | None = None
    access: AccessFacts | None = None


@dataclass(frozen=True)
class Verdict:
    """What is said of one need: the figure and where it comes from. `asked` is the need in words."""

    need: str
    asked: str
    outcome: Outcome
    evidence: str
    source: Source


@dataclass(frozen=True)
class PortFit:
    """What one port does for a task."""

    port: int
    name: str
    verdicts: tuple[Verdict, ...] = field(default=())

    def count(self, outcome: Outcome) -> int:
        """How many needs came out so."""
        return sum(verdict.outcome is outcome for verdict in self.verdicts)

    @property
    def met(self) -> int:
        """How many needs are met."""
        return self.count(Outcome.MET)

    @property
    def missed(self) -> int:
        """How many needs are missed."""
        return self.count(Outcome.MISSED)

    @property
    def unknown(self) -> int:
        """Of how many needs nobody knows."""
        return self.count(Outcome.UNKNOWN)

    @property
    def total(self) -> int:
        """How many needs there are."""
        return len(self.verdicts)

    @property
    def fits(self) -> bool:
        """Are all needs met?"""
        return bool(self.verdicts) and self.met == self.total

    @property
    def rank(self) -> tuple[int, int, int]:
        """Sorts the better fit first: more needs met, then fewer missed."""
        return (-self.met, self.missed, self.port)


def key_of(text: str) -> str:
    """A name or a term as it is compared: capitals, spaces and marks make no difference.

    >>> key_of("Preferred Term"), key_of("preferred_term"), key_of("AE-DECOD")
    ('preferredterm', 'preferredterm', 'aedecod')
    """
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _day(value: object) -> date | None:
    """The day of a value; warehouses know years and infinities that are no days."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def span_in_words(seconds: float) -> str:
    """A span as one would write it again: in the largest unit that keeps it exact.

    >>> span_in_words(86400), span_in_words(129600), span_in_words(63072000), span_in_words(0)
    ('1 day', '36 hours', '2 years', '0 seconds')
    """
    for unit, word in _EXACT:
        amount = seconds / SECONDS[unit]
        if amount >= 1 and amount == int(amount):
            return f"{int(amount):,} {word}{'' if amount == 1 else 's'}"
    return f"{seconds:g} seconds"


def read_span(text: str) -> int | None:
    """The seconds of a span that somebody wrote; None where it is none, or longer than anything lasts.

    >>> read_span("24 h"), read_span("2 years"), read_span("P1D"), read_span("soon"), read_span("-1 h")
    (86400, 63072000, 86400, None, None)
    """
    reading = read_value(text)
    if not isinstance(reading, Duration):
        return None
    seconds = round(reading.seconds)
    return seconds if 0 < seconds <= 1000 * SECONDS["y"] else None
