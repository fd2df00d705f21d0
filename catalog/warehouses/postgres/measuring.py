"""Aggregates of a contract, said in PostgreSQL's SQL and worked out where consumers read; nothing that people wrote.

What the two engines might understand differently is not said here: it is read from the file, as in the lakehouse.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import psycopg
from sqlglot import exp, parse_one
from sqlglot.errors import ErrorLevel, SqlglotError

from catalog.warehouses.dialects import by_name
from catalog.warehouses.expressions import quoted_name
from catalog.warehouses.interface import ColumnType, Way
from catalog.warehouses.orphans import orphans_sql
from catalog.warehouses.postgres import names
from catalog.warehouses.postgres.server import PASSING, Server
from catalog.warehouses.postgres.sql import INTEGERS, has_text_beside, is_nested, text_beside, type_of

# What a pattern may be made of to mean the same to both: in PostgreSQL a dot is any character, and a class has names.
_SAME_PATTERN = re.compile(
    r"(?:[A-Za-z0-9_@:/ ,;#%~=<>&!'-]|\\[.+*?()|/-]|[$^|)]|\((?!\?)|\[\^?[A-Za-z0-9_@. -]+\]"
    r"|(?<![+*?}])[+*?]|(?<![+*?}])\{\d{1,3}(?:,\d{0,3})?\})*"
)
_APART = ("FLOAT", "BLOB", "JSON", "TIMESTAMP_NS")  # kept otherwise, or compared otherwise


class NotSaid(Exception):
    """This cannot be said in PostgreSQL, or not surely with the same meaning."""


def measured(
    server: Server, location: str, columns: tuple[ColumnType, ...], expressions: Mapping[str, str]
) -> dict[str, Any]:
    """The aggregates that can be worked out on the server, in one statement; none when it finds one that cannot.

    Raises WarehouseUnavailable.
    """
    table, row = names.table(location), None
    with server.owner() as connection:
        connection.read_only = True
        try:
            connection.execute("SET LOCAL TimeZone = 'UTC'")
            said = dict(_possible(expressions, columns, table, enforced_keys(connection, table)))
            if said:
                row = connection.execute(f"SELECT {', '.join(said.values())} FROM {table}").fetchone()
        except psycopg.Error as failure:
            if isinstance(failure, PASSING):
                raise
            connection.rollback()
            return {}
    return dict(zip(said, row or (), strict=True))


def orphans(
    server: Server,
    own: tuple[str, tuple[ColumnType, ...]],
    other: tuple[str, tuple[ColumnType, ...]],
    pairs: Sequence[tuple[Way, Way]],
) -> int | None:
    """Rows of one table without a counterpart in another; None when the two engines might compare them differently.

    Raises WarehouseUnavailable.
    """
    ends = [_flat(columns, side) for (_, columns), side in zip((own, other), zip(*pairs, strict=True), strict=True)]
    if None in ends or not all(map(_is_compared_alike, *ends)):
        return None
    selects = [
        f"SELECT {', '.join(f'{quoted_name(one.name)} AS c{place}' for place, one in enumerate(end or ()))} "
        f"FROM {names.table(location)}"
        for (location, _), end in zip((own, other), ends, strict=True)
    ]
    with server.owner() as connection:
        connection.read_only = True
        found = connection.execute(orphans_sql(selects[0], selects[1], len(pairs))).fetchone()
    return int(found[0]) if found else None


def _flat(columns: tuple[ColumnType, ...], ways: Sequence[Way]) -> list[ColumnType] | None:
    """The columns at the end of these ways; None where one lies inside another, or is kept otherwise here."""
    known = by_name(columns)
    found = [known.get(way[0].lower()) if len(way) == 1 else None for way in ways]
    kept = [one for one in found if one is not None and not is_nested(one) and one.physical_type not in _APART]
    return kept if len(kept) == len(ways) else None


def _is_compared_alike(one: ColumnType, other: ColumnType) -> bool:
    return type_of(one) == type_of(other) or {type_of(one), type_of(other)} <= INTEGERS.keys()


def enforced_keys(connection: psycopg.Connection, table: str) -> frozenset[str]:
    """The columns whose values the server itself keeps from repeating, by a unique index over all rows."""
    rows = connection.execute(
        "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] "
        "WHERE i.indrelid = to_regclass(%s) AND i.indisunique AND i.indisvalid AND i.indnkeyatts = 1 "
        "AND i.indpred IS NULL AND i.indexprs IS NULL",
        [table],
    )
    return frozenset(name for (name,) in rows)


def _possible(
    expressions: Mapping[str, str], columns: tuple[ColumnType, ...], table: str, keys: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Those that can be said there."""
    for key, sql in expressions.items():
        try:
            yield key, in_postgres(sql, columns, table=table, keys=keys)
        except NotSaid:
            continue


