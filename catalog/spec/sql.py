"""SQL as a bundle may contain it: one SELECT over the input ports, or one expression over a port's columns.

This is the first of two walls: the text is parsed and held against allow-lists. The second is the sandbox
that runs it (no files, no network, no extensions, bounded memory and time). Neither trusts the other.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlglot import TokenType, exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ParseError, SqlglotError

from catalog.spec.sql_functions import (
    EXPRESSION_FUNCTIONS,
    EXPRESSION_SYNTAX,
    SELECT_FUNCTIONS,
    SELECT_SYNTAX,
    TABLE_FUNCTIONS,
    YES_OR_NO,
)
from catalog.spec.sql_limits import LONGEST, too_deep, too_much

CALLED = "called"


class AsWritten(DuckDB):
    """DuckDB's dialect that remembers by which name a function was called."""

    ORIGINAL_NAME_META_KEY = CALLED


# A compiled parser answers odd text with more than its own errors.
PARSER_FAILURES = (SqlglotError, RecursionError, TypeError, ValueError, AttributeError, LookupError, AssertionError)

FORBIDDEN = (
    *(exp.DML, exp.DDL, exp.Command, exp.Show, exp.Summarize, exp.Describe, exp.Pragma, exp.Set, exp.Use, exp.Attach),
    *(exp.Detach, exp.Install, exp.Into, exp.Lock, exp.Version, exp.Analyze, exp.Transaction, exp.Block),
)
VARIABLES = (exp.Parameter, exp.Placeholder, exp.SessionParameter)
NOT_SCALAR = (
    *(exp.Query, exp.AggFunc, exp.Window, exp.Star, exp.UDTF, exp.Lambda, exp.Tuple, exp.Dot, exp.Bracket, exp.Alias),
    *(exp.Table, exp.From, exp.Pivot, exp.PropertyEQ, exp.Order, exp.Distinct, exp.Kwarg, exp.Filter, exp.Columns),
)
TRUTHS = (exp.Predicate, exp.Connector, exp.Not, exp.Boolean, exp.Column, exp.RegexpLike)


@dataclass(frozen=True)
class SqlProblem:
    """What is wrong with a piece of SQL, and on which of its lines (the first is 1)."""

    code: str
    message: str
    line: int = 1


def parse_select(sql: str, tables: Collection[str]) -> tuple[exp.Query | None, list[SqlProblem]]:
    """Read a transformation: one SELECT that sees nothing but the given tables. None when it is not one at all."""
    tree, problems = _parse(sql)
    if tree is None:
        return None, problems
    if not isinstance(tree, exp.Query) or isinstance(tree, exp.Table):
        return None, [SqlProblem("sql-not-a-select", "A transformation is one SELECT, and this is something else.")]
    known = {table.lower() for table in tables}
    for node in tree.walk():
        problems.extend(_forbidden(node))
        if isinstance(node, exp.Table):
            problems.extend(_foreign_table(node, known))
        if isinstance(node, exp.Func):
            problems.extend(_foreign_function(node, SELECT_FUNCTIONS, SELECT_SYNTAX))
    return tree, _once(problems)


def tables_of(query: exp.Query) -> list[exp.Table]:
    """Where a SELECT names a table that is none of its own WITH queries, in the order of the text."""
    named = [table for table in query.find_all(exp.Table) if isinstance(table.this, exp.Identifier)]
    foreign = [table for table in named if table.args.get("db") or not _is_cte(table)]
    return sorted(foreign, key=lambda table: int(table.this.meta.get("start", 0)))


