"""SQL expressions over one table, built as trees so that names and values are always quoted as such.

Each answers one number, mostly how many rows break a promise; an empty table breaks nothing, and neither does a NULL
where a value is asked about, because a comparison with NULL is not true.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

DIALECT = "duckdb"
NUMERIC = ("integer", "number")
Named = str | exp.Expr  # a column by its name, or a value
MOMENTS = {"date": "date", "timestamp": "timestamp", "time": "time"}


def sql_of(tree: exp.Expr) -> str:
    """The text of a tree, without comments that somebody may have hidden in it."""
    return tree.sql(dialect=DIALECT, comments=False)


def column(name: Named) -> exp.Expr:
    """A column by its exact name, or a value that is worked out already.

    >>> sql_of(column('the "odd" one'))
    '"the ""odd"" one"'
    """
    return exp.column(exp.to_identifier(name, quoted=True)) if isinstance(name, str) else name.copy()


@dataclass(frozen=True)
class Place:
    """Where a value is: a column, a part of one, or an item of a list; and what it is a part of, where it is one.

    In a list it stands for every item, so that `rows_with` asks for rows in which a condition holds for one of them.
    """

    value: exp.Expr
    whole: exp.Expr | None = None
    lists: tuple[tuple[str, exp.Expr], ...] = ()  # name of the item and the list, the outermost first

    def part(self, name: str) -> "Place":
        """A part of a structured value, by its name."""
        inside = exp.func("STRUCT_EXTRACT", self.value.copy(), exp.Literal.string(name), dialect=DIALECT)
        return Place(inside, self.value, self.lists)

    def item(self) -> "Place":
        """Every item of a list."""
        name = f"item_{len(self.lists)}"
        return Place(column(name), None, (*self.lists, (name, self.value)))

    def empty(self) -> exp.Expr:
        """There is no value where there should be one; what is part of nothing is not missed."""
        if self.whole is None:
            return is_null(self.value)
        return exp.and_(exp.not_(is_null(self.whole)), is_null(self.value))

    def rows_with(self, condition: exp.Expr) -> exp.Expr:
        """The condition of a row in which the condition of the value holds.

        >>> lines = Place(column("lines")).item().part("sku")
        >>> sql_of(lines.rows_with(is_null(lines.value)))
        'LENGTH(LIST_FILTER("lines", LAMBDA "item_0" : STRUCT_EXTRACT("item_0", \\'sku\\') IS NULL)) > 0'
        """
        for name, items in reversed(self.lists):
            asked = exp.Lambda(this=condition, expressions=[exp.to_identifier(name, quoted=True)], colon=True)
            found = exp.Length(this=exp.func("LIST_FILTER", items.copy(), asked))
            condition = exp.GT(this=found, expression=exp.Literal.number(0))
        return condition


def text_of(name: Named) -> exp.Expr:
    """A column as text."""
    return exp.cast(column(name), "text")


def literal(value: Any, logical_type: str = "") -> exp.Expr:
    """A value of a document as SQL; texts that stand for moments become moments."""
    if isinstance(value, str):
        said = exp.Literal.string(value)
        return exp.cast(said, MOMENTS[logical_type]) if logical_type in MOMENTS else said
    return exp.convert(value)


def as_text(value: Any) -> str:
    """A value of a document as the engine writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def how_many(condition: exp.Expr) -> exp.Expr:
    """The number of rows for which a condition holds; zero, not NULL, for an empty table."""
    return exp.Count(this=exp.Case().when(condition, exp.Literal.number(1)))


def rows() -> exp.Expr:
    """The number of rows."""
    return exp.Count(this=exp.Star())


def in_percent(count: exp.Expr) -> exp.Expr:
    """A number of rows as a share of all; NULL for an empty table."""
    share = exp.Mul(this=exp.Literal.number("100.0"), expression=exp.paren(count))
    return exp.Div(this=share, expression=exp.func("NULLIF", rows(), exp.Literal.number(0)))


def is_null(name: Named) -> exp.Expr:
    """The column holds nothing."""
    return column(name).is_(exp.null())


def one_of(name: Named, values: Sequence[Any], logical_type: str = "") -> exp.Expr:
    """The column holds one of these values; compared as numbers where both sides are, otherwise as text.

    >>> sql_of(one_of("arm", ["A", "B'"])), sql_of(one_of("grade", [1, 2], "integer"))
    ('CAST("arm" AS TEXT) IN (\\'A\\', \\'B\\'\\'\\')', '"grade" IN (1, 2)')
    """
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    if numbers and logical_type in NUMERIC:
        return exp.In(this=column(name), expressions=[literal(value) for value in values])
    texts = [exp.Literal.string(as_text(value)) for value in values]
    return exp.In(this=text_of(name), expressions=texts)


def missing(name: Named, values: Sequence[Any]) -> exp.Expr:
    """The column holds nothing, or one of the texts that mean nothing."""
    told = [value for value in values if value is not None]
    empty = is_null(name)
    return exp.or_(empty, one_of(name, told)) if told else empty


def not_like(name: Named, pattern: str) -> exp.Expr:
    """The column holds a value in which a regular expression finds nothing."""
    return exp.not_(exp.RegexpLike(this=text_of(name), expression=exp.Literal.string(pattern)))


def outside(name: Named, values: Sequence[Any], logical_type: str = "") -> exp.Expr:
    """The column holds a value, and it is none of these."""
    return exp.not_(one_of(name, values, logical_type))


def repeated(names: Sequence[Named]) -> exp.Expr:
    """How many rows repeat values that an earlier row has already; rows with a gap in them repeat nothing."""
    if len(names) == 1:
        return exp.Sub(this=exp.Count(this=column(names[0])), expression=different(names))
    filled = exp.and_(*(exp.not_(is_null(name)) for name in names))
    return exp.Sub(this=how_many(filled), expression=different(names))


def not_keyed(names: Sequence[Named]) -> exp.Expr:
    """How many rows a key fails to tell apart, or has a gap for."""
    return exp.Sub(this=rows(), expression=different(names))


def different(names: Sequence[Named]) -> exp.Expr:
    """How many different, gapless combinations of values there are."""
    return exp.Count(this=exp.Distinct(expressions=[column(name) for name in names]))


def repeats_inside(name: Named) -> exp.Expr:
    """The column holds a list in which an item comes twice."""
    items = exp.ArraySize(this=column(name))
    return exp.GT(this=items, expression=exp.func("LIST_UNIQUE", column(name)))


def seconds_of(name: str, extreme: type[exp.Max] | type[exp.Min]) -> exp.Expr:
    """The newest or oldest moment of a column, in seconds since 1970 (UTC); what is no moment is passed over."""
    moment = exp.TryCast(this=column(name), to=exp.DataType.build("timestamp"))
    finite = exp.Case().when(exp.func("ISFINITE", moment), moment.copy())
    return exp.func("EPOCH", extreme(this=finite))


def filled_share(names: Sequence[str]) -> exp.Expr:
    """The share of cells that hold a value, in percent."""
    filled: exp.Expr = exp.Count(this=column(names[0]))
    for name in names[1:]:
        filled = exp.Add(this=filled, expression=exp.Count(this=column(name)))
    cells = exp.Mul(this=rows(), expression=exp.Literal.number(len(names)))
    share = exp.Mul(this=exp.Literal.number("100.0"), expression=exp.paren(filled))
    return exp.Div(this=share, expression=exp.func("NULLIF", cells, exp.Literal.number(0)))
