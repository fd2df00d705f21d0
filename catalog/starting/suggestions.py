"""From what was seen of a table to what its contract could promise; each with the figures that suggest it.

Figures are counts and shares. Values are repeated only where a column holds nothing about people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from catalog.starting.classifiers import Finding
from catalog.starting.names import says_identifier, says_measure, says_moment, words_of
from catalog.starting.ranges import first_day, numbers_between

Aspect = Literal["primary-key", "required", "unique", "range", "enum", "classification"]
FEWEST_ROWS = 20  # fewer rows suggest nothing but their types
MOST_VALUES = 25  # of an enumeration
ROWS_PER_VALUE = 5  # on average; a list that nearly every row adds to is none
LONGEST_VALUE = 60  # characters
NAMES_SHOWN = 4


@dataclass(frozen=True)
class ColumnFacts:
    """What was seen of one column. `values` are all its values with their counts, where there are few of them."""

    name: str
    logical_type: str
    nulls: int
    blanks: int
    distinct: int | None
    minimum: object = None
    maximum: object = None
    longest: int | None = None
    values: tuple[tuple[object, int], ...] = ()
    finding: Finding | None = None


@dataclass(frozen=True)
class TableFacts:
    """What was seen of a table: its rows, its columns, and the columns that tell its rows apart."""

    rows: int
    columns: tuple[ColumnFacts, ...]
    key: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """One thing that the contract could say of a column; of the table as a whole where `column` is empty."""

    aspect: Aspect
    column: str
    value: Any
    why: str
    evidence: dict[str, Any] = field(default_factory=dict)


def suggest(table: TableFacts) -> list[Suggestion]:
    """Everything that the data suggests, in the order in which a person would decide it."""
    classified = [found for column in table.columns for found in _classification(column)]
    if table.rows < FEWEST_ROWS:
        return classified
    found = [*_key(table)]
    for column in table.columns:
        in_key = column.name in table.key
        found += [*([] if in_key else _required(column, table.rows)), *_unique(column, table)]
        found += [*_range(column, in_key), *_enum(column, table.rows, in_key)]
    return [*found, *classified]


def needs_values(column: ColumnFacts, rows: int) -> bool:
    """Is it worth asking for all values of a column? None of one about people are ever asked for."""
    if column.finding or column.distinct is None or column.logical_type != "string":
        return False
    few = 2 <= column.distinct <= MOST_VALUES and column.distinct * ROWS_PER_VALUE <= rows - column.nulls
    grows = _tells_things_apart(column) or says_moment(column.name)
    return few and (column.longest or 0) <= LONGEST_VALUE and not column.blanks and not grows


def _tells_things_apart(column: ColumnFacts) -> bool:
    """An identifier grows with the data: what is there now is no list of what may be."""
    return says_identifier(column.name) and "code" not in words_of(column.name)


def _key(table: TableFacts) -> Iterator[Suggestion]:
    if not table.key:
        return
    evidence = {"rows": table.rows, "columns": list(table.key)}
    if len(table.key) == 1:
        why = f"All {table.rows:,} rows have a value of {table.key[0]}, and no two have the same."
    else:
        why = f"No two of {table.rows:,} rows agree in {_listed(table.key)}, and no fewer of these tell all rows apart."
    yield Suggestion("primary-key", "", list(table.key), why, evidence)


def _required(column: ColumnFacts, rows: int) -> Iterator[Suggestion]:
    if column.nulls or column.blanks:
        return
    yield Suggestion("required", column.name, True, f"None of {rows:,} rows is without it.", {"rows": rows, "nulls": 0})


def _unique(column: ColumnFacts, table: TableFacts) -> Iterator[Suggestion]:
    filled = table.rows - column.nulls
    exact = column.logical_type in ("string", "integer") and not says_measure(column.name)
    alone_in_key = table.key == (column.name,)
    if alone_in_key or not exact or column.distinct != filled or filled < FEWEST_ROWS:
        return
    if column.logical_type == "integer" and not says_identifier(column.name):
        return
    evidence = {"values": filled, "distinct": column.distinct}
    yield Suggestion("unique", column.name, True, f"All {filled:,} values are different.", evidence)


def _range(column: ColumnFacts, in_key: bool) -> Iterator[Suggestion]:
    if column.finding or says_identifier(column.name):
        return
    low, high = column.minimum, column.maximum
    if column.logical_type in ("integer", "number"):
        if in_key or not _is_number(low) or not _is_number(high):
            return
        bounds = numbers_between(column.name, low, high, whole=column.logical_type == "integer")  # type: ignore[arg-type]
        if bounds:
            why = f"All values lie between {_shown(low)} and {_shown(high)}."
            value = {"minimum": bounds[0], "maximum": bounds[1]}
            yield Suggestion("range", column.name, value, why, {"minimum": low, "maximum": high})
    elif column.logical_type in ("date", "timestamp") and isinstance(low, str) and (day := first_day(low)):
        why = f"The earliest value is {low[:10]}."
        yield Suggestion("range", column.name, {"minimum": day}, why, {"minimum": low[:10]})


def _enum(column: ColumnFacts, rows: int, in_key: bool) -> Iterator[Suggestion]:
    if not column.values or not needs_values(column, rows):
        return
    values = [value for value, _times in column.values]
    spelled_twice = len({str(value).lower() for value in values}) < len(values)  # "US" and "us": not agreed yet
    if len(values) != column.distinct or spelled_twice:
        return
    filled = rows - column.nulls
    why = f"All {filled:,} values are one of these {len(values)}."
    counts = [[value, times] for value, times in column.values]
    yield Suggestion("enum", column.name, sorted(values, key=str), why, {"values": filled, "counts": counts})


def _classification(column: ColumnFacts) -> Iterator[Suggestion]:
    found = column.finding
    if found is None:
        return
    evidence = {
        "kind": found.kind,
        "matched": found.matched,
        "looked_at": found.looked_at,
        "by_name": found.by_name,
        "mask": found.mask,
    }
    yield Suggestion("classification", column.name, found.classification, found.why, evidence)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"


def _listed(names: Sequence[str]) -> str:
    shown = names if len(names) <= NAMES_SHOWN else [*names[: NAMES_SHOWN - 1], "others"]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
