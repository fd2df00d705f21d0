"""From measurements at moments to time: each holds until the next one, but not for ever.

Moments are whole seconds since 1970, so that the parts of a window add up to the window, exactly.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

from catalog.service_levels.judge import Verdict


class Point(NamedTuple):
    """What one measurement said."""

    at: int
    state: Verdict
    value: float | None = None


class Span(NamedTuple):
    """A stretch of time in which nothing else was said."""

    begins: int
    ends: int
    state: Verdict
    value: float | None


@dataclass(frozen=True)
class Tally:
    """Seconds by state within a stretch of time, and the values that held in it; the mean is weighted by time."""

    kept: int = 0
    at_risk: int = 0
    broken: int = 0
    unknown: int = 0
    least: float | None = None
    most: float | None = None
    mean: float | None = None
    valued: int = 0  # seconds for which there was a value
    last: float | None = None

    @property
    def length(self) -> int:
        """All of it, in seconds."""
        return self.kept + self.at_risk + self.broken + self.unknown

    def __add__(self, later: "Tally") -> "Tally":
        """Both together; `later` is the later of the two."""
        valued = self.valued + later.valued
        return Tally(
            self.kept + later.kept,
            self.at_risk + later.at_risk,
            self.broken + later.broken,
            self.unknown + later.unknown,
            min(_there(self.least, later.least), default=None),
            max(_there(self.most, later.most), default=None),
            _mean(self, later, valued),
            valued,
            self.last if later.last is None else later.last,
        )


def spans(points: Iterable[Point], begins: int, ends: int, hold: int) -> Iterator[Span]:
    """All of the time from `begins` to `ends`, without gaps: a point holds for `hold` seconds at the most.

    `points` come in their order in time; those before `begins` say what holds then. Of two within the same second the
    later counts.

    >>> kept, broken = Point(10, Verdict.KEPT, 1.0), Point(40, Verdict.BROKEN, 9.0)
    >>> [(span.begins, span.ends, span.state.value) for span in spans([kept, broken], 0, 100, 20)]
    [(0, 10, 'unknown'), (10, 30, 'kept'), (30, 40, 'unknown'), (40, 60, 'broken'), (60, 100, 'unknown')]
    """
    held: Point | None = None
    for point in (*points, None):
        until = ends if point is None else min(point.at, ends)
        if until > begins:
            yield from _stretch(held, begins, until, hold)
            begins = until
        held = point


def tallies(points: Iterable[Point], bounds: Sequence[int], hold: int) -> list[Tally]:
    """What was measured between each two neighbouring bounds; no second is in two of them, and none is left out."""
    parts: list[list[Span]] = [[] for _ in bounds[1:]]
    place = 0
    for span in spans(points, bounds[0], bounds[-1], hold):
        begins = span.begins
        while begins < span.ends:
            while bounds[place + 1] <= begins:
                place += 1
            ends = min(span.ends, bounds[place + 1])
            parts[place].append(Span(begins, ends, span.state, span.value))
            begins = ends
    return [_put_together(part) for part in parts]


def _stretch(held: Point | None, begins: int, ends: int, hold: int) -> Iterator[Span]:
    until = begins if held is None else min(max(held.at + hold, begins), ends)
    if held is not None and until > begins:
        yield Span(begins, until, held.state, None if held.state is Verdict.UNKNOWN else held.value)
    if ends > until:
        yield Span(until, ends, Verdict.UNKNOWN, None)


def _put_together(parts: Sequence[Span]) -> Tally:
    seconds = dict.fromkeys(Verdict, 0)
    valued, area, values = 0, 0.0, []
    for span in parts:
        length = span.ends - span.begins
        seconds[span.state] += length
        if span.value is not None:
            values.append(span.value)
            area += span.value * length
            valued += length
    mean = area / valued if valued else None
    return Tally(
        seconds[Verdict.KEPT],
        seconds[Verdict.AT_RISK],
        seconds[Verdict.BROKEN],
        seconds[Verdict.UNKNOWN],
        min(values, default=None),
        max(values, default=None),
        mean if mean is not None and isfinite(mean) else None,
        valued,
        values[-1] if values else None,
    )


def _there(*values: float | None) -> list[float]:
    return [value for value in values if value is not None]


def _mean(one: Tally, other: Tally, valued: int) -> float | None:
    if one.mean is None or other.mean is None:
        return other.mean if one.mean is None else one.mean
    mean = one.mean * (one.valued / valued) + other.mean * (other.valued / valued)
    return mean if isfinite(mean) else None
