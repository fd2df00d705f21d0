"""Service levels as pages and the API show them, each in a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from catalog.models import Breach, DataProduct, Incident, Measurement, Monitor, OutputPort

# The worst first: what a summary of several is called.
WORST_FIRST = [Monitor.Status.BROKEN, Monitor.Status.AT_RISK, Monitor.Status.KEPT, Monitor.Status.UNKNOWN]
MOST_POINTS = 2000


@dataclass(frozen=True)
class Board:
    """One port with its promises, and its incidents that are open."""

    port: OutputPort
    monitors: list[Monitor]
    incidents: list[Incident]

    @property
    def counts(self) -> dict[str, int]:
        """How many promises are in which state."""
        found = Counter(monitor.status for monitor in self.monitors)
        return {status.value: found.get(status.value, 0) for status in WORST_FIRST}

    @property
    def worst(self) -> str:
        """The state of the port in one word."""
        return next((status for status, count in self.counts.items() if count), Monitor.Status.UNKNOWN.value)

    @property
    def pillars(self) -> list[tuple[str, str, list[Monitor]]]:
        """Indicator, its worst state and its promises, in the order of the indicators."""
        return [
            (indicator.value, worst_of(one.status for one in found), found)
            for indicator in Monitor.Indicator
            if (found := [one for one in self.monitors if one.indicator == indicator.value])
        ]


@dataclass(frozen=True)
class Point:
    """One measurement in a series."""

    at: datetime
    value: float | None
    status: str
    text: str


@dataclass(frozen=True)
class Series:
    """A promise over time: its points, the lines of its objective (none, one, or two), and its incidents."""

    monitor: Monitor
    points: list[Point]
    lines: list[float]
    incidents: list[Incident]


def worst_of(statuses: Iterable[str]) -> str:
    """The state of several promises in one word.

    >>> worst_of(["kept", "unknown"]), worst_of(["kept", "broken"]), worst_of([])
    ('kept', 'broken', 'unknown')
    """
    found = set(statuses)
    return next((status.value for status in WORST_FIRST if status.value in found), Monitor.Status.UNKNOWN.value)


def is_in_words(monitor: Monitor) -> bool:
    """Is it a promise that a person has to attest? Every other quality rule has an objective, or cannot be measured."""
    return "/quality/" in monitor.rule and not monitor.unmeasurable and not monitor.objective


def boards_of(product: DataProduct) -> list[Board]:
    """Every port of the published version with its promises and open incidents: three queries."""
    ports = list(OutputPort.objects.offered().filter(product=product).order_by("position", "name"))
    monitors = list(
        Monitor.objects.filter(port__in=ports, active=True)
        .select_related("port")
        .order_by("indicator", "column", "name")
    )
    incidents = list(Incident.objects.open().filter(port__in=ports).select_related("monitor", "port__product"))
    return [
        Board(
            port,
            [monitor for monitor in monitors if monitor.port_id == port.pk],
            [incident for incident in incidents if incident.port_id == port.pk],
        )
        for port in ports
    ]


def service_levels_of(product: DataProduct) -> dict:
    """The promises of a product's ports as the API tells them, in one query."""
    monitors = Monitor.objects.filter(port__product=product, port__offered=True, active=True)
    ordered = monitors.select_related("port").order_by("port__position", "port__name", "indicator", "column", "name")
    return {"results": [_told(monitor) for monitor in ordered]}


def _told(monitor: Monitor) -> dict:
    return {
        "port": monitor.port.name,
        "port_id": monitor.port_id,
        "indicator": monitor.indicator,
        "name": monitor.name,
        "rule": monitor.rule,
        "column": monitor.column,
        "dimension": monitor.dimension,
        "objective": monitor.objective or None,
        "objective_text": monitor.objective_text,
        "value": monitor.value,
        "value_text": monitor.value_text,
        "unit": monitor.unit,
        "status": monitor.status,
        "detail": monitor.detail,
        "unmeasurable": monitor.unmeasurable,
        "measured_at": monitor.measured_at,
    }


def series(monitor: Monitor, *, days: int = 30) -> Series:
    """A promise over the last days, across versions of its contract: two queries."""
    since = timezone.now() - timedelta(days=days)
    same = {"monitor__port": monitor.port_id, "monitor__rule": monitor.rule}
    newest = Measurement.objects.filter(**same, measured_at__gte=since).order_by("-measured_at")[:MOST_POINTS]
    points = [Point(one.measured_at, one.value, one.status, one.value_text) for one in reversed(newest)]
    broke = Breach.objects.filter(**same).values("incident")
    incidents = list(Incident.objects.filter(pk__in=broke).exclude(resolved_at__lt=since).order_by("opened_at"))
    return Series(monitor, points, _lines(monitor.objective), incidents)


def _lines(objective: dict) -> list[float]:
    value = objective.get("value")
    values = value if isinstance(value, list) else [value]
    return [float(one) for one in values if isinstance(one, int | float) and not isinstance(one, bool)]


def status_counts(products: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many promises of each product are in which state, in one query, for cards and walls."""
    told = (
        Monitor.objects.filter(port__product__in=list(products), port__offered=True, active=True)
        .values("port__product", "status")
        .annotate(count=Count("pk"))
        .order_by()
    )
    counts: dict[int, dict[str, int]] = {}
    for each in told:
        counts.setdefault(each["port__product"], {})[each["status"]] = each["count"]
    return counts
