"""What a SELECT makes, open for questions: how full, how different, how far its values reach, and a few of them.

The figures are of the raw result. Values that are asked for are for the machine to look at; whoever shows or keeps
them must know that they belong to nobody's secrets.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

from catalog.warehouses.expressions import DATA, is_text, quoted_name
from catalog.warehouses.interface import ColumnFigures, ColumnType, Inspection
from catalog.warehouses.plain import plain
from catalog.warehouses.reader import Reader

ORDERED = ("integer", "number", "timestamp", "date", "time", "string", "boolean")
FIGURES = 6  # per column: values, blanks, distinct values, minimum, maximum, longest text
AT_ONCE = 8  # columns whose distinct values are counted in one query: each of them takes memory
SEED = 7  # of samples, so that the same data is looked at twice the same way


class OpenTable(Inspection):
    """One table of the lakehouse, open for questions as long as the reader behind it is."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @cached_property
    def columns(self) -> tuple[ColumnType, ...]:
        """The columns, in order, with their types."""
        return self._reader.describe(f"SELECT * FROM {DATA}")

    @cached_property
    def rows(self) -> int:
        """How many rows there are."""
        return self._reader.number(f"SELECT count(*) FROM {DATA}")

    def figures(self) -> list[ColumnFigures]:
        """Every column in figures, in one scan."""
        asked = [figure for column in self.columns for figure in _figures(column)]
        if not asked:
            return []
        found = self._reader.one(f"SELECT {_numbered(asked)} FROM {DATA}")
        slices = (found[start : start + FIGURES] for start in range(0, len(found), FIGURES))
        return [_told(column, self.rows, one) for column, one in zip(self.columns, slices, strict=True)]

    def distinct(self, columns: Sequence[str]) -> dict[str, int]:
        """How many different values each of these columns has, counted and not estimated."""
        counted: dict[str, int] = {}
        for start in range(0, len(columns), AT_ONCE):
            some = columns[start : start + AT_ONCE]
            found = self._reader.one(
                f"SELECT {_numbered(f'count(DISTINCT {quoted_name(name)})' for name in some)} FROM {DATA}"
            )
            counted |= dict(zip(some, map(int, found), strict=True))
        return counted

    def is_unique(self, columns: Sequence[str]) -> bool:
        """Do these columns together tell all rows apart?"""
        names = ", ".join(map(quoted_name, columns))
        return self._reader.number(f"SELECT count(*) FROM (SELECT 1 FROM {DATA} GROUP BY {names})") == self.rows

    def values(self, column: str, most: int) -> list[tuple[object, int]]:
        """The most frequent values of a column, each with how often it comes; of equals the smaller first."""
        name = quoted_name(column)
        sample = self._reader.sample(
            f"SELECT {name}, count(*) AS times FROM {DATA} WHERE {name} IS NOT NULL "
            f"GROUP BY {name} ORDER BY times DESC, {name} LIMIT {most:d}"
        )
        return [(plain(value), int(times)) for value, times in sample.rows]

    def sample(self, rows: int) -> list[tuple[str | None, ...]]:
        """Some rows, all values as text; the same ones each time. Lists and maps are left out as nothing."""
        shown = ", ".join(_as_text(column) for column in self.columns)
        drawn = f"(SELECT * FROM {DATA} USING SAMPLE reservoir({rows:d} ROWS) REPEATABLE ({SEED}))"
        return list(self._reader.sample(f"SELECT {shown} FROM {drawn}").rows)


def _figures(column: ColumnType) -> tuple[str, ...]:
    name = quoted_name(column.name)
    ordered = column.logical_type in ORDERED
    text = is_text(column)
    reaches = ordered and not text
    return (
        f"count({name})",
        f"count(*) FILTER (trim(CAST({name} AS VARCHAR)) = '')" if text else "0",
        f"approx_count_distinct({name})" if ordered else "NULL",
        f"min({name})" if reaches else "NULL",
        f"max({name})" if reaches else "NULL",
        f"max(length(CAST({name} AS VARCHAR)))" if text else "NULL",
    )


def _numbered(expressions: Iterable[str]) -> str:
    return ", ".join(f"{one} AS {quoted_name(str(place))}" for place, one in enumerate(expressions))


def _told(column: ColumnType, rows: int, figures: Sequence) -> ColumnFigures:
    values, blanks, distinct, minimum, maximum, longest = figures
    return ColumnFigures(
        name=column.name,
        physical_type=column.physical_type,
        logical_type=column.logical_type,
        nulls=rows - values,
        blanks=blanks,
        distinct=None if distinct is None else min(distinct, values),
        minimum=plain(minimum),
        maximum=plain(maximum),
        longest=longest,
    )


def _as_text(column: ColumnType) -> str:
    name = quoted_name(column.name)
    return f"CAST({name} AS VARCHAR) AS {name}" if column.logical_type in ORDERED else f"NULL AS {name}"
