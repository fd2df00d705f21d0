"""Rows whose values have no counterpart in other data."""

from collections.abc import Sequence

from catalog.warehouses.expressions import DATA, quoted_name
from catalog.warehouses.interface import ColumnType, Way
from catalog.warehouses.reader import Reader

KNOWN = "known"  # what the other data is called
_LIKE = ({"integer", "number"}, {"date", "timestamp"})


def orphans_of(reader: Reader, pairs: Sequence[tuple[Way, Way]]) -> int:
    """Count them, in one join of `data` with what is `known`."""
    ends = [[_place(way) for way in side] for side in zip(*pairs, strict=True)]
    own, other = (reader.describe(_named(places, source)) for places, source in zip(ends, (DATA, KNOWN), strict=True))
    told = [_alike(*both) for both in zip(own, other, strict=True)]
    return reader.number(
        orphans_sql(_named(ends[0], DATA, told), _named(ends[1], KNOWN, told), len(pairs)),
    )


def orphans_sql(own: str, other: str, width: int) -> str:
    """The count, of two SELECTs with columns c0, c1 and so on; as DuckDB and PostgreSQL both have it."""
    filled = " AND ".join(f"own.c{place} IS NOT NULL" for place in range(width))
    same = " AND ".join(f"other.c{place} = own.c{place}" for place in range(width))
    found = f"SELECT 1 FROM ({other}) AS other WHERE {same}"
    return f"SELECT count(*) FROM ({own}) AS own WHERE {filled} AND NOT EXISTS ({found})"


def are_alike(one: str, other: str) -> bool:
    """Can values of these logical types be compared as they are?"""
    return one == other or any({one, other} <= kinds for kinds in _LIKE)


def _alike(own: ColumnType, other: ColumnType) -> bool:
    return are_alike(own.logical_type, other.logical_type)


def _place(way: Way) -> str:
    return ".".join(quoted_name(name) for name in way)


def _named(places: Sequence[str], source: str, as_they_are: Sequence[bool] = ()) -> str:
    """A SELECT of these places; those that are not compared as they are, as text."""
    kept = as_they_are or [True] * len(places)
    shown = (place if plain else f"CAST({place} AS VARCHAR)" for place, plain in zip(places, kept, strict=True))
    return f"SELECT {', '.join(f'{value} AS c{number}' for number, value in enumerate(shown))} FROM {source}"
