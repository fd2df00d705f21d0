"""Reads in this process, by a DuckDB that reaches the named files and nothing else, within time and memory."""

import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from django.utils.translation import gettext as _

from catalog.warehouses.errors import LocationMissing, ReadFailed, ReadTimedOut, WarehouseUnavailable
from catalog.warehouses.expressions import quoted_name, quoted_text
from catalog.warehouses.interface import ColumnType, Limits, Sample
from catalog.warehouses.logical_types import logical_type

ZONED = "TIMESTAMP WITH TIME ZONE"
AS_TEXT = ("INTERVAL", "TIME WITH TIME ZONE", "TIMESTAMP_NS", "BIT")


class Reader:
    """One restricted connection and the clock that ends what takes too long."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, limits: Limits) -> None:
        self._connection = connection
        self._limits = limits

    def describe(self, select: str) -> tuple[ColumnType, ...]:
        """The columns of a SELECT."""
        rows = self._fetch(f"DESCRIBE {select}")
        return tuple(ColumnType(row[0], row[1], logical_type(row[1])) for row in rows)

    def sample(self, select: str) -> Sample:
        """All rows of a SELECT as Python values; instants in UTC, what Python has no type for as text."""
        columns = self.describe(select)
        shown = ", ".join(_readable(column) for column in columns)
        zoned = {place for place, column in enumerate(columns) if column.physical_type == ZONED}
        rows = self._fetch(f"SELECT {shown} FROM ({select})")
        return Sample(tuple(column.name for column in columns), [_in_utc(row, zoned) for row in rows])

    def one(self, select: str) -> tuple[Any, ...]:
        """The only row of a SELECT."""
        return self.sample(select).rows[0]

    def rows(self, select: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """All rows of a SELECT of ours, as they come."""
        return self._fetch(select, parameters)

    def number(self, select: str) -> int:
        """The only value of a SELECT, a whole number."""
        return int(self._fetch(select)[0][0])

    def copy(self, select: str, path: Path, options: str) -> int:
        """Write a SELECT to a file; answers the number of rows."""
        return int(self._fetch(f"COPY ({select}) TO {quoted_text(str(path))} ({options})")[0][0])

    def batches(self, select: str, rows: int) -> Any:
        """A SELECT as a pyarrow RecordBatchReader, which is only good while this reader is."""
        with _told(self._limits):
            return self._connection.sql(select).to_arrow_reader(rows)

    def _fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with _told(self._limits):
            return self._connection.execute(sql, parameters).fetchall()


@contextmanager
def reading(
    tables: Mapping[str, Path],
    *,
    limits: Limits,
    scratch: Path,
    output: Path | None = None,
    files: Sequence[Path] = (),
) -> Iterator[Reader]:
    """A reader over Parquet files by table name, which may write one file and read others; it ends when its time is up.

    Raises LocationMissing when a file is not there.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch) as spill, _told(limits), _connection(limits, spill) as connection:
        for name, path in tables.items():
            connection.execute(
                f"CREATE VIEW {quoted_name(name)} AS SELECT * FROM read_parquet({quoted_text(str(path))})"
            )
        paths = ", ".join(quoted_text(str(path)) for path in (*tables.values(), *files, output) if path)
        connection.execute(f"SET allowed_paths = [{paths}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        clock = threading.Timer(limits.seconds, connection.interrupt)
        clock.daemon = True
        clock.start()
        try:
            yield Reader(connection, limits)
        finally:
            clock.cancel()


def _connection(limits: Limits, spill: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "max_temp_directory_size": f"{limits.disk_mb}MB",
            "memory_limit": f"{limits.memory_mb}MB",
            "python_enable_replacements": "false",
            "temp_directory": spill,
            "threads": str(limits.threads),
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


@contextmanager
def _told(limits: Limits) -> Iterator[None]:
    """Tell the engine's failures without its sentences, which may quote data."""
    try:
        yield
    except duckdb.InterruptException:
        raise ReadTimedOut(seconds=limits.seconds) from None
    except RuntimeError as ended:
        # What the engine raises when a signal asks this process to end in the middle of a query.
        if str(ended) != "Query interrupted":
            raise
        raise WarehouseUnavailable(reason=_("the process that reads is being ended")) from None
    except duckdb.Error as error:
        if isinstance(error, duckdb.IOException) and "No files found" in str(error):
            raise LocationMissing(location="this location") from None
        raise ReadFailed(kind=_without_data(error)) from None


def _without_data(error: duckdb.Error) -> str:
    """What kind of failure it is; the whole sentence only where the engine had not begun to read."""
    if isinstance(error, duckdb.BinderException | duckdb.CatalogException | duckdb.ParserException):
        return " ".join(str(error).partition("\n\nLINE")[0].split())
    return str(error).partition(":")[0]


def _readable(column: ColumnType) -> str:
    name = quoted_name(column.name)
    if column.physical_type == ZONED:
        return f"timezone('UTC', {name}) AS {name}"
    if any(kind in column.physical_type for kind in (*AS_TEXT, ZONED)):
        return f"CAST({name} AS VARCHAR) AS {name}"
    return name


def _in_utc(row: tuple[Any, ...], zoned: set[int]) -> tuple[Any, ...]:
    if not zoned:
        return row
    return tuple(
        value.replace(tzinfo=UTC) if place in zoned and isinstance(value, datetime) else value
        for place, value in enumerate(row)
    )