def in_postgres(
    expression: str, columns: tuple[ColumnType, ...], *, table: str, keys: frozenset[str] = frozenset()
) -> str:
    """An aggregate of ours over a table of the server, by the names and the texts that the table has.

    What the server keeps unique (`keys`) is not counted again: it has as many different values as values.

    Raises NotSaid.

    >>> age = (ColumnType("age", "INTEGER", "integer"),)
    >>> in_postgres('COUNT(CASE WHEN "AGE" < 7 THEN 1 END)', age, table="t")
    'COUNT(CASE WHEN "age" < 7 THEN 1 END)'
    >>> in_postgres('COUNT("age") - COUNT(DISTINCT "age")', age, table="t")
    'COUNT("age") - (SELECT COUNT(*) FROM (SELECT 1 FROM t WHERE NOT "age" IS NULL GROUP BY "age") AS different)'
    """
    known, places = by_name(columns), {column.name.lower(): place for place, column in enumerate(columns)}
    try:
        tree = parse_one(expression, dialect="duckdb")
        unknown = [one for one in tree.find_all(exp.Anonymous) if one.name.upper() != "ISFINITE"]
        if unknown or tree.find(exp.Query, exp.Window):
            raise NotSaid
        for column in list(tree.find_all(exp.Column)):
            found = known.get(column.name.lower())
            if found is None or is_nested(found) or found.physical_type in _APART or column.table:
                raise NotSaid
            column.set("this", exp.to_identifier(found.name, quoted=True))
        for node in reversed(list(tree.walk())):  # from the leaves up, because what stands inside is put right first
            told = _said(node, known, places, table, keys)
            if node is tree:
                tree = told
            elif told is not node:
                node.replace(told)
        return tree.sql(dialect="postgres", comments=False, unsupported_level=ErrorLevel.RAISE)
    except SqlglotError:
        raise NotSaid from None


def _said(
    node: exp.Expr, known: Mapping[str, ColumnType], places: Mapping[str, int], table: str, keys: frozenset[str]
) -> exp.Expr:
    """One part of an expression as PostgreSQL has it."""
    bare = node.this if isinstance(node, exp.Cast | exp.TryCast | exp.Count) else None
    column = known.get(bare.name.lower()) if isinstance(bare, exp.Column) else None
    if isinstance(node, exp.TryCast):
        return _moment(bare, column)
    if isinstance(node, exp.Cast) and column is not None and node.is_type("text"):
        return exp.column(text_beside(places[column.name.lower()])) if has_text_beside(column) else node
    if isinstance(node, exp.RegexpLike) and not _SAME_PATTERN.fullmatch(node.expression.name):
        raise NotSaid
    if isinstance(node, exp.TimeToUnix):
        return exp.cast(exp.Extract(this=exp.var("epoch"), expression=node.this.copy()), "double")
    if isinstance(node, exp.Count) and isinstance(bare, exp.Distinct):
        return _different(node, bare, table, keys)
    return node


def _moment(bare: Any, column: ColumnType | None) -> exp.Expr:
    if column is None or type_of(column) not in ("date", "timestamp", "timestamptz"):
        raise NotSaid
    if type_of(column) == "timestamptz":
        return exp.AtTimeZone(this=bare.copy(), zone=exp.Literal.string("UTC"))
    return exp.cast(bare.copy(), "timestamp")


def _different(count: exp.Count, distinct: exp.Distinct, table: str, keys: frozenset[str]) -> exp.Expr:
    """Counted by hashing and not by sorting, which takes PostgreSQL half as long; not at all where it is enforced."""
    if len(distinct.expressions) != 1 or not isinstance(distinct.expressions[0], exp.Column):
        return count
    column = distinct.expressions[0]
    if column.name in keys:
        return exp.Count(this=column.copy())
    groups = exp.select("1").from_(exp.to_table(table)).where(exp.not_(column.copy().is_(exp.null())))
    counted = exp.select("COUNT(*)").from_(groups.group_by(column.copy()).subquery("different"))
    return exp.Subquery(this=counted)
