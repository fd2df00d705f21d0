"""Those who still read an old version are reminded before it ends, a week and a day before, each time once."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from accounts.models import Notification
from catalog.models import MigrationNotice, MigrationPeriod
from catalog.transitions.concerned import people_of, still_reading
from catalog.transitions.selectors import for_display
from catalog.transitions.telling import key_of_reminder, tell_soon

REMIND_DAYS = (7, 1)


def remind(now: datetime | None = None) -> int:
    """Remind everybody who has not moved and still reads; answers how many notices it was about.

    A period that is short from the start is reminded of only when half of it is over.
    """
    now = now or timezone.now()
    return sum(_remind(now, days, until) for days, until in zip(REMIND_DAYS, (*REMIND_DAYS[1:], 0), strict=True))


def _remind(now: datetime, days: int, until: int) -> int:
    near = MigrationPeriod.objects.open().filter(
        ends_at__gt=now + timedelta(days=until),
        ends_at__lte=now + timedelta(days=days),
        created_at__lte=F("ends_at") - timedelta(days=2 * days),
    )
    return sum(_remind_of(period, days) for period in near.select_related("product").order_by("pk"))


def _remind_of(period: MigrationPeriod, days: int) -> int:
    notices = list(for_display(MigrationNotice.objects.filter(period=period, moved_at=None)))
    keys = {key_of_reminder(notice, days): notice for notice in notices}
    told = set(Notification.objects.filter(key__in=keys).values_list("key", flat=True))
    waiting = [notice for key, notice in keys.items() if key not in told]
    if not waiting:
        return 0
    reading = still_reading(period)
    waiting = [notice for notice in waiting if (notice.port_id, notice.consumer_id) in reading]
    people = people_of({notice.consumer_id: notice.consumer for notice in waiting}.values())
    for notice in waiting:
        tell_soon(notice, people[notice.consumer_id], days)
    return len(waiting)
