"""Proof that a consumer sees what the policy says: the very file the consumer would get, held against the raw data."""

from collections.abc import Iterator, Sequence

from catalog.spec import MaskSpec
from catalog.warehouses.errors import ViewNotFit
from catalog.warehouses.expressions import (
    DATA,
    HIDDEN,
    REDACTED,
    ViewProblem,
    checked,
    condition_of,
    is_text,
    quoted_name,
    quoted_text,
)
from catalog.warehouses.interface import AccessCheck, ColumnType, Limits, View, Warehouse
from catalog.warehouses.layout import Layout
from catalog.warehouses.reader import Reader, reading

SEEN = "seen"
MOST_ROWS = 100_000  # of the consumer's file are looked at; rows are always counted whole


def verify(
    warehouse: Warehouse,
    layout: Layout,
    location: str,
    view: View,
    *,
    all_columns: Sequence[str],
    limits: Limits,
) -> list[AccessCheck]:
    """Export the view as its consumer would, and compare: columns, rows, and every mask."""
    visible = warehouse.count(location, view)
    with warehouse.export(location, view, format="parquet", limit=MOST_ROWS) as export:
        tables = {DATA: layout.existing(location), SEEN: export.path}
        with reading(tables, limits=limits, scratch=layout.scratch) as reader:
            return compare(reader, view, visible, all_columns)


def compare(reader: Reader, view: View, visible: int, all_columns: Sequence[str]) -> list[AccessCheck]:
    """Hold the rows that were `seen`, and how many are `visible`, against the raw `data`.

    Raises ViewNotFit.
    """
    try:
        return list(_checks(reader, view, visible, all_columns))
    except ViewProblem as problem:
        raise ViewNotFit(reason=str(problem)) from None


def _checks(reader: Reader, view: View, visible: int, all_columns: Sequence[str]) -> Iterator[AccessCheck]:
    raw = {column.name.lower(): column for column in reader.describe(f"SELECT * FROM {DATA}")}
    seen = tuple(column.name for column in reader.describe(f"SELECT * FROM {SEEN}"))
    yield _columns(view, seen, all_columns)
    yield _rows(reader, view, tuple(raw.values()), visible)
    if view.row_filter:
        yield _filter(reader, view, tuple(raw.values()))
    shown = {name.lower() for name in view.columns}
    for mask in view.masks:
        if mask.column.lower() in shown:
            yield _mask(reader, mask, raw[mask.column.lower()], view, tuple(raw.values()))


def _columns(view: View, seen: tuple[str, ...], all_columns: Sequence[str]) -> AccessCheck:
    agreed = [name.lower() for name in seen] == [name.lower() for name in view.columns]
    hidden = len(all_columns) - len(seen)
    return AccessCheck("columns", agreed, f"{len(seen)} of {len(all_columns)} columns can be read, {hidden} cannot.")


def _rows(reader: Reader, view: View, columns: tuple[ColumnType, ...], visible: int) -> AccessCheck:
    condition = condition_of(view, columns)
    total, fitting = reader.one(f"SELECT count(*), count(*) FILTER ({condition}) FROM {DATA}")
    handed = reader.number(f"SELECT count(*) FROM {SEEN}")
    agreed = visible == fitting and handed == min(fitting, MOST_ROWS)
    return AccessCheck("rows", agreed, f"{visible} of {total} rows can be read, {fitting} fit the row filter.")


def _filter(reader: Reader, view: View, columns: tuple[ColumnType, ...]) -> AccessCheck:
    """Filtered rows are absent from the file: looked up there, where the filter's columns are all seen unmasked."""
    masked = {mask.column.lower() for mask in view.masks}
    plain = tuple(name for name in view.columns if name.lower() not in masked)
    try:
        condition = checked(view.row_filter, plain, boolean=True)
    except ViewProblem:
        kept = reader.number(f"SELECT count(*) FROM {DATA} WHERE {condition_of(view, columns)}")
        handed = reader.number(f"SELECT count(*) FROM {SEEN}")
        told = f"{handed} rows were read, {kept} fit a filter over columns that cannot be seen as they are."
        return AccessCheck("row filter", handed == min(kept, MOST_ROWS), told)
    stray = reader.number(f"SELECT count(*) FROM {SEEN} WHERE ({condition}) IS NOT TRUE")
    return AccessCheck("row filter", stray == 0, f"{stray} rows were read that the filter excludes.")


