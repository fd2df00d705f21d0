"""A table in figures, from one scan."""

from typing import Any

from catalog.warehouses.expressions import DATA, quoted_name
from catalog.warehouses.interface import ColumnStatistics, ColumnType, Statistics
from catalog.warehouses.plain import plain
from catalog.warehouses.reader import Reader

ORDERED = ("integer", "number", "timestamp", "date", "time", "string", "boolean")
AVERAGED = ("integer", "number")
FIGURES = 5  # per column: values, distinct values, minimum, maximum, mean


def statistics_of(reader: Reader) -> Statistics:
    """Row count, and per column the nulls, the distinct values (estimated), the extremes and the mean."""
    columns = reader.describe(f"SELECT * FROM {DATA}")
    figures = [figure for column in columns for figure in _figures(column)]
    named = ", ".join(f"{figure} AS {quoted_name(str(place))}" for place, figure in enumerate(["count(*)", *figures]))
    rows, *values = reader.one(f"SELECT {named} FROM {DATA}")
    slices = [values[start : start + FIGURES] for start in range(0, len(values), FIGURES)]
    return Statistics(rows, tuple(_column(column, rows, *one) for column, one in zip(columns, slices, strict=True)))


def _figures(column: ColumnType) -> tuple[str, ...]:
    name = quoted_name(column.name)
    ordered, averaged = column.logical_type in ORDERED, column.logical_type in AVERAGED
    finite = f" FILTER (isfinite({name}))" if column.physical_type in ("DOUBLE", "FLOAT") else ""
    return (
        f"count({name})",
        f"approx_count_distinct({name})" if ordered else "NULL",
        f"min({_extreme(name, column)})" if ordered else "NULL",
        f"max({_extreme(name, column)})" if ordered else "NULL",
        f"avg({name}){finite}" if averaged else "NULL",
    )


def _extreme(name: str, column: ColumnType) -> str:
    """Dates as DuckDB writes them: it knows years and infinities that Python's do not."""
    return f"{name}::VARCHAR" if column.physical_type == "JSON" else name


def _column(
    column: ColumnType, rows: int, values: int, distinct: int | None, minimum: Any, maximum: Any, mean: Any
) -> ColumnStatistics:
    return ColumnStatistics(
        name=column.name,
        nulls=rows - values,
        null_share=(rows - values) / rows if rows else None,
        distinct=None if distinct is None else min(distinct, values),
        minimum=plain(minimum),
        maximum=plain(maximum),
        mean=plain(mean),
    )
