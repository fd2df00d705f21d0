"""What an expression does to its parts: hands them on, changes them, counts them, or lets them decide."""

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from catalog.lineage.transformations import Transformation

# What reads nothing.
LEAVES = (exp.Identifier, exp.Literal, exp.DataType, exp.Null, exp.Boolean, exp.Var)
UNUSUAL = (
    *(exp.Alias, exp.Paren, exp.Subquery, exp.Case, exp.If, exp.Exists, exp.In, exp.Filter, exp.Window, exp.Order),
    *(exp.Coalesce, exp.Count),
)
KEEPS_VALUE = (exp.FirstValue, exp.LastValue, exp.NthValue, exp.Lag, exp.Lead, exp.AnyValue)


def steps(
    node: exp.Expr, windows: Sequence[exp.Expr], *, joined_by_name: bool
) -> Iterable[tuple[exp.Expr, Transformation]]:
    """The parts of an expression, each with what is done to it. `windows` are those that the SELECT names."""
    if isinstance(node, UNUSUAL):
        return _unusual(node, windows, joined_by_name=joined_by_name)
    return _parts(node)


def _parts(node: exp.Expr) -> list[tuple[exp.Expr, Transformation]]:
    """What most expressions do: they change all of their parts, or count and sum them up."""
    aggregates = isinstance(node, exp.AggFunc) and not isinstance(node, KEEPS_VALUE)
    step: Transformation = "AGGREGATION" if aggregates else "TRANSFORMATION"
    return [(child, step) for child in node.iter_expressions()]


def _unusual(
    node: exp.Expr, windows: Sequence[exp.Expr], *, joined_by_name: bool
) -> Iterator[tuple[exp.Expr, Transformation]]:
    if isinstance(node, exp.Alias | exp.Paren | exp.Subquery):
        yield node.this, "IDENTITY"
    elif isinstance(node, exp.Case | exp.If):
        yield from _branches(node)
    elif isinstance(node, exp.Exists | exp.In):
        yield from ((child, "CONDITIONAL") for child in node.iter_expressions())
    elif isinstance(node, exp.Filter):
        yield node.this, "IDENTITY"
        yield node.expression, "FILTER"
    elif isinstance(node, exp.Window):
        yield node.this, "IDENTITY"
        for part in (node, *_named_window(node, windows)):
            yield from ((one, "WINDOW") for one in part.args.get("partition_by") or ())
            yield from ((one, "WINDOW") for one in (part.args.get("order") or exp.Order()).expressions)
    elif isinstance(node, exp.Order):
        yield node.this, "IDENTITY"
        yield from ((one, "SORT") for one in node.expressions)
    elif isinstance(node, exp.Coalesce) and joined_by_name and _is_one_name(node):
        yield from ((child, "IDENTITY") for child in node.iter_expressions())
    elif isinstance(node, exp.Count) and isinstance(node.this, exp.Star):
        return
    else:
        yield from _parts(node)


def _named_window(window: exp.Window, windows: Sequence[exp.Expr]) -> list[exp.Expr]:
    return [one for one in windows if window.alias and one.name.lower() == window.alias.lower()]


def parts_of(node: exp.Expr) -> Iterable[exp.Expr]:
    """A clause by its items, a condition as a whole."""
    if isinstance(node, exp.Distinct):
        return node.args["on"].expressions if node.args.get("on") else ()
    return (node,) if isinstance(node, exp.Condition) else node.iter_expressions()


def _branches(node: exp.Case | exp.If) -> Iterator[tuple[exp.Expr, Transformation]]:
    """What decides, and what is then the value."""
    if isinstance(node, exp.If):
        yield node.this, "CONDITIONAL"
        yield from ((node.args[part], "TRANSFORMATION") for part in ("true", "false") if node.args.get(part))
        return
    if node.this:
        yield node.this, "CONDITIONAL"
    for branch in node.args["ifs"]:
        yield from _branches(branch)
    if default := node.args.get("default"):
        yield default, "TRANSFORMATION"


def fits(pattern: str, name: str) -> bool:
    """Does a pattern of COLUMNS pick this name? A pattern that only DuckDB reads picks every name."""
    try:
        return re.search(pattern, name, re.IGNORECASE) is not None
    except re.error:
        return True


def _is_one_name(node: exp.Coalesce) -> bool:
    """Is it the column that JOIN … USING makes out of one column of each side?"""
    columns = list(node.iter_expressions())
    return all(isinstance(one, exp.Column) for one in columns) and len({one.name for one in columns}) == 1
