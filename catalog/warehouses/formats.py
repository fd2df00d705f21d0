"""The file formats in which a consumer can have data; one more function is one more format."""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from catalog.warehouses.expressions import quoted_name
from catalog.warehouses.interface import ColumnType
from catalog.warehouses.reader import Reader
from marketplace.foundation.registry import Registry

ARROW_BATCH = 50_000  # rows in memory at a time
Write = Callable[[Reader, str, Path], int | None]


@dataclass(frozen=True)
class Format:
    """How a format is called on the web and on disk, how it is written, and the package it needs."""

    media_type: str
    suffix: str
    write: Write
    needs: str = ""

    @property
    def available(self) -> bool:
        """Can this machine write it?"""
        return not self.needs or importlib.util.find_spec(self.needs) is not None


FORMATS: Registry[Format] = Registry("export format")


def available() -> list[str]:
    """The formats that this machine can write."""
    return [key for key, format in FORMATS.items() if format.available]


def _parquet(reader: Reader, select: str, path: Path) -> int:
    return reader.copy(select, path, "FORMAT parquet, COMPRESSION zstd")


def _csv(reader: Reader, select: str, path: Path) -> int:
    """RFC 4180 in UTF-8 with a header; a null is nothing, an empty text is two quotes."""
    return reader.copy(select, path, r"FORMAT csv, HEADER true, NEW_LINE '\r\n'")


def _json(reader: Reader, select: str, path: Path) -> int:
    """One array of objects; a number that JSON has no word for (NaN, infinity) is null."""
    shown = ", ".join(_finite(column) for column in reader.describe(select))
    return reader.copy(f"SELECT {shown} FROM ({select})", path, "FORMAT json, ARRAY true")


def _arrow(reader: Reader, select: str, path: Path) -> int | None:
    """An Arrow IPC stream, one batch in memory at a time."""
    ipc = importlib.import_module("pyarrow.ipc")
    rows = 0
    batches = reader.batches(select, ARROW_BATCH)
    with path.open("wb") as file, ipc.new_stream(file, batches.schema) as stream:
        for batch in batches:
            stream.write_batch(batch)
            rows += batch.num_rows
    return rows


def _finite(column: ColumnType) -> str:
    name = quoted_name(column.name)
    if column.physical_type in ("DOUBLE", "FLOAT"):
        return f"CASE WHEN isfinite({name}) THEN {name} END AS {name}"
    return name


FORMATS.add("parquet")(Format("application/vnd.apache.parquet", ".parquet", _parquet))
FORMATS.add("csv")(Format("text/csv; charset=utf-8", ".csv", _csv))
FORMATS.add("json")(Format("application/json", ".json", _json))
FORMATS.add("arrow")(Format("application/vnd.apache.arrow.stream", ".arrow", _arrow, needs="pyarrow"))
