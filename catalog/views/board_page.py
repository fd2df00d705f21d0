"""What the board of a port shows: every promise with its objective, over time, by day, and the columns over builds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Incident, MeasuredPeriod, Monitor, OutputPort, ServiceLevelObjective
from catalog.service_levels.selectors import WORST_FIRST, worst_of
from catalog.service_levels.slo.promised import is_about_reads
from catalog.service_levels.slo.rolling import hold_of
from catalog.service_levels.slo.selectors import (
    Promise,
    days_of,
    grain_for,
    is_young,
    kept_share,
    measured_lately,
    periods,
    promises_of,
    since_day,
)
from catalog.service_levels.slo.services import plain_percent
from catalog.views.board_columns import columns_over_builds
from catalog.views.span_words import span_words
from marketplace.foundation.policies import Answer
from marketplace.foundation.templatetags.look import tone

DAYS = (7, 30, 90)
MOST_INCIDENTS = 50
MOST_ROWS = 40  # of the heat map; the worst are the first
# The four that every port is watched by, and what else its contract promises.
PILLARS = (Monitor.Indicator.FRESHNESS, Monitor.Indicator.VOLUME, Monitor.Indicator.SCHEMA, Monitor.Indicator.QUALITY)
OTHERS = tuple(indicator for indicator in Monitor.Indicator if indicator not in PILLARS)
_PLACE = {status.value: place for place, status in enumerate(WORST_FIRST)}


@dataclass(frozen=True)
class Shown:
    """One promise as a row says it."""

    promise: Promise
    url: str
    chosen: bool

    @property
    def percent(self) -> str:
        """For which part of the window it is to be kept, without what says nothing."""
        return plain_percent(self.promise.objective.percent) if self.promise.objective else ""

    @property
    def window(self) -> str:
        """Over which window."""
        one = self.promise.objective
        if one.window != ServiceLevelObjective.Window.ROLLING:
            return str(one.get_window_display())
        return ngettext("%(n)s day", "%(n)s days", one.days) % {"n": one.days}

    @property
    def burn_rates(self) -> tuple[float | None, ...]:
        """Over the last hour, six hours and three days."""
        one = self.promise.objective
        return (one.burn_short, one.burn_middle, one.burn_long)

    @property
    def now(self) -> str:
        """The tone of its state now."""
        return tone(self.promise.monitor.status)

    @property
    def over(self) -> str:
        """The tone of its state over the window."""
        return tone(self.promise.objective.status) if self.promise.objective else ""

    @property
    def budget_words(self) -> str:
        """What is left of the error budget, as a share and as time."""
        left = self.promise.left
        if left is None:
            return ""
        allowed = self.promise.allowed
        spare = allowed - self.promise.spent.broken
        if spare < 0:
            return _("overdrawn by %(time)s") % {"time": span_words(-spare)}
        return _("%(left)s %% (%(time)s)") % {"left": round(left), "time": span_words(spare)}

    @property
    def budget_share(self) -> int:
        """The same from 0 to 100, for a meter."""
        return round(min(max(self.promise.left or 0, 0), 100))


@dataclass(frozen=True)
class Drawn:
    """What is drawn under every heading: the promise, and by objective its curve over so many days."""

    chosen: dict[str, Promise]
    series: dict[int, dict]
    days: int
    slug: str
    may_set: bool


def board_page(request, port: OutputPort, *, may_set: Answer) -> dict:
    """The board; a fixed number of queries, however much was measured."""
    days = next((days for days in DAYS if str(days) == request.GET.get("days")), 30)
    promises = promises_of(port)
    wanted = {int(key) for key in request.GET.getlist("show")[:20] if key.isascii() and key.isdigit() and len(key) < 19}
    chosen = _chosen(promises, wanted)
    incidents = _incidents(port, since_day(days))
    drawn = Drawn(chosen, _series(port, chosen.values(), days, incidents), days, port.product.slug, bool(may_set))
    by_indicator: dict[str, list[Promise]] = {}
    for promise in promises:
        by_indicator.setdefault(promise.monitor.indicator, []).append(promise)
    keep = [("show", key) for key in sorted(wanted)]
    return {
        "days": days,
        "day_choices": [{"label": n, "url": f"?{urlencode([*keep, ('days', n)])}", "active": n == days} for n in DAYS],
        "pillars": [
            _pillar(indicator, by_indicator.get(indicator, []), drawn)
            for indicator in (*PILLARS, *OTHERS)
            if indicator in PILLARS or indicator in by_indicator
        ],
        "heat": _heat(promises, days),
        "incidents": incidents,
        "columns": columns_over_builds(request, port),
        "known_until": max((one.objective.rolled_up_to for one in promises if _rolled(one)), default=None),
    }


def _rolled(promise: Promise) -> bool:
    return promise.objective is not None and promise.objective.rolled_up_to is not None


def _worst_first(promise: Promise) -> tuple:
    """By how it stands over its window, then by how it stands now; what has no number comes last."""
    over = promise.objective.status if promise.objective else Monitor.Status.UNKNOWN
    return (_PLACE[over], _PLACE[promise.monitor.status], promise.monitor.value is None, promise.monitor.pk)


def _chosen(promises: list[Promise], wanted: set[int]) -> dict[str, Promise]:
    """Under each heading the promise that is drawn: the one that was asked for, else the worst that has numbers."""
    chosen: dict[str, Promise] = {}
    for promise in sorted(
        promises, key=lambda one: (one.monitor.pk not in wanted, one.monitor.value is None, *_worst_first(one))
    ):
        chosen.setdefault(promise.monitor.indicator, promise)
    return chosen


def _pillar(indicator: str, promises: list[Promise], drawn: Drawn) -> dict:
    told = Monitor.Indicator(indicator)
    chosen, days = drawn.chosen, drawn.days
    promise = chosen.get(indicator)
    objective = promise.objective if promise else None
    others = [one.monitor.pk for key, one in chosen.items() if key != indicator]
    rows = [
        Shown(
            one,
            "?" + urlencode([("show", pk) for pk in (*others, one.monitor.pk)] + [("days", days)]) + f"#{told.value}",
            one is promise,
        )
        for one in sorted(promises, key=_worst_first)
    ]
    return {
        "key": told.value,
        "label": told.label,
        "state": worst_of(one.monitor.status for one in promises),
        "rows": rows,
        "chosen": next((row for row in rows if row.chosen), None),
        "series": drawn.series.get(objective.pk) if objective else None,
        "change_url": reverse("catalog:objective", args=[drawn.slug, objective.pk]) if objective else "",
        "change": drawn.may_set and objective is not None and objective.source != ServiceLevelObjective.Source.CONTRACT,
        "csv": f"?{urlencode({'days': days, 'indicator': told.value})}",
    }


def _incidents(port: OutputPort, since: datetime) -> list[Incident]:
    lately = Incident.objects.filter(Q(resolved_at=None) | Q(resolved_at__gte=since), port=port)
    return list(lately.select_related("monitor").order_by("-opened_at")[:MOST_INCIDENTS])


def _series(port: OutputPort, chosen: Iterable[Promise], days: int, incidents: list[Incident]) -> dict[int, dict]:
    """By objective, what the drawing needs: hours or days, and of what is new every measurement; two queries."""
    drawn = {one.objective.pk: one for one in chosen if one.objective}
    points: dict[int, list] = {pk: [] for pk in drawn}
    young = {one.objective.rule: pk for pk, one in drawn.items() if is_young(one.objective)}
    older = [pk for pk in drawn if pk not in young.values()]
    found = periods(older, grain=grain_for(days), since=since_day(days))
    for pk, begins, mean in found.values_list("objective_id", "begins_at", "mean"):
        points[pk].append([int(begins.timestamp()), mean])
    for rule, at, value in measured_lately(port, young):
        points[young[rule]].append([int(at.timestamp()), value])
    for pk in young.values():
        until, hold = int(drawn[pk].objective.rolled_up_to.timestamp()), hold_of(drawn[pk].monitor.indicator)
        if points[pk] and points[pk][-1][0] < until <= points[pk][-1][0] + hold.total_seconds():
            points[pk].append([until, points[pk][-1][1]])  # what was measured last holds
    return {
        pk: _drawable(drawn[pk], told, incidents)
        for pk, told in points.items()
        if any(value is not None for _at, value in told)
    }


def _drawable(promise: Promise, points: list, incidents: list[Incident]) -> dict:
    monitor = promise.monitor
    value = objective_line(monitor)
    return {
        "label": monitor.name,
        "unit": monitor.unit,
        "points": points,
        "objective": value,
        "objective_label": monitor.objective_text,
        "marks": [
            {
                "from": int(one.opened_at.timestamp()),
                "to": int((one.resolved_at or timezone.now()).timestamp()),
                "label": one.title,
            }
            for one in incidents
            if one.monitor is None or one.monitor.rule == monitor.rule
        ],
    }


def objective_line(monitor: Monitor) -> float | None:
    """Where the line of the objective lies; None where there is no one such value."""
    value = (monitor.objective or {}).get("value")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if is_about_reads(monitor.indicator, monitor.unit) and monitor.objective["operator"].startswith("mustBeLess"):
        return 100 - value  # measurements say how many reads were answered, the promise how many may not be
    return float(value)


def _heat(promises: list[Promise], days: int) -> dict | None:
    """Which share of each day a promise was kept; the worst promises first."""
    shown = [one for one in sorted(promises, key=_worst_first) if _rolled(one)][:MOST_ROWS]
    if not shown:
        return None
    rows = {one.objective.pk: place for place, one in enumerate(shown)}
    midnights = days_of(days)
    columns = {day.astimezone(UTC): place for place, day in enumerate(midnights)}
    found = periods(rows, grain=MeasuredPeriod.Grain.DAY, since=midnights[0])
    cells = []
    for pk, begins, *seconds in found.values_list("objective_id", "begins_at", "kept", "at_risk", "broken"):
        place = columns.get(begins)
        share = kept_share(*seconds)
        if place is not None and share is not None:
            cells.append([place, rows[pk], round(share, 1)])
    return {
        "label": _("Share of each day in which a promise was kept, in per cent"),
        "columns": [f"{day:%d %b}" for day in midnights],
        "rows": [_row_label(one.monitor) for one in shown],
        "cells": cells,
        "plain": True,
        "more": len(promises) - len(shown),
    }


def _row_label(monitor: Monitor) -> str:
    if monitor.column and monitor.column not in monitor.name:
        return f"{monitor.name} ({monitor.column})"
    return monitor.name
