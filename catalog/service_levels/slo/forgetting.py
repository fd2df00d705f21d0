"""What is forgotten: measurements once they are rolled up and old enough, then hours, then days."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from catalog.models import MeasuredPeriod, Measurement, ServiceLevelObjective
from catalog.service_levels.slo.rolling import LONGEST_HOLD, hours_since, raw_since
from catalog.service_levels.slo.windows import day_before

BATCH = 5_000


def forget(now: datetime | None = None) -> tuple[int, int]:
    """Delete what is older than it is kept for, in batches; how many measurements and how many periods that were.

    The newest measurement of a monitor stays, however old: it says what holds. Nothing goes that is not rolled up.
    """
    now = now or timezone.now()
    days = day_before(timezone.localtime(now), max(settings.DAILY_DAYS, 100))
    hours = MeasuredPeriod.objects.filter(grain=MeasuredPeriod.Grain.HOUR, begins_at__lt=hours_since(now))
    old = MeasuredPeriod.objects.filter(grain=MeasuredPeriod.Grain.DAY, begins_at__lt=days)
    return _in_batches(_measurements(now)), _in_batches(hours) + _in_batches(old)


def _measurements(now: datetime) -> QuerySet[Measurement]:
    # What held when the oldest day began that may be put together anew lies before that day.
    horizon = raw_since(now) - LONGEST_HOLD - timedelta(days=1)
    measured = Measurement.objects.filter(monitor__port=OuterRef("port"), monitor__rule=OuterRef("rule"))
    behind = ServiceLevelObjective.objects.in_force().filter(
        Q(rolled_up_to__lt=horizon) | Q(Exists(measured), rolled_up_to=None)
    )
    known = ServiceLevelObjective.objects.exclude(port__in=behind.values("port")).values("port")
    newer = Measurement.objects.filter(monitor=OuterRef("monitor"), measured_at__gt=OuterRef("measured_at"))
    return Measurement.objects.filter(Exists(newer), measured_at__lt=horizon, monitor__port__in=known)


def _in_batches(rows: QuerySet) -> int:
    """A short transaction each, so that nobody waits for the database."""
    deleted = 0
    while batch := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        deleted += rows.model.objects.filter(pk__in=batch).delete()[0]
    return deleted