def _mask(
    reader: Reader, mask: MaskSpec, column: ColumnType, view: View, columns: tuple[ColumnType, ...]
) -> AccessCheck:
    """No value may be other than the mask leaves it."""
    name = f"mask {mask.method} on {column.name}"
    if mask.method == "expression":
        return _expression(reader, name, mask, column, view, columns)
    values = reader.number(f"SELECT count({quoted_name(column.name)}) FROM {SEEN}")
    broken = reader.number(f"SELECT count(*) FROM {SEEN} WHERE {_unmasked(mask, column)}")
    return AccessCheck(name, broken == 0, f"{values} values were read, {broken} of them not masked.")


def _unmasked(mask: MaskSpec, column: ColumnType) -> str:
    """The condition that finds a value which the mask should have changed."""
    name = quoted_name(column.name)
    numeric = column.logical_type in ("integer", "number")
    match mask.method:
        case "hash":
            raw = f"SELECT CAST({name} AS VARCHAR) FROM {DATA} WHERE {name} IS NOT NULL"
            return f"NOT regexp_full_match({name}, '[0-9a-f]{{64}}') OR {name} IN ({raw})"
        case "partial":
            dot, kept = quoted_text(HIDDEN), int(mask.size or 0)
            return f"{name} <> '' AND (right({name}, 1) <> {dot} OR length(rtrim({name}, {dot})) > {kept})"
        case "redact" if is_text(column):
            return f"{name} IS DISTINCT FROM {quoted_text(REDACTED)}"
        case "year" if column.logical_type in ("date", "timestamp"):
            return f"isfinite({name}) AND {name} <> date_trunc('year', {name})"
        case "year" if is_text(column):
            return f"NOT regexp_full_match({name}, '[0-9]{{4}}-01-01')"
        case "bucket" if numeric and (mask.size or 0) > 0:
            return _off_the_grid(name, column, mask)
        case _:
            return f"{name} IS NOT NULL"


def _off_the_grid(name: str, column: ColumnType, mask: MaskSpec) -> str:
    """Not a multiple of the width; floating numbers may miss one by rounding."""
    if column.physical_type in ("DOUBLE", "FLOAT"):
        steps = f"({name} / {mask.size})"
        return f"isfinite({name}) AND abs({steps} - round({steps})) > 1e-6 * greatest(1, abs({steps}))"
    return f"{name} % {mask.size} <> 0"


def _expression(
    reader: Reader, name: str, mask: MaskSpec, column: ColumnType, view: View, columns: tuple[ColumnType, ...]
) -> AccessCheck:
    """Every value was made by the expression, and the expression changes at least one (or there is none)."""
    quoted = quoted_name(column.name)
    expression = checked(mask.expression or "", tuple(one.name for one in columns))
    kept = f"FROM {DATA} WHERE {condition_of(view, columns)}"
    made = f"SELECT CAST({expression} AS VARCHAR) {kept}"
    stray = reader.number(
        f"SELECT count(*) FROM (SELECT CAST({quoted} AS VARCHAR) AS value FROM {SEEN}) "
        f"WHERE value IS NOT NULL AND value NOT IN (SELECT made FROM ({made}) AS m(made) WHERE made IS NOT NULL)"
    )
    changes = f"CAST({quoted} AS VARCHAR) IS DISTINCT FROM CAST({expression} AS VARCHAR)"
    values, changed = reader.one(f"SELECT count({quoted}), count(*) FILTER ({changes}) {kept}")
    told = f"{stray} values were read that the expression does not make; it changes {changed} of {values} values."
    return AccessCheck(name, stray == 0 and (changed > 0 or values == 0), told)
