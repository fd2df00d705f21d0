"""How objectives stand: from the days and hours that are rolled up to the figures that pages and walls show."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, Sum
from django.utils import timezone

from catalog.models import MeasuredPeriod, ServiceLevelObjective
from catalog.service_levels.judge import Verdict
from catalog.service_levels.slo import budget
from catalog.service_levels.slo.budget import BURN_HOURS, LONG, MIDDLE, SHORT, Spent
from catalog.service_levels.slo.windows import HOUR, day_before, window_at

SHOWN = [
    *("status", "kept", "at_risk", "broken", "unknown", "ahead", "burn_short", "burn_middle", "burn_long"),
    *("state_now", "measured_from", "rolled_up_to"),
]


def stand(objectives: Sequence[ServiceLevelObjective], now: datetime) -> None:
    """Work out anew how these objectives stand, and write it down; a query for each kind of window, and one for hours.

    Call it inside a transaction that holds their rows.
    """
    local = timezone.localtime(now)
    spent = _by_window(objectives, local)
    burnt, watched = _last_hours(objectives, local)
    for one in objectives:
        begins, ends = window_at(one.window, one.days, local)
        found = spent.get(one.pk, {})
        for state in ("kept", "at_risk", "broken", "unknown"):
            setattr(one, state, found.get(f"of_{state}") or 0)
        one.ahead = max(int((ends - local).total_seconds()), 0)
        figures = spent_by(one, burnt=burnt.get(one.pk, {}), watched=watched)
        percent, days = float(one.percent), (ends - begins) / timedelta(days=1)
        if one.window == ServiceLevelObjective.Window.ROLLING:
            days = one.days
        one.status = budget.standing(figures, percent, days).value
        one.burn_short = budget.burn_rate(figures, SHORT, percent)
        one.burn_middle = budget.burn_rate(figures, MIDDLE, percent)
        one.burn_long = budget.burn_rate(figures, LONG, percent)
    ServiceLevelObjective.objects.bulk_update(objectives, SHOWN, batch_size=200)


def spent_by(objective: ServiceLevelObjective, **last_hours) -> Spent:
    """The seconds of an objective's window, as the row has them."""
    return Spent(
        good=objective.kept + objective.at_risk,
        broken=objective.broken,
        unknown=objective.unknown,
        ahead=objective.ahead,
        now=Verdict(objective.state_now),
        **last_hours,
    )


def _by_window(objectives: Sequence[ServiceLevelObjective], local: datetime) -> dict[int, dict]:
    """The days of each one's window, added up."""
    by_begin: dict[datetime, list[int]] = {}
    for one in objectives:
        by_begin.setdefault(window_at(one.window, one.days, local)[0], []).append(one.pk)
    spent: dict[int, dict] = {}
    for begins, keys in by_begin.items():
        days = MeasuredPeriod.objects.filter(
            objective__in=keys, grain=MeasuredPeriod.Grain.DAY, begins_at__gte=begins, begins_at__lte=local
        )
        sums = {f"of_{state}": Sum(state) for state in ("kept", "at_risk", "broken", "unknown")}
        spent |= {row["objective"]: row for row in days.order_by().values("objective").annotate(**sums)}
    return spent


def _last_hours(objectives: Sequence[ServiceLevelObjective], local: datetime) -> tuple[dict, dict[int, int]]:
    """By objective: the broken seconds of the last hours, which are counted from the beginning of an hour on."""
    midnight = day_before(local)
    hour = midnight + timedelta(seconds=(local - midnight).total_seconds() // HOUR * HOUR)
    since = {hours: hour - timedelta(hours=hours) for hours in BURN_HOURS}
    periods = MeasuredPeriod.objects.filter(
        objective__in=[one.pk for one in objectives],
        grain=MeasuredPeriod.Grain.HOUR,
        begins_at__gte=since[LONG],
        begins_at__lte=local,
    )
    sums = {f"of_{hours}": Sum("broken", filter=Q(begins_at__gte=since[hours])) for hours in BURN_HOURS}
    burnt = {
        row["objective"]: {hours: row[f"of_{hours}"] or 0 for hours in BURN_HOURS}
        for row in periods.order_by().values("objective").annotate(**sums)
    }
    return burnt, {hours: int((local - since[hours]).total_seconds()) for hours in BURN_HOURS}
