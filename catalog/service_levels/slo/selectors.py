"""Objectives, and what was measured over time, as pages and the API show them; each in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from catalog.models import DataProduct, MeasuredPeriod, Measurement, Monitor, OutputPort, ServiceLevelObjective
from catalog.service_levels.judge import Verdict
from catalog.service_levels.slo import budget
from catalog.service_levels.slo.budget import Spent
from catalog.service_levels.slo.standing import spent_by
from catalog.service_levels.slo.windows import day_before

HOURLY_UNTIL = 7  # so many days are shown by hour
YOUNG = timedelta(days=2)
MOST_YOUNG = 5_000
SECONDS = ("kept", "at_risk", "broken", "unknown")
STATES = tuple(Monitor.Status.values)
FIGURES = ("begins_at", *SECONDS, "least", "mean", "most", "last")


@dataclass(frozen=True)
class Standing:
    """How an objective stands, in the figures that people ask for."""

    objective: ServiceLevelObjective | None

    @cached_property
    def spent(self) -> Spent:
        """The seconds of its window."""
        return spent_by(self.objective) if self.objective else Spent()

    @property
    def attained(self) -> float | None:
        """The share of the window in which it was kept, in per cent."""
        share = budget.attainment(self.spent)
        return None if share is None else 100 * share

    @property
    def unknown_share(self) -> float:
        """The share of the window of which nothing is known, in per cent."""
        return 100 * self.spent.unknown / self.spent.elapsed if self.spent.elapsed else 0

    @property
    def allowed(self) -> float:
        """The error budget of the window, in seconds."""
        return budget.budget(self.spent, float(self.objective.percent)) if self.objective else 0

    @property
    def left(self) -> float | None:
        """What is left of the error budget, in per cent; below 0 when overdrawn, None where there never was any."""
        if self.objective is None or not self.spent.elapsed:
            return None
        share = budget.budget_left(self.spent, float(self.objective.percent))
        return None if share is None else 100 * share


@dataclass(frozen=True)
class Promise(Standing):
    """One promise, with its objective where it can be measured."""

    monitor: Monitor


def promises_of(port: OutputPort) -> list[Promise]:
    """Every promise of a port, with its objective: two queries."""
    monitors = Monitor.objects.filter(port=port, active=True).order_by("indicator", "column", "name")
    objectives = {one.rule: one for one in ServiceLevelObjective.objects.filter(port=port, active=True)}
    return [Promise(objectives.get(monitor.rule), monitor) for monitor in monitors]


def grain_for(days: int) -> str:
    """Hours for a few days, days for many."""
    return MeasuredPeriod.Grain.HOUR if days <= HOURLY_UNTIL else MeasuredPeriod.Grain.DAY


def since_day(days: int, now: datetime | None = None) -> datetime:
    """The midnight with which so many days begin, today being the last."""
    return day_before(timezone.localtime(now or timezone.now()), days - 1)


def periods(objectives: Iterable[int], *, grain: str, since: datetime) -> QuerySet[MeasuredPeriod]:
    """What was put together of these objectives since then, in the order of time."""
    found = MeasuredPeriod.objects.filter(objective__in=list(objectives), grain=grain, begins_at__gte=since)
    return found.filter(begins_at__lte=timezone.now()).order_by("begins_at", "objective_id")


def is_young(objective: ServiceLevelObjective) -> bool:
    """Was its promise measured for so short a time that hours and days would hardly make a curve?"""
    known = objective.measured_from is not None and objective.rolled_up_to is not None
    return known and objective.measured_from >= timezone.now() - YOUNG


def measured_lately(port: OutputPort, rules: Iterable[str]) -> QuerySet[Measurement]:
    """Rule, moment and value of every measurement of promises that are young, in the order of time."""
    found = Measurement.objects.filter(
        monitor__port=port, monitor__rule__in=list(rules), measured_at__gte=timezone.now() - YOUNG
    )
    return found.order_by("measured_at", "pk").values_list("monitor__rule", "measured_at", "value")[:MOST_YOUNG]


@dataclass(frozen=True)
class Level:
    """Many objectives as one: how many are in which state, and how much of all promised time was kept."""

    kept: int = 0
    at_risk: int = 0
    broken: int = 0
    unknown: int = 0
    spent: Spent = Spent()
    broken_now: int = 0
    known_until: datetime | None = None

    @property
    def total(self) -> int:
        """All of them."""
        return self.kept + self.at_risk + self.broken + self.unknown

    @property
    def attained(self) -> float | None:
        """The share of all promised time that was kept, in per cent."""
        share = budget.attainment(self.spent)
        return None if share is None else 100 * share

    @property
    def worst(self) -> str:
        """The state of all in one word."""
        found = {"broken": self.broken, "at_risk": self.at_risk, "kept": self.kept}
        return next((state for state, count in found.items() if count), Verdict.UNKNOWN.value)

    def __add__(self, other: "Level") -> "Level":
        """Both together."""
        moments = [moment for moment in (self.known_until, other.known_until) if moment]
        return Level(
            *(getattr(self, state) + getattr(other, state) for state in STATES),
            spent=Spent(
                good=self.spent.good + other.spent.good,
                broken=self.spent.broken + other.spent.broken,
                unknown=self.spent.unknown + other.spent.unknown,
            ),
            broken_now=self.broken_now + other.broken_now,
            known_until=max(moments, default=None),
        )


def levels_by(objectives: QuerySet[ServiceLevelObjective], *by: str) -> dict[tuple, Level]:
    """These objectives as one for each value of some fields, in one query that answers with a row for each."""
    counts = {f"in_{status}": Count("pk", filter=Q(status=status)) for status in STATES}
    sums = {f"of_{state}": Sum(state) for state in SECONDS}
    broken_now = Count("pk", filter=Q(state_now=Monitor.Status.BROKEN))
    rows = objectives.order_by().values(*by).annotate(now=broken_now, until=Max("rolled_up_to"), **counts, **sums)
    return {
        tuple(row[name] for name in by): Level(
            *(row[f"in_{status}"] for status in STATES),
            spent=Spent(
                good=(row["of_kept"] or 0) + (row["of_at_risk"] or 0),
                broken=row["of_broken"] or 0,
                unknown=row["of_unknown"] or 0,
            ),
            broken_now=row["now"],
            known_until=row["until"],
        )
        for row in rows
    }


def objectives_for(products: QuerySet[DataProduct]) -> QuerySet[ServiceLevelObjective]:
    """The objectives in force of these products."""
    return ServiceLevelObjective.objects.in_force().filter(port__product__in=products)


def together(levels: Iterable[Level]) -> Level:
    """Many as one."""
    return sum(levels, Level())


def days_of(days: int, now: datetime | None = None) -> list[datetime]:
    """The midnights of the last days, the earliest first."""
    first = since_day(days, now)
    return [day_before(first, -place) for place in range(days)]


def kept_share(kept: int, at_risk: int, broken: int) -> float | None:
    """Of the time of which something is known, the share that was kept, in per cent."""
    known = kept + at_risk + broken
    return 100 * (kept + at_risk) / known if known else None


def until_of(begins: datetime, grain: str) -> datetime:
    """When a period ends."""
    return begins + timedelta(hours=1) if grain == MeasuredPeriod.Grain.HOUR else day_before(begins, -1)
