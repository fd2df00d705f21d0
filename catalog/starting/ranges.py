"""Bounds that hold what is there and a little more, in numbers that a person would have chosen."""

import math
from datetime import date
from decimal import Decimal

from catalog.starting.names import words_of

# What a number of this name can be at all, where that is common knowledge.
NATURAL: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("lat", "latitude"), (-90, 90)),
    **dict.fromkeys(("lon", "lng", "long", "longitude"), (-180, 180)),
    **dict.fromkeys(("percent", "pct", "percentage"), (0, 100)),
    "month": (1, 12),
    "day": (1, 31),
    "hour": (0, 23),
    "minute": (0, 59),
    "week": (0, 53),
    "quarter": (1, 4),
    "weekday": (0, 7),
}
FIRST_YEAR, LAST_YEAR = 1800, 2200
MARGIN = 0.02  # of the span, added on either side before rounding
STEPS = (1, 2, 5, 10)

Bounds = tuple[int | float, int | float]


def numbers_between(name: str, minimum: float, maximum: float, *, whole: bool) -> Bounds | None:
    """Bounds of a column of numbers; None where there are none that make sense.

    >>> numbers_between("distance", 17, 4983, whole=True), numbers_between("lat", -53.2, 71.1, whole=False)
    ((0, 5500), (-90, 90))
    >>> numbers_between("age", 51, 89, whole=True), numbers_between("price", 0.5, 0.5, whole=False)
    ((50, 90), None)
    """
    if not (math.isfinite(minimum) and math.isfinite(maximum)) or minimum >= maximum:
        return None
    for word in words_of(name):
        low, high = NATURAL.get(word, (1, 0))
        if low <= minimum and maximum <= high:
            return low, high
    if whole and "year" in words_of(name) and minimum >= FIRST_YEAR and maximum <= LAST_YEAR:
        return _decade(minimum, down=True), _decade(maximum, down=False)
    span = maximum - minimum
    step, margin = _step(span, whole=whole), MARGIN * span
    low_bound = math.floor(Decimal(minimum - margin) / step) * step
    high_bound = math.ceil(Decimal(maximum + margin) / step) * step
    if minimum >= 0:
        low_bound = max(low_bound, Decimal(0))
    if maximum <= 0:
        high_bound = min(high_bound, Decimal(0))
    return _plain(low_bound), _plain(high_bound)


def first_day(minimum: str) -> str | None:
    """The first of January from which all days of a column lie; None for what is no day in ordinary years.

    There is no last day: tomorrow's data lies behind it.

    >>> first_day("2013-03-04"), first_day("2013-01-01 05:00:00+00:00"), first_day("0001-01-01")
    ('2013-01-01', '2013-01-01', None)
    """
    try:
        day = date.fromisoformat(minimum[:10])
    except ValueError:
        return None
    return f"{day.year}-01-01" if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _step(span: float, *, whole: bool) -> Decimal:
    """A round number of about a tenth of the span."""
    size = Decimal(10) ** math.floor(math.log10(span / 10))
    step = next(size * each for each in STEPS if size * each >= Decimal(span) / 10 * Decimal("0.999"))
    return max(step, Decimal(1)) if whole else step


def _decade(year: float, *, down: bool) -> int:
    return int(math.floor(year / 10) * 10) if down else int(math.ceil((year + 1) / 10) * 10)


def _plain(bound: Decimal) -> int | float:
    return int(bound) if bound == bound.to_integral_value() else float(bound)
