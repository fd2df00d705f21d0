"""Stretches of time: where several overlap, and what is left of them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, order=True)
class Span:
    """From one moment until just before another."""

    begins: datetime
    ends: datetime


def overlap(*spans: Span) -> list[Span]:
    """The time that all of these have in common: one span, or none.

    >>> from datetime import datetime as at
    >>> overlap(Span(at(2026, 3, 1), at(2026, 3, 9)), Span(at(2026, 3, 9), at(2026, 3, 10)))
    []
    """
    begins, ends = max(span.begins for span in spans), min(span.ends for span in spans)
    return [Span(begins, ends)] if begins < ends else []


def without(spans: Iterable[Span], gaps: Iterable[Span]) -> list[Span]:
    """What is left of spans when the gaps are taken out of them.

    >>> from datetime import datetime as at
    >>> left = without([Span(at(2026, 3, 1), at(2026, 3, 9))], [Span(at(2026, 3, 2), at(2026, 3, 4))])
    >>> [(span.begins.day, span.ends.day) for span in left]
    [(1, 2), (4, 9)]
    """
    left = [span for span in spans if span.begins < span.ends]
    for gap in gaps:
        left = [
            piece
            for span in left
            for piece in (Span(span.begins, min(span.ends, gap.begins)), Span(max(span.begins, gap.ends), span.ends))
            if piece.begins < piece.ends
        ]
    return left
