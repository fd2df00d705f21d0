"""Expressions of access policies in the SQL of other engines. Policies are written in DuckDB's."""

from collections.abc import Mapping

from sqlglot import exp, parse_one
from sqlglot.errors import ErrorLevel, SqlglotError

from catalog.warehouses.expressions import ViewProblem, checked
from catalog.warehouses.interface import ColumnType, View


def translated(expression: str, columns: tuple[ColumnType, ...], *, dialect: str, boolean: bool = False) -> str:
    """A checked expression in another dialect, its columns by the very names that they have.

    Raises ViewProblem when it is not harmless, or cannot be said there.

    >>> translated("AGE // 10 > 6", (ColumnType("age", "INTEGER", "integer"),), dialect="postgres", boolean=True)
    'DIV("age", 10) > 6'
    """
    names = {column.name.lower(): column.name for column in columns}
    tree = parse_one(checked(expression, tuple(names.values()), boolean=boolean), dialect="duckdb")
    for column in tree.find_all(exp.Column):
        column.set("this", exp.to_identifier(names[column.name.lower()], quoted=True))
    if dialect == "postgres":
        tree = tree.transform(_without_contains)
    try:
        return tree.sql(dialect=dialect, comments=False, unsupported_level=ErrorLevel.RAISE)
    except SqlglotError as problem:
        raise ViewProblem(f"The expression cannot be said in {dialect}: {problem}") from None


def condition_in(view: View, columns: tuple[ColumnType, ...], *, dialect: str) -> str:
    """The row filter as a condition of another dialect; true when there is none."""
    if not view.row_filter.strip():
        return "TRUE"
    return f"({translated(view.row_filter, columns, dialect=dialect, boolean=True)})"


def by_name(columns: tuple[ColumnType, ...]) -> Mapping[str, ColumnType]:
    """The columns, each under its name in small letters."""
    return {column.name.lower(): column for column in columns}


def _without_contains(node: exp.Expr) -> exp.Expr:
    """PostgreSQL has no function that tells whether a text is in another, but one that tells where."""
    if isinstance(node, exp.Contains):
        return exp.GT(this=exp.StrPosition(this=node.this, substr=node.expression), expression=exp.Literal.number(0))
    return node
