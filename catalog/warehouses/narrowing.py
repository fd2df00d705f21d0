"""Less than a policy shows, and more: what was left out for one consumer, and which masks are lifted for them. Pure.

A narrowing only ever takes away: it chooses among the columns that a view has, and adds a condition to its row filter.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalog.warehouses.interface import View


class NarrowingNotFit(ValueError):
    """What was chosen is not there any more, so nothing can be shown."""


@dataclass(frozen=True)
class Narrowing:
    """Only these columns (all, when empty), and only rows whose columns have one of the values named."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.columns or self.rows)

    @property
    def condition(self) -> str:
        """The rows as a condition; values are compared as text.

        >>> Narrowing(rows=(("country", ("US", "D'E")),)).condition
        '(CAST("country" AS VARCHAR) IN (\\'US\\', \\'D\\'\\'E\\'))'
        """
        return " AND ".join(
            f"(CAST({_name(column)} AS VARCHAR) IN ({', '.join(map(_text, values))}))" for column, values in self.rows
        )


WHOLE = Narrowing()


@dataclass(frozen=True)
class Given:
    """What the access of one consumer makes of what the policy shows: less, and masked columns as they are."""

    less: Narrowing = WHOLE
    plain: tuple[str, ...] = ()


def unmasked(view: View, plain: Collection[str]) -> View:
    """The view with these columns as they are; its rows and its other masks stay.

    >>> from catalog.spec import MaskSpec
    >>> unmasked(View(("a", "b"), (MaskSpec("a", "hash"), MaskSpec("b", "hash"))), ["A"]).masks
    (MaskSpec(column='b', method='hash', size=None, expression=''),)
    """
    if not plain:
        return view
    shown = {name.lower() for name in plain}
    return replace(view, masks=tuple(mask for mask in view.masks if mask.column.lower() not in shown))


def narrowed(view: View, narrowing: Narrowing, *, columns: Collection[str]) -> View:
    """The view with less; `columns` are those that really lie in the data.

    Raises NarrowingNotFit where no column is left, or a column that rows are chosen by is not there.
    """
    if not narrowing:
        return view
    there = {name.lower() for name in columns}
    if gone := [column for column, _values in narrowing.rows if column.lower() not in there]:
        raise NarrowingNotFit(", ".join(gone))
    kept = {name.lower() for name in narrowing.columns}
    shown = tuple(name for name in view.columns if not kept or name.lower() in kept)
    if not shown:
        raise NarrowingNotFit(", ".join(narrowing.columns))
    conditions = [f"({one})" for one in (view.row_filter.strip(), narrowing.condition) if one]
    row_filter = " AND ".join(conditions) if narrowing.rows else view.row_filter
    return replace(view, columns=shown, row_filter=row_filter)


def both(first: Narrowing, second: Narrowing) -> Narrowing:
    """Only what both let through.

    >>> both(Narrowing(("a", "b")), Narrowing(("b", "c"))).columns
    ('b',)
    """
    columns = first.columns or second.columns
    if first.columns and second.columns:
        kept = {name.lower() for name in second.columns}
        columns = tuple(name for name in first.columns if name.lower() in kept)
    rows = dict(first.rows)
    for column, values in second.rows:
        known = next((name for name in rows if name.lower() == column.lower()), column)
        rows[known] = tuple(each for each in rows[known] if each in values) if known in rows else values
    return Narrowing(columns, tuple(rows.items()))


def is_empty(narrowing: Narrowing, before: Sequence[Narrowing]) -> bool:
    """Would nothing be left of what several let through: no column, or no value that rows could have?"""
    named = [one for one in (*before, narrowing) if one.columns]
    together = WHOLE
    for one in (*before, narrowing):
        together = both(together, one)
    return bool(named and not together.columns) or any(not values for _column, values in together.rows)


def as_json(narrowing: Narrowing) -> dict[str, Any]:
    """As it is kept; nothing where nothing is left out."""
    told: dict[str, Any] = {}
    if narrowing.columns:
        told["columns"] = list(narrowing.columns)
    if narrowing.rows:
        told["rows"] = {column: list(values) for column, values in narrowing.rows}
    return told


def from_json(told: Mapping[str, Any] | None) -> Narrowing:
    """What was kept.

    >>> from_json(as_json(Narrowing(("a",), (("b", ("1",)),)))) == Narrowing(("a",), (("b", ("1",)),))
    True
    """
    told = told or {}
    rows = tuple((column, tuple(values)) for column, values in (told.get("rows") or {}).items())
    return Narrowing(tuple(told.get("columns") or ()), rows)


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
