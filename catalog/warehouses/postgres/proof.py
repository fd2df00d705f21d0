"""Proof that a consumer reads what the policy says, and nothing else: by connecting as the consumer."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import errors

from catalog.warehouses.expressions import quoted_name, quoted_text
from catalog.warehouses.interface import AccessCheck, ColumnType
from catalog.warehouses.postgres import names
from catalog.warehouses.postgres.server import Server
from catalog.warehouses.postgres.sql import carried_type, carried_value
from catalog.warehouses.reader import Reader
from catalog.warehouses.verification import MOST_ROWS, SEEN

_READABLE = """
    SELECT n.nspname || '.' || c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', %s)
      AND n.nspname NOT LIKE 'pg\\_toast%%' AND n.nspname NOT LIKE 'pg\\_temp%%'
      AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
    ORDER BY 1
"""
_SIBLING = """
    SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'v' AND n.nspname LIKE 'consumer\\_%%' AND n.nspname <> %s
    ORDER BY c.oid DESC LIMIT 1
"""


def fetch(connection: psycopg.Connection, place: str, file: Path) -> tuple[tuple[str, ...], int]:
    """Write what the consumer reads to a CSV file; the names of the columns, and how many rows there are in all."""
    described = connection.execute(f"SELECT * FROM {place} LIMIT 0").description or []
    counted = connection.execute(f"SELECT count(*) FROM {place}").fetchone()
    assert counted is not None
    select = f"SELECT * FROM {place} LIMIT {MOST_ROWS}"
    with file.open("wb") as out, connection.cursor().copy(f"COPY ({select}) TO STDOUT (FORMAT csv)") as copy:
        for chunk in copy:
            out.write(chunk)
    return tuple(column.name for column in described), counted[0]


def typed(file: Path, columns: tuple[ColumnType, ...]) -> str:
    """The SELECT of DuckDB that reads such a file: an empty field is nothing, two quotes are an empty text."""
    types = ", ".join(f"{quoted_text(column.name)}: {quoted_text(carried_type(column))}" for column in columns)
    options = (
        "header = false, nullstr = '', allow_quoted_nulls = false, auto_detect = false, quote = '\"', escape = '\"'"
    )
    return f"SELECT * FROM read_csv({quoted_text(str(file))}, columns = {{{types}}}, delim = ',', {options})"


def same_values(reader: Reader, select: str, columns: tuple[ColumnType, ...], visible: int) -> AccessCheck:
    """Row by row: what was read is what the policy makes of the data, and all of it."""
    shown = ", ".join(f"{carried_value(column)} AS {quoted_name(column.name)}" for column in columns)
    made = f"SELECT {shown} FROM ({select})"
    stray = reader.number(f"SELECT count(*) FROM (SELECT * FROM {SEEN} EXCEPT ALL {made})")
    lost = (
        reader.number(f"SELECT count(*) FROM ({made} EXCEPT ALL SELECT * FROM {SEEN})") if visible <= MOST_ROWS else 0
    )
    told = f"{stray} rows were read that the policy does not make of the data, {lost} are missing."
    return AccessCheck("values", stray == 0 and lost == 0, told)


def nothing_else(connection: psycopg.Connection, grantee: str, location: str) -> Iterator[AccessCheck]:
    """The raw table and another consumer's view are tried, and the server is asked for everything that can be read."""
    refused = _is_refused(connection, names.table(location))
    yield AccessCheck("raw table", refused, "The table behind the view is refused." if refused else "It can be read.")
    sibling = connection.execute(_SIBLING, [names.schema(grantee)]).fetchone()
    if sibling:
        refused = _is_refused(connection, sibling[0])
        told = f"{sibling[0]} is refused." if refused else f"{sibling[0]} can be read."
        yield AccessCheck("sibling view", refused, told)
    beyond = [row[0] for row in connection.execute(_READABLE, [names.schema(grantee)])]
    told = f"{len(beyond)} other tables and views can be read{': ' if beyond else ''}{', '.join(beyond[:5])}."
    yield AccessCheck("nothing beside", not beyond, told)


def is_shut(server: Server, grantee: str, name: str) -> AccessCheck:
    """Try to read what was closed."""
    with server.owner() as owner:
        role = server.names.role(grantee)
        if owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
            return AccessCheck("warehouse", True, f"The server has no role {role} any more.")
    with server.consumer(grantee) as connection:
        refused = _is_refused(connection, f"{names.schema(grantee)}.{names.view(name)}")
    told = f"{name} is refused by the server." if refused else f"{name} can still be read in the server."
    return AccessCheck("warehouse", refused, told)


def _is_refused(connection: psycopg.Connection, place: str) -> bool:
    try:
        with connection.transaction():
            connection.execute(f"SELECT 1 FROM {place} LIMIT 1").fetchone()
    except (errors.InsufficientPrivilege, errors.UndefinedTable, errors.InvalidSchemaName):
        return True
    return False
