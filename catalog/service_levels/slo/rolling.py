"""The roll-up: what was measured of a port, put together by hour and by day.

Every period is worked out from the measurements themselves and replaces what was there, so that rolling up twice, or by
two workers at once, counts nothing twice. `rolled_up_to` on the objective says how far it has come: one transaction
takes it some days on, and whatever ends a worker, the next one goes on from there.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, Subquery
from django.utils import timezone

from catalog.models import MeasuredPeriod, Measurement, Monitor, OutputPort, ServiceLevelObjective
from catalog.service_levels.judge import Verdict
from catalog.service_levels.slo.installing import install_objectives
from catalog.service_levels.slo.promised import is_about_reads
from catalog.service_levels.slo.standing import stand
from catalog.service_levels.slo.timeline import Point, Tally, tallies
from catalog.service_levels.slo.windows import day_before, day_bounds, hour_bounds

Grain, Indicator = MeasuredPeriod.Grain, Monitor.Indicator
# What depends on the clock is measured every time; what depends on the data alone holds as long as the data does.
BY_THE_CLOCK = (Indicator.FRESHNESS, Indicator.AVAILABILITY, Indicator.RETENTION, Indicator.INCIDENTS)
ROUNDS = 3  # so many rounds of measuring may be missed before it is unknown how such a promise stands
LONGEST_HOLD = timedelta(days=7)
OVERLAP = timedelta(hours=1)  # what was being measured while it was rolled up is in the next time
STEP = timedelta(days=7)  # how much time one transaction puts together
WRITTEN = ["kept", "at_risk", "broken", "unknown", "least", "most", "mean", "last"]
BATCH = 1_000
_VERDICTS = {one.value: one for one in Verdict}


def roll_up(port_id: int, now: datetime | None = None) -> int:
    """Put together everything measured of a port until now; answers how many periods were written."""
    now = (now or timezone.now()).replace(microsecond=0)
    written = 0
    _insist_on_objectives(port_id)
    while True:
        with transaction.atomic():
            periods, done = _roll_on(port_id, now)
        written += periods
        if done:
            return written


def roll_up_again(port_id: int, since: datetime) -> None:
    """Measurements of the past came late: put everything since then together anew, the next time.

    As far as measurements are kept; what was forgotten is not counted again.
    """
    since = max(since, raw_since(timezone.now()))
    ServiceLevelObjective.objects.filter(port=port_id, rolled_up_to__gt=since).update(rolled_up_to=since)
    ServiceLevelObjective.objects.filter(port=port_id, measured_from__gt=since).update(measured_from=None)


def left_behind() -> list[int]:
    """The ports that were not rolled up for longer than measuring them takes to come round."""
    recent = timezone.now() - timedelta(minutes=settings.MEASURE_MINUTES)
    measurable = Monitor.objects.filter(port=OuterRef("pk"), active=True, unmeasurable="", measured_at__isnull=False)
    rolled = ServiceLevelObjective.objects.filter(port=OuterRef("pk"), active=True, rolled_up_to__gte=recent)
    shown = OutputPort.objects.offered().filter(product__status__in=["published", "deprecated"])
    return list(shown.filter(Exists(measurable)).exclude(Exists(rolled)).order_by("pk").values_list("pk", flat=True))


def hold_of(indicator: str) -> timedelta:
    """For how long a measurement says how a promise stands, where no other one comes."""
    if indicator in BY_THE_CLOCK:
        return min(timedelta(minutes=settings.MEASURE_MINUTES) * ROUNDS, LONGEST_HOLD)
    return LONGEST_HOLD


def raw_since(now: datetime) -> datetime:
    """The midnight since which all measurements are still there; nothing before it is ever put together anew."""
    return day_before(timezone.localtime(now), max(settings.MEASUREMENT_DAYS, 31))


def hours_since(now: datetime) -> datetime:
    """The midnight since which hours are kept; before it there are days."""
    return day_before(timezone.localtime(now), max(settings.HOURLY_DAYS, 4))


def _insist_on_objectives(port_id: int) -> None:
    """Promises that were made before there were objectives get theirs."""
    monitors = list(Monitor.objects.filter(port=port_id, active=True, unmeasurable="").select_related("contract"))
    rules = set(ServiceLevelObjective.objects.filter(port=port_id, active=True).values_list("rule", flat=True))
    if monitors and {one.rule for one in monitors} - rules:
        port = OutputPort.objects.get(pk=port_id)
        install_objectives(port, monitors[0].contract, monitors)


def _roll_on(port_id: int, now: datetime) -> tuple[int, bool]:
    """Take the objectives of a port one step on; how many periods were written, and whether all have come to now."""
    objectives = list(
        ServiceLevelObjective.objects.select_for_update().filter(port=port_id, active=True).order_by("pk")
    )
    series = _series(port_id)
    _begin(port_id, objectives)
    measured = [one for one in objectives if one.measured_from and one.measured_from <= now and one.rule in series]
    if not measured:
        return 0, True
    starts = {one.pk: _start(one, now) for one in measured}
    first = min(starts.values())
    until = min(first + STEP, now)
    points = _points(series, first, until)
    periods: list[MeasuredPeriod] = []
    for one in measured:
        if starts[one.pk] >= until:
            continue
        said, hold = points.get(one.rule, []), series[one.rule].hold
        periods += _periods(one, said, hold, starts[one.pk], until, now)
        one.rolled_up_to, one.state_now = until, _state_at(said, int(until.timestamp()), hold).value
    MeasuredPeriod.objects.bulk_create(
        periods,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["objective", "grain", "begins_at"],
        update_fields=WRITTEN,
    )
    if until < now:
        ServiceLevelObjective.objects.bulk_update(measured, ["rolled_up_to", "measured_from", "state_now"])
    else:
        stand(objectives, now)
    return len(periods), until == now


@dataclass(frozen=True)
class _Series:
    """The monitors of one rule across versions of the contract, and how to read what they measured."""

    hold: timedelta
    about_reads: bool
    monitors: tuple[int, ...]


def _series(port_id: int) -> dict[str, _Series]:
    found = Monitor.objects.filter(port=port_id).order_by("pk").values_list("pk", "rule", "indicator", "unit")
    series: dict[str, _Series] = {}
    for pk, rule, indicator, unit in found:
        before = series[rule].monitors if rule in series else ()
        series[rule] = _Series(hold_of(indicator), is_about_reads(indicator, unit), (*before, pk))
    return series


def _begin(port_id: int, objectives: Iterable[ServiceLevelObjective]) -> None:
    """Since when each was measured, where that is not known yet."""
    new = {one.rule: one for one in objectives if one.measured_from is None}
    if not new:
        return
    first = Measurement.objects.filter(monitor__port=port_id, monitor__rule__in=new).order_by()
    for rule, at in first.values_list("monitor__rule").annotate(Min("measured_at")):
        new[rule].measured_from = at.replace(microsecond=0)


def _start(one: ServiceLevelObjective, now: datetime) -> datetime:
    """The midnight from which on everything is put together: that of the day in which it stopped the last time."""
    since = one.measured_from if one.rolled_up_to is None else min(one.rolled_up_to, now) - OVERLAP
    return day_before(timezone.localtime(max(since, one.measured_from)))


def _points(series: dict[str, _Series], begins: datetime, ends: datetime) -> dict[str, list[Point]]:
    """By rule: what was measured in this time, and what was said last before it."""
    rules = {monitor: rule for rule, one in series.items() for monitor in one.monitors}
    before = Measurement.objects.filter(monitor=OuterRef("pk"), measured_at__lt=begins).order_by("-measured_at", "-pk")
    last = Monitor.objects.filter(pk__in=rules).annotate(last=Subquery(before.values("pk")[:1])).order_by()
    held = [pk for pk in last.values_list("last", flat=True) if pk]
    found = Measurement.objects.filter(
        Q(monitor__in=rules, measured_at__gte=begins, measured_at__lt=ends) | Q(pk__in=held)
    )
    points: dict[str, list[Point]] = {}
    told = found.order_by("measured_at", "pk").values_list("monitor_id", "measured_at", "status", "value")
    for monitor, at, status, value in told.iterator(chunk_size=10_000):
        rule = rules[monitor]
        state = _answered(value) if series[rule].about_reads else _VERDICTS[status]
        points.setdefault(rule, []).append(Point(int(at.timestamp()), state, value))
    return points


def _answered(value: float | None) -> Verdict:
    """Of a share of reads: was this one answered? The share itself looks back over many days already."""
    if value is None:
        return Verdict.UNKNOWN
    return Verdict.KEPT if value else Verdict.BROKEN


def _state_at(points: list[Point], moment: int, hold: timedelta) -> Verdict:
    held = bool(points) and moment - points[-1].at < hold.total_seconds()
    return points[-1].state if held else Verdict.UNKNOWN


def _periods(one, points, hold, start: datetime, until: datetime, now: datetime) -> Iterator[MeasuredPeriod]:
    """The days, and those hours that are kept and not written yet."""
    begins, ends = max(int(start.timestamp()), int(one.measured_from.timestamp())), int(until.timestamp())
    days = day_bounds(begins, ends, timezone.get_current_timezone())
    hours = [(hour, end) for hour, end in pairwise([*hour_bounds(days, ends), ends]) if end > begins]
    found = tallies(points, [begins, *(end for _hour, end in hours)], int(hold.total_seconds()))
    by_day: dict[int, Tally] = {}
    written = (one.rolled_up_to or start) - OVERLAP
    from_hour = max(written, hours_since(now)).timestamp()
    for (hour, end), tally in zip(hours, found, strict=True):
        day = days[bisect_right(days, hour) - 1]
        by_day[day] = by_day.get(day, Tally()) + tally
        if end > from_hour:
            yield _period(one, Grain.HOUR, hour, tally)
    for day, tally in by_day.items():
        yield _period(one, Grain.DAY, day, tally)


def _period(one: ServiceLevelObjective, grain: str, begins: int, tally: Tally) -> MeasuredPeriod:
    figures = {name: getattr(tally, name) for name in WRITTEN}
    return MeasuredPeriod(objective=one, grain=grain, begins_at=datetime.fromtimestamp(begins, UTC), **figures)
