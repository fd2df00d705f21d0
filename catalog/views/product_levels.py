"""What the service level part of a product's page shows."""

from itertools import groupby

from catalog.incidents.selectors import of_product as incidents_of
from catalog.models import DataProduct, Monitor, OutputPort
from catalog.observers.selectors import beside
from catalog.service_levels.policies import may_attest
from catalog.service_levels.selectors import WORST_FIRST, is_in_words, series
from catalog.views.attest_form import AttestForm

MOST_MONITORS = 300
MOST_INCIDENTS = 30
MOST_POINTS = 400
DAYS = (7, 30, 90)
_PLACE = {status.value: place for place, status in enumerate(WORST_FIRST)}


def levels_page(
    request,
    product: DataProduct,
    ports: list[OutputPort],
    *,
    monitor: str | None = None,
    form: AttestForm | None = None,
) -> dict:
    """The promises of every port, one of them over time, and incidents; a fixed number of queries."""
    by_key = {port.pk: port for port in ports}
    monitors = Monitor.objects.filter(active=True, port__in=ports)
    monitors = list(monitors.order_by("port__position", "port_id", "indicator", "column", "name")[:MOST_MONITORS])
    outside = beside(ports)
    chosen = _chosen(monitors, outside, monitor or request.GET.get("monitor"))
    days = next((days for days in DAYS if str(days) == request.GET.get("days")), 30)
    return {
        "groups": [
            (by_key[pk], sorted(group, key=lambda one: _PLACE[one.status]))
            for pk, group in groupby(monitors, key=lambda one: one.port_id)
        ],
        "chosen": chosen,
        "chosen_port": by_key[chosen.port_id] if chosen else None,
        "attesting": (form or AttestForm()) if chosen and chosen.active and is_in_words(chosen) else None,
        "may_attest": may_attest(request.user, product),
        "series": _drawable(chosen, days) if chosen else None,
        "days": days,
        "day_choices": [
            {"label": n, "url": f"?monitor={chosen.pk}&days={n}#over-time", "active": n == days} for n in DAYS
        ]
        if chosen
        else [],
        "incidents": list(incidents_of(product)[:MOST_INCIDENTS]),
        "outside": outside,
    }


def _chosen(monitors: list[Monitor], outside: list[Monitor], asked: str | None) -> Monitor | None:
    """What the address names, a promise or what others measured; else the worst promise that has a number."""
    named = next((one for one in (*monitors, *outside) if str(one.pk) == asked), None)
    numbers = [one for one in monitors if one.value is not None]
    return named or min(numbers, key=lambda one: _PLACE[one.status], default=None)


def _drawable(monitor: Monitor, days: int) -> dict | None:
    """The measurements with the line that was promised; None where nothing was measured in numbers."""
    told = series(monitor, days=days)
    points = [[round(point.at.timestamp()), point.value] for point in told.points[-MOST_POINTS:]]
    if not any(value is not None for _at, value in points):
        return None
    return {
        "label": monitor.name,
        "unit": monitor.unit,
        "points": points,
        "objective": told.lines[0] if len(told.lines) == 1 else None,
        "objective_label": monitor.objective_text,
    }
