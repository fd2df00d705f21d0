"""What is usual for a figure that is taken at every build, and how far a new one is from that. Pure.

A figure is usual within `FIT` robust deviations of the middle of its history. The middle is the median; the deviation
is 1.4826 times the median absolute deviation, which for normally distributed values is their standard deviation
(Rousseeuw and Croux, "Alternatives to the Median Absolute Deviation", 1993). Where more than half of the values are one
and the same, that is zero, and 1.2533 times the mean absolute deviation stands in (Iglewicz and Hoaglin, "How to Detect
and Handle Outliers", 1993, who take 3.5 deviations for an outlier; that is the highest sensitivity here, because many
figures are watched at once). A figure that never moved may move by its `Floor`.

Weekdays: once the history covers four weeks and has four values of each weekday that it has at all, what a weekday adds
is the median of its values less the median of all, as one step of Tukey's median polish has it (Exploratory Data
Analysis, 1977). It is used where it explains something: where the mean distance from it, less the farthest tenth, is
at most two thirds of that without it. (The median distance would not see a weekend, which is two days of seven.) The
deviation of the remainders is widened by √(n / (n − d)) for the d weekdays that were fitted. Before that, of what is
built once a day, a value like an earlier one of the same weekday is usual, too: no weekend alarms twice.

What people said counts: a value that was "really wrong" is left out of the history; one that was "expected" is a level
of its own, around which values are usual from then on, beside being part of the history.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf, isfinite, sqrt

LEAST = 14  # values before anything is said
MOST = 90  # values that are looked back at
WEEKS = 4  # before weekdays are told apart
EXPLAINS = 2 / 3
ONCE_A_DAY = 0.8  # of the values are alone on their day
SEVERE = 3  # so many times as far from the middle as is usual
FIT = {"low": 8.0, "normal": 5.0, "high": 3.5}
USUAL_SENSITIVITY = "normal"
EXPECTED, WRONG = "expected", "wrong"


@dataclass(frozen=True)
class Taken:
    """One value of a figure, and what somebody said about it."""

    at: datetime
    value: float | None
    said: str = ""


@dataclass(frozen=True)
class Floor:
    """By how much a figure may always move: a part of its middle, or so much, whichever is more; per deviation."""

    part: float = 0.0
    least: float = 0.0


@dataclass(frozen=True)
class Range:
    """The values that are usual around one middle."""

    low: float
    middle: float
    high: float

    def holds(self, value: float) -> bool:
        """Is this value usual?"""
        return self.low <= value <= self.high

    def is_far(self, value: float) -> bool:
        """Is it several times as far out as is usual?"""
        return abs(value - self.middle) > SEVERE * (self.high - self.middle)


@dataclass(frozen=True)
class Baseline:
    """What is usual now: the range of the history, those of levels that were said to be expected, and their basis."""

    ranges: tuple[Range, ...]
    values: int
    by_weekday: bool

    def around(self, value: float | None) -> Range:
        """The range that holds a value; that of the history, where none does."""
        return next((one for one in self.ranges if value is not None and one.holds(value)), self.ranges[0])

    def is_far(self, value: float) -> bool:
        """Is a value so far from everything usual that nobody need be asked?"""
        return all(one.is_far(value) for one in self.ranges)


def usable(history: Sequence[Taken]) -> list[Taken]:
    """The newest values that can be learned from, in the order of time."""
    kept = [one for one in history if one.value is not None and isfinite(one.value) and one.said != WRONG]
    return sorted(kept, key=lambda one: one.at)[-MOST:]


def baseline(
    history: Sequence[Taken], at: datetime, *, sensitivity: str = USUAL_SENSITIVITY, floor: Floor = Floor()
) -> Baseline | None:
    """What is usual at a moment, by what was there before; None while there are too few values to say.

    >>> from datetime import UTC
    >>> first = datetime(2026, 3, 2, tzinfo=UTC)
    >>> days = [Taken(first + timedelta(days=day), 100 + day % 3) for day in range(14)]
    >>> [round(end) for end in (lambda one: (one.low, one.high))(baseline(days, first + timedelta(days=14)).ranges[0])]
    [94, 108]
    >>> baseline(days[1:], first + timedelta(days=14)) is None
    True
    """
    known = usable([one for one in history if one.at < at])
    if len(known) < LEAST:
        return None
    values = [float(one.value) for one in known if one.value is not None]
    middle, spread, by_weekday = _middle(known, values, at)
    levels = [middle, *(float(one.value) for one in known if one.said == EXPECTED and one.value is not None)]
    levels += _same_weekday(known, at)
    fit = FIT.get(sensitivity, FIT[USUAL_SENSITIVITY])
    ranges = tuple(_range(level, fit * max(spread, floor.part * abs(level), floor.least)) for level in levels)
    if not all(isfinite(end) for one in ranges for end in (one.low, one.high)):
        return None  # the values lie further apart than numbers can say
    return Baseline(ranges, len(known), by_weekday)


def _same_weekday(known: Sequence[Taken], at: datetime) -> list[float]:
    """The values of this weekday while there are too few weeks to tell weekdays apart, of what is built once a day."""
    days = {one.at.date() for one in known}
    if at - known[0].at >= timedelta(weeks=WEEKS) or len(days) < ONCE_A_DAY * len(known):
        return []
    before = [one for one in known if one.at.weekday() == at.weekday() and one.at.date() != at.date()]
    return [float(one.value) for one in before if one.value is not None]


def _range(middle: float, reach: float) -> Range:
    return Range(middle - reach, middle, middle + reach)


def _middle(known: Sequence[Taken], values: Sequence[float], at: datetime) -> tuple[float, float, bool]:
    """The middle of the history for a moment, the deviation around it, and whether weekdays were told apart."""
    middle = median(values)
    plain = deviation([value - middle for value in values])
    effects = _weekdays(known, values, middle)
    if effects is None or at.weekday() not in effects:
        return middle, plain, False
    left = [value - middle - effects[one.at.weekday()] for one, value in zip(known, values, strict=True)]
    widened = sqrt(len(left) / (len(left) - len(effects)))
    explained = _distance(left) * widened <= EXPLAINS * _distance([value - middle for value in values])
    if not explained or len(set(effects.values())) == 1:
        return middle, plain, False
    return middle + effects[at.weekday()], deviation(left) * widened, True


def _weekdays(known: Sequence[Taken], values: Sequence[float], middle: float) -> dict[int, float] | None:
    """What each weekday adds; None where the history is too short to tell."""
    if known[-1].at - known[0].at < timedelta(weeks=WEEKS) - timedelta(days=1):
        return None
    by_day: dict[int, list[float]] = defaultdict(list)
    for one, value in zip(known, values, strict=True):
        by_day[one.at.weekday()].append(value - middle)
    if len(by_day) < 2 or min(map(len, by_day.values())) < WEEKS:
        return None
    return {day: median(found) for day, found in by_day.items()}


def _distance(differences: Sequence[float]) -> float:
    """The mean of all but the farthest tenth."""
    near = sorted(abs(one) for one in differences)[: max(len(differences) - len(differences) // 10, 1)]
    return sum(one / len(near) for one in near)


def median(values: Sequence[float]) -> float:
    """The middle value; between the two in the middle of an even number.

    >>> median([3, 1, 2]), median([1, 2, 3, 10])
    (2, 2.5)
    """
    ordered, half = sorted(values), len(values) // 2
    if len(ordered) % 2:
        return ordered[half]
    return ordered[half - 1] / 2 + ordered[half] / 2  # the sum of two might be too large for a float


def deviation(differences: Sequence[float]) -> float:
    """How far values usually are from their middle, given as differences from it."""
    away = [abs(one) for one in differences]
    found = 1.4826 * median(away) or 1.2533 * sum(one / len(away) for one in away)
    return found if isfinite(found) else inf
