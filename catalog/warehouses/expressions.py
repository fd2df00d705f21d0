"""A consumer's view of a table as DuckDB SQL: columns, masks and row filter.

The filter looks at raw values and is applied before any mask. A mask that does not fit a column's type shows nothing
rather than something. A hash is SHA-256 over the installation's secret salt and the value as text: the same value gives
the same hash in every port, so that joins work, and nobody without the salt can look values up.
"""

from collections.abc import Callable, Mapping

from sqlglot import parse_one

from catalog.spec import MaskSpec
from catalog.spec.sql import check_expression
from catalog.warehouses.interface import ColumnType, View

DATA = "data"
HIDDEN = "•"
REDACTED = "***"
TEXT_TYPES = ("VARCHAR", "JSON", "ENUM", "UUID", "BIT")


class ViewProblem(ValueError):
    """A view that does not fit the columns that are there."""


def quoted_name(name: str) -> str:
    """An identifier as SQL."""
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """A text as SQL.

    >>> quoted_text("O'Hare")
    "'O''Hare'"
    """
    return "'" + text.replace("'", "''") + "'"


def select_of(view: View, columns: tuple[ColumnType, ...], *, salt: str) -> str:
    """The SELECT over the table `data` that shows exactly this view.

    Raises ViewProblem when a column is missing, a mask is not known, or an expression is not harmless.
    """
    types = {column.name.lower(): column for column in columns}
    masks = {mask.column.lower(): mask for mask in view.masks}
    shown = ", ".join(_shown(_column(name, types), masks.get(name.lower()), types, salt) for name in view.columns)
    if not shown:
        raise ViewProblem("It shows no column.")
    return f"SELECT {shown} FROM (SELECT * FROM {DATA} WHERE {condition_of(view, columns)})"


def condition_of(view: View, columns: tuple[ColumnType, ...]) -> str:
    """The row filter as a condition over raw columns; true when there is none.

    Raises ViewProblem when it is not a harmless expression.
    """
    if not view.row_filter.strip():
        return "true"
    return f"({checked(view.row_filter, tuple(column.name for column in columns), boolean=True)})"


def checked(expression: str, columns: tuple[str, ...], *, boolean: bool = False) -> str:
    """An expression that was checked, written anew from what the check has read.

    Raises ViewProblem when it is not harmless.
    """
    if problems := check_expression(expression, columns, boolean=boolean):
        raise ViewProblem(problems[0].message)
    return parse_one(expression, dialect="duckdb").sql(dialect="duckdb", comments=False)


def masked(mask: MaskSpec, column: ColumnType, names: tuple[str, ...], *, salt: str) -> str:
    """The SQL expression that stands in for a masked column.

    Raises ViewProblem when the method is not known or its expression not harmless.
    """
    if mask.method == "expression":
        return checked(mask.expression or "", names)
    if mask.method not in MASKS:
        raise ViewProblem(f"There is no mask {mask.method!r}.")
    return MASKS[mask.method](quoted_name(column.name), column, mask, salt)


def is_text(column: ColumnType) -> bool:
    """Is the column read as text?"""
    return column.physical_type.partition("(")[0] in TEXT_TYPES


def _column(name: str, types: Mapping[str, ColumnType]) -> ColumnType:
    try:
        return types[name.lower()]
    except KeyError:
        raise ViewProblem(f"The data has no column {name!r}.") from None


def _shown(column: ColumnType, mask: MaskSpec | None, types: Mapping[str, ColumnType], salt: str) -> str:
    name = quoted_name(column.name)
    if mask is None:
        return name
    return f"{masked(mask, column, tuple(one.name for one in types.values()), salt=salt)} AS {name}"


def _null(name: str, column: ColumnType, mask: MaskSpec, salt: str) -> str:
    return f"CAST(NULL AS {column.physical_type})"


def _hash(name: str, column: ColumnType, mask: MaskSpec, salt: str) -> str:
    return f"sha256({quoted_text(salt)} || CAST({name} AS VARCHAR))"


def _partial(name: str, column: ColumnType, mask: MaskSpec, salt: str) -> str:
    """The first characters; a value that is not longer than those is hidden whole."""
    kept, text = int(mask.size or 0), f"CAST({name} AS VARCHAR)"
    hidden = f"repeat('{HIDDEN}', length({text})::INTEGER"
    return f"CASE WHEN length({text}) > {kept} THEN left({text}, {kept}) || {hidden} - {kept}) ELSE {hidden}) END"


def _redact(name: str, column: ColumnType, mask: MaskSpec, salt: str) -> str:
    """The same for every row, so that not even gaps can be told."""
    return quoted_text(REDACTED) if is_text(column) else _null(name, column, mask, salt)


def _year(name: str, column: ColumnType, mask: MaskSpec, salt: str) -> str:
    """The first of January; a text must begin with a year as ISO 8601 writes it."""
    if column.logical_type in ("date", "timestamp"):
        return f"CAST(date_trunc('year', {name}) AS {column.physical_type})"
    if is_text(column):
        text = f"CAST({name} AS VARCHAR)"
        return f"CASE WHEN regexp_matches({text}, '^[0-9]{{4}}(-|$)') THEN left({text}, 4) || '-01-01' END"
    return _null(name, column, mask, salt)


def _bucket(name: str, column: ColumnType, mask: MaskSpec, salt: str) -> str:
    """The number floored to a multiple of the width."""
    width = mask.size or 0
    if column.logical_type not in ("integer", "number") or width <= 0:
        return _null(name, column, mask, salt)
    if column.physical_type in ("DOUBLE", "FLOAT"):
        floored = f"floor({name} / {width}) * {width}"
    else:
        wide = f"CAST({name} AS {column.physical_type if column.logical_type == 'number' else 'HUGEINT'})"
        floored = f"{wide} - (({wide} % {width}) + {width}) % {width}"
    return f"TRY_CAST({floored} AS {column.physical_type})"


MASKS: Mapping[str, Callable[[str, ColumnType, MaskSpec, str], str]] = {
    "null": _null,
    "hash": _hash,
    "partial": _partial,
    "redact": _redact,
    "year": _year,
    "bucket": _bucket,
}
