"""Finished data, loaded by COPY into a table that nobody but the owner may use; it is there whole or not at all."""

import json
from pathlib import Path

import psycopg

from catalog.warehouses.errors import BuildFailed, ViewNotFit
from catalog.warehouses.expressions import quoted_text
from catalog.warehouses.interface import ColumnType
from catalog.warehouses.postgres import names
from catalog.warehouses.postgres.server import Server
from catalog.warehouses.postgres.sql import LONGEST_NAME, table_of

CHUNK = 1024 * 1024


def prepare(connection: psycopg.Connection, salt: str) -> None:
    """Have the schema of raw tables, and the salt of hashes in it, where views find it and their readers do not."""
    raw = names.RAW
    if connection.execute("SELECT to_regclass(%s)", [f"{raw}.salt"]).fetchone() == (None,):
        lock(connection, raw)
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {raw}")
        connection.execute(f"CREATE TABLE IF NOT EXISTS {raw}.salt (salt text NOT NULL)")
    if connection.execute(f"SELECT salt FROM {raw}.salt").fetchall() != [(salt,)]:
        lock(connection, raw)
        connection.execute(f"DELETE FROM {raw}.salt")
        connection.execute(f"INSERT INTO {raw}.salt VALUES (%s)", [salt])


def lock(connection: psycopg.Connection, what: str) -> None:
    """Have this to oneself until the transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"marketplace:{what}"])


def is_loaded(connection: psycopg.Connection, location: str) -> bool:
    """Is the data of a location there?"""
    return connection.execute("SELECT to_regclass(%s)", [names.table(location)]).fetchone() != (None,)


def load(
    server: Server, location: str, columns: tuple[ColumnType, ...], file: Path, *, salt: str, seconds: float
) -> None:
    """Load a CSV file as the table of a location, in one transaction.

    Raises BuildFailed for data that PostgreSQL cannot hold.
    """
    fits(columns)
    table = names.table(location)
    with server.owner() as connection:
        prepare(connection, salt)
        lock(connection, location)
        if is_loaded(connection, location):
            return
        connection.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
        connection.execute(f"CREATE TABLE {table} ({table_of(columns)})")
        connection.execute(f"COMMENT ON TABLE {table} IS {quoted_text(json.dumps({'location': location}))}")
        try:
            _copy(connection, table, file)
        except psycopg.DataError as failure:
            raise _not_held(failure) from None
        connection.execute(f"ANALYZE {table}")


def rehearse(
    server: Server, columns: tuple[ColumnType, ...], file: Path, select: str, *, salt: str, seconds: float
) -> int:
    """Load a CSV file into a table that only this transaction sees, count what a SELECT shows of it, and undo it all.

    Raises BuildFailed for data that PostgreSQL cannot hold, ViewNotFit for a SELECT that it cannot carry out.
    """
    fits(columns)
    with server.owner() as connection:
        prepare(connection, salt)
        connection.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
        connection.execute(f"CREATE TEMPORARY TABLE {names.REHEARSED} ({table_of(columns)}) ON COMMIT DROP")
        try:
            _copy(connection, names.REHEARSED, file)
        except psycopg.DataError as failure:
            raise _not_held(failure) from None
        try:
            found = connection.execute(f"SELECT count(*) FROM ({select}) AS seen").fetchone()
        except psycopg.errors.InsufficientPrivilege:
            raise
        except (psycopg.ProgrammingError, psycopg.DataError) as failure:
            reason = type(failure).__name__ if isinstance(failure, psycopg.DataError) else str(failure).splitlines()[0]
            raise ViewNotFit(reason=f"PostgreSQL cannot do this: {reason}.") from None
        connection.rollback()
    assert found is not None
    return int(found[0])


def fits(columns: tuple[ColumnType, ...]) -> None:
    """Raises BuildFailed where a name is longer than PostgreSQL has them."""
    if too_long := [column.name for column in columns if len(column.name.encode()) > LONGEST_NAME]:
        raise BuildFailed(reason=f"PostgreSQL has no names longer than {LONGEST_NAME} bytes: {too_long[0]}.")


def _not_held(failure: psycopg.DataError) -> BuildFailed:
    return BuildFailed(reason=f"PostgreSQL cannot hold a value of it ({type(failure).__name__}).")


def _copy(connection: psycopg.Connection, table: str, file: Path) -> None:
    with (
        file.open("rb") as data,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy,
    ):
        while chunk := data.read(CHUNK):
            copy.write(chunk)


def loaded(connection: psycopg.Connection) -> list[str]:
    """The locations of all data that is there."""
    rows = connection.execute(
        "SELECT obj_description(c.oid, 'pg_class') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relkind = 'r' AND c.relname LIKE 't\\_%%' ORDER BY 1",
        [names.RAW],
    )
    return [json.loads(comment)["location"] for (comment,) in rows if comment]


def unload(connection: psycopg.Connection, location: str) -> bool:
    """Remove the table of a location; False while somebody's view still shows it."""
    table = names.table(location)
    try:
        with connection.transaction():
            connection.execute(f"DROP TABLE IF EXISTS {table}")
    except psycopg.errors.DependentObjectsStillExist:
        return False
    return True
