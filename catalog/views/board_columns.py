"""How the columns of a port changed from build to build: gaps, distinct values, mean."""

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog.models import Column, OutputPort, Snapshot
from catalog.views.product_schema import discretion

MOST_BUILDS = 90
MOST_COLUMNS = 300


def columns_over_builds(request, port: OutputPort) -> dict:
    """The columns to choose from, and the figures of the one that was asked for."""
    columns = {one.name: one for one in columns_of(port)}
    column = columns.get(request.GET.get("column", ""))
    keep = [(key, value) for key in ("days", "show") for value in request.GET.getlist(key)[:20]]
    return {
        "choices": [
            {"label": name, "url": f"?{urlencode([*keep, ('column', name)])}#columns", "active": one is column}
            for name, one in columns.items()
        ],
        "name": column.name if column else "",
        "charts": _charts(request.user, port, column) if column else [],
        "csv": f"?{urlencode({'column': column.name})}" if column else "",
    }


def columns_of(port: OutputPort) -> QuerySet[Column]:
    """The columns of the contract in force, as far as a page can offer them."""
    return Column.objects.filter(contract=port.contract_id).order_by("position", "pk")[:MOST_COLUMNS]


def builds_of(person, port: OutputPort, column: Column) -> list[dict]:
    """The figures of one column in each build that is known, the earliest first; no mean of what is not for all."""
    hidden = discretion(person, port).hides(column)
    found = Snapshot.objects.filter(port=port).order_by("-built_at", "-pk")
    builds = []
    for built_at, rows, statistics in found.values_list("built_at", "rows", "statistics")[:MOST_BUILDS]:
        known = next((one for one in (statistics or {}).get("columns", ()) if one.get("name") == column.name), None)
        if known is not None:
            share = known.get("null_share")
            builds.append(
                {
                    "built_at": built_at,
                    "rows": rows,
                    "empty": None if share is None else round(100 * share, 3),
                    "distinct": known.get("distinct"),
                    "mean": None if hidden else _number(known.get("mean")),
                }
            )
    return builds[::-1]


def _charts(person, port: OutputPort, column: Column) -> list[dict]:
    builds = builds_of(person, port, column)
    told = [
        ("empty", _("Cells without a value"), "%"),
        ("distinct", _("Different values"), ""),
        ("mean", _("Mean"), ""),
    ]
    return [
        {
            "key": key,
            "series": {
                "label": f"{label}: {column.name}",
                "unit": unit,
                "points": [[round(build["built_at"].timestamp()), build[key]] for build in builds],
                "objective": None,
                "objective_label": "",
            },
            "label": label,
            "last": builds[-1][key],
            "unit": unit,
        }
        for key, label, unit in told
        if any(build[key] is not None for build in builds)
    ]


def _number(value) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
