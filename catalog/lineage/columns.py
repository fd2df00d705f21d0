"""Which columns of which inputs make, or decide, the columns of a SELECT.

Names are resolved once for the whole text (sqlglot's `qualify`), then every scope is walked once and remembered, so
that the cost grows with the text and not with columns times depth.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from catalog.lineage.results import ALL, Source
from catalog.lineage.scopes import Walk
from catalog.lineage.transformations import Transformation

LONGEST = 500  # characters of an expression that are kept
DIALECT = "duckdb"
# A compiled optimizer answers odd text with more than its own errors.
FAILURES = (SqlglotError, RecursionError, TypeError, ValueError, AttributeError, LookupError, AssertionError)

Schemas = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class ColumnEdge:
    """One output column is made from, or decided by, one column of an input.

    `output_column` is `*` where it decides which rows there are, and so touches all columns. `column` is `*` where the
    whole row counts (`count(*)`), or where it cannot be told which column is meant.
    """

    table: str
    column: str
    output_column: str
    transformation: Transformation
    expression: str = ""


def column_edges(sql: str, schemas: Schemas) -> list[ColumnEdge]:
    """All edges of one SELECT, given the columns of its inputs; an input may be missing or have no known columns.

    Raises sqlglot's ParseError for what is no SQL.
    """
    names, walk = _read(sql, schemas)
    edges: dict[tuple[str, str, str, Transformation], ColumnEdge] = {}
    for output, sources in (*names.outputs(walk.columns), (ALL, walk.rows)):
        for source in sources:
            edge = names.edge(source, output)
            edges.setdefault((edge.table, edge.column, edge.output_column, edge.transformation), edge)
    return list(edges.values())


def output_columns(sql: str, schemas: Schemas) -> list[str]:
    """The names of the columns that a SELECT answers, in order; `*` stands for those that cannot be told.

    Raises sqlglot's ParseError for what is no SQL.
    """
    names, walk = _read(sql, schemas)
    return [output for output, _sources in names.outputs(walk.columns)]


def _read(sql: str, schemas: Schemas) -> tuple["_Names", Walk]:
    """The names of a text as people wrote them, and the walk over it; inputs that it does not name are left out."""
    tree = parse_one(sql, dialect=DIALECT)
    tables: set[str] = set()
    spelling: dict[str, str] = {}
    by_name = False
    for node in tree.find_all(exp.Identifier, exp.Table, exp.Join):
        if isinstance(node, exp.Identifier):
            spelling[node.name.lower()] = node.name
        elif isinstance(node, exp.Table):
            tables.add(node.name.lower())
        else:
            by_name = by_name or bool(node.args.get("using"))
    schemas = {table: columns for table, columns in schemas.items() if table.lower() in tables}
    names = _Names(schemas, tree, spelling)
    return names, Walk(_resolved(sql, tree, schemas), schemas, joined_by_name=by_name)


def _resolved(sql: str, tree: exp.Expr, schemas: Schemas) -> exp.Expr:
    """The tree with every name qualified and every known star written out; as it was, where that is not possible.

    The tree is worked on in place: copying one takes as long as resolving it.
    """
    known: dict[str, object] = {
        table.lower(): dict.fromkeys((column.lower() for column in columns), "VARCHAR")
        for table, columns in schemas.items()
        if columns
    }
    try:
        return qualify(
            tree,
            dialect=DIALECT,
            schema=MappingSchema(known, dialect=DIALECT, normalize=False),
            allow_partial_qualification=True,
            identify=False,
            quote_identifiers=False,
            validate_qualify_columns=False,
        )
    except FAILURES:
        return parse_one(sql, dialect=DIALECT)


class _Names:
    """Names as people wrote them: resolving turns them all into lower case, as DuckDB compares them."""

    def __init__(self, schemas: Schemas, tree: exp.Expr, spelling: Mapping[str, str]) -> None:
        self._tables = {table.lower(): table for table in schemas}
        self._columns = {
            table.lower(): {column.lower(): column for column in columns} for table, columns in schemas.items()
        }
        written = [written_name(projection) for projection in tree.selects] if isinstance(tree, exp.Query) else []
        self._written = None if any(name is None for name in written) else [name or "" for name in written]
        self._spelling = {name.lower(): name for columns in schemas.values() for name in columns}
        self._spelling |= spelling
        self._spelling |= {name.lower(): name for name in written if name}

    def outputs(self, columns: list[tuple[str, tuple[Source, ...]]]) -> list[tuple[str, tuple[Source, ...]]]:
        """Output columns by the names that the SELECT gives them."""
        if self._written is not None and len(self._written) == len(columns):
            return [(name, sources) for name, (_name, sources) in zip(self._written, columns, strict=True)]
        return [(self._spelling.get(name.lower(), name), sources) for name, sources in columns]

    def edge(self, source: Source, output: str) -> ColumnEdge:
        """A source as an edge to an output column."""
        column = self._columns.get(source.table, {}).get(source.column, source.column)
        table = self._tables.get(source.table, source.table)
        return ColumnEdge(table, column, output, source.transformation, source.expression[:LONGEST])


def written_name(projection: exp.Expr) -> str | None:
    """The name that DuckDB gives to a projection; None when it stands for any number of columns."""
    if projection.is_star or projection.find(exp.Star, exp.Columns):
        return None if not _counts(projection) else projection.alias or projection.sql(DIALECT).lower()
    return projection.alias_or_name or projection.sql(DIALECT, normalize_functions="lower")


def _counts(projection: exp.Expr) -> bool:
    """Is the only star in it that of count(*)?"""
    return all(isinstance(star.parent, exp.Count) for star in projection.find_all(exp.Star)) and not projection.find(
        exp.Columns
    )
