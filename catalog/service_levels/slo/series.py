"""What was measured of a port over time, as rows: for files, and for the API."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from catalog.models import Monitor, OutputPort, ServiceLevelObjective
from catalog.service_levels.slo.selectors import FIGURES, SECONDS, kept_share, periods

HEADING = [
    *("rule", "promise", "indicator", "column", "objective", "unit", "begins_at"),
    *("kept_seconds", "at_risk_seconds", "broken_seconds", "unknown_seconds", "kept_percent"),
    *("least", "mean", "most", "last"),
]


class Rows:
    """Hours or days of the promises of a port, one row each, as `HEADING` names them: two queries, and one for a slice.

    `indicator` and `rule` narrow them.
    """

    def __init__(self, port: OutputPort, *, grain: str, since: datetime, indicator: str = "", rule: str = "") -> None:
        told = Monitor.objects.filter(port=port, active=True)
        if indicator:
            told = told.filter(indicator=indicator)
        if rule:
            told = told.filter(rule=rule)
        named = ("rule", "name", "indicator", "column", "objective_text", "unit")
        self._promises = {row[0]: row for row in told.values_list(*named)}
        rules = ServiceLevelObjective.objects.filter(port=port, rule__in=self._promises, active=True)
        self._objectives = dict(rules.values_list("pk", "rule"))
        found = periods(self._objectives, grain=grain, since=since)
        self._found = found.values_list("objective_id", *FIGURES)

    def __iter__(self) -> Iterator[list]:
        return map(self._row, self._found.iterator(chunk_size=2_000))

    def __getitem__(self, part: slice) -> list[list]:
        return [self._row(found) for found in self._found[part]]

    def _row(self, found: tuple) -> list:
        pk, begins, *figures = found
        seconds, values = figures[: len(SECONDS)], figures[len(SECONDS) :]
        share = kept_share(*seconds[:3])
        percent = None if share is None else round(share, 3)
        return [
            *self._promises[self._objectives[pk]],
            timezone.localtime(begins).isoformat(),
            *seconds,
            percent,
            *values,
        ]


def as_map(row: list) -> dict[str, Any]:
    """Such a row with its names."""
    return dict(zip(HEADING, row, strict=True))
