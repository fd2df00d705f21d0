"""What a Parquet file tells about itself: exact figures of aggregates that need not be worked out by reading it.

Every file of the lakehouse is written by DuckDB, which notes rows, gaps, minima and maxima of every row group, and says
whether those are exact. It notes no minimum and no maximum where a column holds NaN, which nothing is less than.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from catalog.warehouses.errors import ReadFailed
from catalog.warehouses.expressions import DATA, quoted_name, quoted_text
from catalog.warehouses.interface import ColumnType
from catalog.warehouses.reader import Reader

# A row group that has gaps only has neither minimum nor maximum, and takes nothing from the others'.
_BOUNDS = "bool_and(stats_min_value IS NOT NULL AND stats_max_value IS NOT NULL AND min_is_exact AND max_is_exact)"
_LOOK = f"""
SELECT path_in_schema, count(stats_null_count) = count(*), sum(stats_null_count)::BIGINT,
       coalesce({_BOUNDS} FILTER (stats_null_count < num_values), false),
       list(stats_min_value) FILTER (stats_null_count < num_values),
       list(stats_max_value) FILTER (stats_null_count < num_values)
FROM parquet_metadata(?)
GROUP BY path_in_schema HAVING count(*) = count(DISTINCT row_group_id)
"""
_NESTED = ("STRUCT", "MAP", "UNION", "VARIANT", "GEOMETRY")
_ORDERED = (
    *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "FLOAT", "DOUBLE"),
    *("DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"),
)
_COMPARED = (exp.LT, exp.LTE, exp.GT, exp.GTE)


@dataclass(frozen=True)
class ColumnNotes:
    """One column as the file notes it; `bounds` are SQL, and are missing where the file does not say them exactly."""

    nulls: int
    bounds: tuple[str, str] | None


@dataclass(frozen=True)
class Notes:
    """A file as it notes itself."""

    rows: int
    columns: Mapping[str, ColumnNotes]


def notes_of(reader: Reader, path: str) -> Notes:
    """What the file that is read as `data` tells about itself, without reading a row."""
    types = {column.name: column for column in reader.describe(f"SELECT * FROM {DATA}") if not _is_nested(column)}
    columns = {}
    for name, counted, nulls, exact, lows, highs in reader.rows(_LOOK, path):
        if name in types and counted:
            columns[name] = ColumnNotes(nulls, _bounds(types[name], lows, highs) if exact else None)
    return Notes(reader.number(f"SELECT count(*) FROM {DATA}"), columns)


def with_notes(reader: Reader, expressions: dict[str, str], notes: Notes) -> dict[str, str]:
    """The expressions with what is known put in where it stood; one without an aggregate needs no row any more."""
    trees = {key: tree for key, sql in expressions.items() if (tree := _read(sql)) and not tree.find(exp.Query)}
    truths = _answers(reader, dict.fromkeys(sql for tree in trees.values() for sql in _questions(tree, notes)))
    filled = {key: _filled_in(tree, notes, truths) for key, tree in trees.items()}
    return expressions | {key: tree.sql("duckdb") for key, tree in filled.items() if tree != trees[key]}


def needs_rows(sql: str) -> bool:
    """Is there something left in an expression that only rows can tell?"""
    tree = _read(sql)
    return tree is None or tree.find(exp.AggFunc, exp.Column, exp.Anonymous, exp.Query) is not None


def _read(sql: str) -> exp.Expr | None:
    try:
        return parse_one(sql, dialect="duckdb")
    except SqlglotError:
        return None


def _is_nested(column: ColumnType) -> bool:
    return column.physical_type.endswith("]") or column.physical_type.partition("(")[0] in _NESTED


def _bounds(column: ColumnType, lows: list[str] | None, highs: list[str] | None) -> tuple[str, str] | None:
    kind = column.physical_type
    if not lows or not highs or not (kind in _ORDERED or kind.startswith("DECIMAL")):
        return None
    named = [", ".join(f"CAST({quoted_text(one)} AS {kind})" for one in dict.fromkeys(ends)) for ends in (lows, highs)]
    return f"least({named[0]})", f"greatest({named[1]})"


def _answers(reader: Reader, questions: Iterable[str]) -> dict[str, bool | None]:
    """Each with yes, no, or nothing where a value is compared that the column cannot be compared with."""
    asked = list(questions)
    if not asked:
        return {}
    try:
        return dict(zip(asked, reader.one("SELECT " + ", ".join(f"({sql})" for sql in asked)), strict=True))
    except ReadFailed:
        if len(asked) == 1:
            return {asked[0]: None}
        return {sql: answer for each in asked for sql, answer in _answers(reader, [each]).items()}


def _questions(tree: exp.Expr, notes: Notes) -> Iterator[str]:
    """What must be known of the bounds before they can stand in for the rows."""
    for node in tree.find_all(exp.AggFunc):
        if compared := _compared(node, notes):
            yield from compared[1:]
        elif moment := _moment(node, notes):
            yield moment[1]


def _filled_in(tree: exp.Expr, notes: Notes, truths: Mapping[str, bool | None]) -> exp.Expr:
    return tree.transform(lambda node: _known(node, notes, truths) or node if isinstance(node, exp.AggFunc) else node)


def _known(node: exp.Expr, notes: Notes, truths: Mapping[str, bool | None]) -> exp.Expr | None:
    """What an aggregate amounts to; None where only the rows can tell."""
    if isinstance(node.parent, exp.Filter | exp.Window | exp.WithinGroup):
        return None
    if (count := _counted(node, notes)) is not None:
        return exp.Literal.number(count)
    if compared := _compared(node, notes):
        values, lowest, highest = notes.rows - notes.columns[compared[0]].nulls, *(truths[sql] for sql in compared[1:])
        if values == 0 or (lowest is False and highest is False):
            return exp.Literal.number(0)
        return exp.Literal.number(values) if lowest and highest else None
    if moment := _moment(node, notes):
        return _read(moment[0]) if truths[moment[1]] else None
    return None


def _counted(node: exp.Expr, notes: Notes) -> int | None:
    """COUNT(*), COUNT(column), and how often a column holds nothing."""
    if not isinstance(node, exp.Count) or node.expressions:
        return None
    if isinstance(node.this, exp.Star):
        return notes.rows
    if isinstance(node.this, exp.Column) and node.this.name in notes.columns:
        return notes.rows - notes.columns[node.this.name].nulls
    condition = _condition(node)
    if isinstance(condition, exp.Is) and isinstance(condition.expression, exp.Null):
        column = condition.this
        if isinstance(column, exp.Column) and column.name in notes.columns:
            return notes.columns[column.name].nulls
    return None


def _compared(node: exp.Expr, notes: Notes) -> tuple[str, str, str] | None:
    """COUNT of the rows in which a column is less, or more, than a value: its name, and that asked of its ends."""
    condition = _condition(node)
    if not isinstance(condition, _COMPARED) or not isinstance(condition.this, exp.Column):
        return None
    name = condition.this.name
    bounds = notes.columns[name].bounds if name in notes.columns else None
    if bounds is None or condition.expression.find(exp.Column, exp.Query) is not None:
        return None
    low, high = (f"{end} {_sign(condition)} {condition.expression.sql('duckdb')}" for end in bounds)
    return name, low, high


def _sign(condition: exp.Expr) -> str:
    return {exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}[type(condition)]


def _moment(node: exp.Expr, notes: Notes) -> tuple[str, str] | None:
    """The newest or oldest finite moment of a column: its end as a moment, and whether that is finite."""
    if (
        not isinstance(node, exp.Max | exp.Min)
        or not isinstance(node.this, exp.Case)
        or len(node.this.args["ifs"]) != 1
    ):
        return None
    found = list(node.find_all(exp.Column))
    name = found[0].name if found else ""
    bounds = notes.columns[name].bounds if name in notes.columns else None
    moment = f"TRY_CAST({quoted_name(name)} AS TIMESTAMP)"
    asked = _read(f"CASE WHEN ISFINITE({moment}) THEN {moment} END")
    if bounds is None or node.this != asked:
        return None
    end = f"TRY_CAST({bounds[isinstance(node, exp.Max)]} AS TIMESTAMP)"
    return end, f"coalesce(isfinite({end}), false)"


def _condition(node: exp.Expr) -> exp.Expr | None:
    """The condition of COUNT(CASE WHEN condition THEN 1 END)."""
    case = node.this if isinstance(node, exp.Count) else None
    if not isinstance(case, exp.Case) or case.this is not None or case.args.get("default") is not None:
        return None
    ifs = case.args["ifs"]
    plain = len(ifs) == 1 and isinstance(ifs[0].args["true"], exp.Literal)
    return ifs[0].this.unnest() if plain else None
