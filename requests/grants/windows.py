"""From when until when a grant holds."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format


def last_moment(begins: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The first midnight in this zone that leaves the consumer as many whole days; a day may have 23 or 25 hours.

    >>> last_moment(datetime(2026, 3, 1, 9, tzinfo=UTC), 30, ZoneInfo("UTC")).isoformat()
    '2026-04-01T00:00:00+00:00'
    >>> last_moment(datetime(2026, 4, 1, 0, tzinfo=UTC), 30, ZoneInfo("UTC")).isoformat()
    '2026-05-01T00:00:00+00:00'
    """
    first = begins.astimezone(zone)
    whole = midnight(first.date(), zone) == begins.astimezone(UTC)
    return midnight(first.date() + timedelta(days=days if whole else days + 1), zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day, in UTC; where the clocks skip midnight, the moment they do."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def last_day(grant) -> str:
    """The last day on which a grant can be read, in the time zone of the company, for a sentence."""
    moment = grant.valid_until.astimezone(timezone.get_default_timezone()) - timedelta(microseconds=1)
    return date_format(moment.date(), "DATE_FORMAT")
