"""The figures of a port that are taken at every build, and how they are read from what the build noted. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite
from typing import Any

from catalog.service_levels.anomalies import Floor, Taken


@dataclass(frozen=True)
class Figure:
    """A kind of figure: its unit, by how much it may always move, and whether only more of it is unusual."""

    key: str
    unit: str
    floor: Floor
    of_column: bool = True
    only_more: bool = False


VOLUME = Figure("volume", "rows", Floor(part=0.01), of_column=False)
INTERVAL = Figure("interval", "h", Floor(part=0.1), of_column=False, only_more=True)
NULLS = Figure("nulls", "%", Floor(part=0.01, least=0.5))
DISTINCT = Figure("distinct", "%", Floor(part=0.02, least=0.5))  # the number of values is an estimate
MEAN = Figure("mean", "", Floor(part=0.01))
FIGURES = {one.key: one for one in (VOLUME, INTERVAL, NULLS, DISTINCT, MEAN)}

Key = tuple[str, str]  # figure and column; a figure of the table has no column


@dataclass(frozen=True)
class Build:
    """One build as it was noted: `columns` are the figures of its columns, by their names in small letters."""

    pk: int
    at: datetime
    rows: int
    columns: Mapping[str, Mapping[str, Any]]


def columns_in(statistics: Any) -> dict[str, Mapping[str, Any]]:
    """The figures of columns in what a snapshot keeps."""
    told = statistics.get("columns") if isinstance(statistics, dict) else None
    return {str(one.get("name", "")).lower(): one for one in told or () if isinstance(one, dict)}


def value_of(key: Key, build: Build, before: Build | None) -> float | None:
    """One figure of one build; None where there is none, as the mean of an empty column, or of one with infinities."""
    figure, column = key
    if figure == VOLUME.key:
        return float(build.rows)
    if figure == INTERVAL.key:
        return (build.at - before.at) / timedelta(hours=1) if before else None
    return _of_column(figure, build.columns.get(column.lower(), {}), build.rows)


def _of_column(figure: str, noted: Mapping[str, Any], rows: int) -> float | None:
    if figure == MEAN.key:
        return _number(noted.get("mean"))
    nulls = _number(noted.get("nulls"))
    if nulls is None or not rows:
        return None
    if figure == NULLS.key:
        return 100 * nulls / rows
    distinct, filled = _number(noted.get("distinct")), rows - nulls
    return None if distinct is None or not filled else 100 * min(distinct / filled, 1)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if isfinite(value) else None


def taken(key: Key, builds: Sequence[Build], said: Mapping[tuple[int, str, str], str]) -> list[Taken]:
    """A figure over all builds, the oldest first, with what was said about its values."""
    return [
        Taken(build.at, value_of(key, build, before), said.get((build.pk, *key), ""))
        for before, build in zip([None, *builds], builds, strict=False)
    ]
