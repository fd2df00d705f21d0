"""Windows of time as people count them: whole days of the company's calendar, and the hours in them."""

from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

HOUR = 3600


class Window(StrEnum):
    """Over which time a promise is to be kept."""

    ROLLING = "rolling"  # so many days, today being the last
    MONTH = "month"
    QUARTER = "quarter"


def window_at(kind: str, days: int, now: datetime) -> tuple[datetime, datetime]:
    """The window that a moment lies in: from a midnight on, until now if it rolls, else to its last midnight.

    `now` is in the time zone of the company.

    >>> from datetime import timezone
    >>> begins, ends = window_at("quarter", 0, datetime(2026, 5, 20, 8, tzinfo=timezone.utc))
    >>> f"{begins:%d %b} to {ends:%d %b}"
    '01 Apr to 01 Jul'
    >>> begins, ends = window_at("rolling", 7, datetime(2026, 5, 20, 8, tzinfo=timezone.utc))
    >>> f"{begins:%d %b %H:%M} to {ends:%d %b %H:%M}"
    '14 May 00:00 to 20 May 08:00'
    """
    if kind == Window.ROLLING:
        return day_before(now, days - 1), now
    months = 1 if kind == Window.MONTH else 3
    first = (now.month - 1) // months * months + 1
    begins = datetime(now.year, first, 1, tzinfo=now.tzinfo)
    year, month = divmod(now.year * 12 + first - 1 + months, 12)
    return begins, datetime(year, month + 1, 1, tzinfo=now.tzinfo)


def day_before(moment: datetime, days: int = 0) -> datetime:
    """The midnight with which the day so many days before this moment's begins."""
    day = moment.date() - timedelta(days=days)
    return datetime(day.year, day.month, day.day, tzinfo=moment.tzinfo)


def day_bounds(begins: int, ends: int, zone: tzinfo) -> list[int]:
    """The midnights at and between these moments: the first is not after `begins`, the last is before `ends`.

    >>> from datetime import timezone
    >>> day_bounds(90_000, 180_000, timezone.utc)
    [86400, 172800]
    """
    day = day_before(datetime.fromtimestamp(begins, zone))
    bounds = []
    while (midnight := int(day.timestamp())) < ends:
        bounds.append(midnight)
        # By the calendar, not by 24 hours: the days on which clocks are changed are longer or shorter.
        day = day_before(day, -1)
    return bounds


def hour_bounds(midnights: list[int], ends: int) -> list[int]:
    """The hours of these days, counted from midnight; the last one before `ends`.

    From midnight, because in some places the day does not begin on an hour of UTC.

    >>> hour_bounds([0], 8_000)
    [0, 3600, 7200]
    """
    following = [*midnights[1:], ends]
    return [
        hour
        for midnight, until in zip(midnights, following, strict=True)
        for hour in range(midnight, min(until, ends), HOUR)
    ]