def check_expression(expression: str, columns: Collection[str], *, boolean: bool = False) -> list[SqlProblem]:
    """Read a row filter or mask: one value computed from the port's own columns by harmless functions."""
    tree, problems = _parse(expression, prefix="SELECT ")
    if tree is None:
        return problems
    if _has_loose_ends(expression):
        return [SqlProblem("expression-not-one-value", "An expression has neither comments nor semicolons.")]
    value = _only_value(tree)
    if value is None:
        return [SqlProblem("expression-not-one-value", "An expression is one value, without FROM, AS or commas.")]
    known = {column.lower() for column in columns}
    for node in value.walk():
        problems.extend(_forbidden(node))
        if isinstance(node, exp.Column):
            problems.extend(_foreign_column(node, known))
        elif isinstance(node, NOT_SCALAR):
            problems.append(_not_scalar(node))
        elif isinstance(node, exp.Func):
            problems.extend(_foreign_function(node, EXPRESSION_FUNCTIONS, EXPRESSION_SYNTAX))
    if boolean and not _yes_or_no(value):
        problems.append(SqlProblem("expression-not-boolean", "A row filter must be a condition that is true or false."))
    return _once(problems)


def result_columns(query: exp.Query) -> list[str] | None:
    """The names of the columns a SELECT makes; None when only running it can tell (a star, an unnamed column)."""
    names = list(query.named_selects)
    guessed = any(name in ("", "*") for name in names) or any(one.find(exp.Columns) for one in query.selects)
    return None if guessed or not names else names


def _parse(sql: str, prefix: str = "") -> tuple[exp.Expr | None, list[SqlProblem]]:
    if not isinstance(sql, str) or not sql.strip():
        return None, [SqlProblem("sql-empty", "There is no SQL here.")]
    if len(sql) > LONGEST:
        return None, [SqlProblem("sql-too-much", f"The SQL has {len(sql)} characters; {LONGEST} is the most.")]
    dialect = AsWritten()
    try:
        tokens = dialect.tokenize(prefix + sql)
        if surfeit := too_much(tokens):
            return None, [SqlProblem("sql-too-much", f"The SQL {surfeit[0]}.", surfeit[1])]
        parsed = dialect.parser().parse(tokens, prefix + sql)
        statements = [each for each in parsed if each is not None and not isinstance(each, exp.Semicolon)]
    except ParseError as failure:
        return None, [_syntax(failure)]
    except RecursionError:
        return None, [SqlProblem("sql-too-much", "The SQL nests too deeply to be read.")]
    except PARSER_FAILURES:
        return None, [SqlProblem("sql-syntax", "The SQL cannot be read as DuckDB's dialect.")]
    if len(statements) != 1:
        return None, [SqlProblem("sql-many-statements", f"One statement is allowed, and there are {len(statements)}.")]
    if too_deep(statements[0]):
        return None, [SqlProblem("sql-too-much", "The SQL nests too deeply to be worked on.")]
    return statements[0], []


def _has_loose_ends(expression: str) -> bool:
    """Would it swallow or cut off what is written after it, when put into a larger text?"""
    return any(token.comments or token.token_type is TokenType.SEMICOLON for token in AsWritten().tokenize(expression))


def _syntax(failure: ParseError) -> SqlProblem:
    found = failure.errors[0] if failure.errors else {}
    near = found.get("highlight") or ""
    told = f"The SQL cannot be read near {near!r}." if near else "The SQL cannot be read."
    return SqlProblem("sql-syntax", told, found.get("line") or 1)


def _forbidden(node: exp.Expr) -> Iterator[SqlProblem]:
    if isinstance(node, FORBIDDEN):
        yield SqlProblem("sql-not-a-select", f"{node.key.upper()} is not allowed: a SELECT only reads.", _line(node))
    elif isinstance(node, VARIABLES):
        yield SqlProblem("sql-variable", "Variables and placeholders are not allowed in SQL here.", _line(node))


def _foreign_table(table: exp.Table, known: Collection[str]) -> Iterator[SqlProblem]:
    source = table.this
    if isinstance(source, exp.Func):
        name = _called(source)
        if name not in TABLE_FUNCTIONS:
            yield SqlProblem("sql-function", f"{name}() may not stand in FROM.", _line(source))
    elif not isinstance(source, exp.Identifier):
        yield SqlProblem("sql-unknown-table", "FROM may name input ports only.", _line(table))
    elif table.args.get("db") or table.args.get("catalog"):
        told = f"{table.sql('duckdb')} has a schema before its name; input ports are named alone."
        yield SqlProblem("sql-unknown-table", told, _line(table))
    elif table.name.lower() not in known and not _is_cte(table):
        names = ", ".join(sorted(known)) or "none"
        told = f"{table.name!r} is not an input port of this product (they are: {names})."
        yield SqlProblem("sql-unknown-table", told, _line(table))


def _is_cte(table: exp.Table) -> bool:
    """Does this name mean a WITH query that is visible from here? Scopes matter: elsewhere it would mean a file."""
    name = table.name.lower()
    below: exp.Expr = table
    for node in _ancestors(table):
        if any(cte.alias.lower() == name for cte in _visible_ctes(node, below)):
            return True
        below = node
    return False


def _visible_ctes(node: exp.Expr, below: exp.Expr) -> list[exp.Expr]:
    """The WITH queries that a node offers to the part of it that lies below."""
    if isinstance(node, exp.With):
        place = next(index for index, cte in enumerate(node.expressions) if cte is below)
        return node.expressions[: place + 1] if node.args.get("recursive") else node.expressions[:place]
    scope = node.args.get("with_")
    return [] if scope is None or scope is below else scope.expressions


def _foreign_function(node: exp.Func, names: Collection[str], syntax: Collection[str]) -> Iterator[SqlProblem]:
    name = _called(node)
    known = name in names if name else type(node).__name__ in syntax
    if not known:
        told = f"{name or node.sql_name().lower()}() is not on the list of harmless functions."
        yield SqlProblem("sql-function", told, _line(node))


def _called(node: exp.Func) -> str:
    """The name by which a function was called, lower-case; empty where syntax made it, not a name."""
    if isinstance(node, exp.Anonymous):
        return node.name.lower()
    return str(node.meta.get(CALLED, "")).lower()


def _foreign_column(column: exp.Column, known: Collection[str]) -> Iterator[SqlProblem]:
    if column.table:
        told = f"{column.sql('duckdb')} has a table before its name; a port's columns are named alone."
        yield SqlProblem("expression-unknown-column", told, _line(column))
    elif column.name.lower() not in known:
        yield SqlProblem("expression-unknown-column", f"The port has no column {column.name!r}.", _line(column))


def _not_scalar(node: exp.Expr) -> SqlProblem:
    if isinstance(node, exp.Query):
        told = "A subquery is not allowed in an expression."
    elif isinstance(node, exp.AggFunc | exp.Window):
        told = "An expression looks at one row: aggregate and window functions are not allowed."
    else:
        told = f"{node.key} is not allowed in an expression over one row."
    return SqlProblem("expression-not-one-value", told, _line(node))


def _only_value(tree: exp.Expr) -> exp.Expr | None:
    plain = isinstance(tree, exp.Select) and len(tree.expressions) == 1
    if not plain or any(value for key, value in tree.args.items() if key != "expressions"):
        return None
    value = tree.expressions[0]
    return None if isinstance(value, exp.Alias) else value


def _yes_or_no(value: exp.Expr) -> bool:
    bare = value.unnest()
    if isinstance(bare, exp.Cast):
        return bare.is_type("boolean")
    return isinstance(bare, TRUTHS) or (isinstance(bare, exp.Func) and _called(bare) in YES_OR_NO)


def _line(node: exp.Expr) -> int:
    """The line a node stands on: its own, or that of the nearest thing inside or around it that knows."""
    for candidate in (*node.walk(), *_ancestors(node)):
        if line := candidate.meta.get("line"):
            return int(line)
    return 1


def _ancestors(node: exp.Expr) -> Iterator[exp.Expr]:
    """The node's ancestors, the nearest first."""
    while node.parent is not None:
        node = node.parent
        yield node


def _once(problems: list[SqlProblem]) -> list[SqlProblem]:
    return list(dict.fromkeys(problems))
