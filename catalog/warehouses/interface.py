"""What the marketplace asks of a warehouse, whichever engine is behind it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from catalog.spec import MaskSpec


def nobody_asks() -> None:
    """The `alive` of work that holds no lease."""


@dataclass(frozen=True)
class ColumnType:
    """A column as it really is: the engine's type and the ODCS logical type that it amounts to."""

    name: str
    physical_type: str
    logical_type: str


@dataclass(frozen=True)
class Limits:
    """What one piece of work may use."""

    seconds: float = 300
    memory_mb: int = 2048
    threads: int = 2
    disk_mb: int = 20_480


@dataclass(frozen=True)
class Built:
    """Data that now lies whole at a location. `memory_mb` is the most that the work held at once, where it is known."""

    location: str
    rows: int
    bytes: int
    columns: tuple[ColumnType, ...]
    seconds: float
    memory_mb: int | None = None


@dataclass(frozen=True)
class View:
    """What one consumer sees of a port: which columns, which of them masked, and which rows (all, when empty).

    There is no place for a condition of the consumer's own: who may choose rows by raw values finds out masked ones.
    """

    columns: tuple[str, ...]
    masks: tuple[MaskSpec, ...] = ()
    row_filter: str = ""


@dataclass(frozen=True)
class Sample:
    """A few rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True)
class ColumnStatistics:
    """One column in figures; values are plain JSON. `distinct` is an estimate, usually within a few per cent."""

    name: str
    nulls: int
    null_share: float | None
    distinct: int | None
    minimum: object
    maximum: object
    mean: object


@dataclass(frozen=True)
class Statistics:
    """A table in figures, taken from the raw data: never show minimum and maximum of a masked column."""

    rows: int
    columns: tuple[ColumnStatistics, ...]


@dataclass(frozen=True)
class ColumnFigures:
    """One column of an inspected table. `distinct` is an estimate; a text has neither `minimum` nor `maximum`."""

    name: str
    physical_type: str
    logical_type: str
    nulls: int
    blanks: int  # texts of nothing but spaces
    distinct: int | None
    minimum: object
    maximum: object
    longest: int | None  # characters of the longest text


class Inspection(ABC):
    """What a SELECT makes, open for questions. Values are for the machine to look at: they may be anybody's secrets."""

    @property
    @abstractmethod
    def columns(self) -> tuple[ColumnType, ...]:
        """The columns, in order, with their types."""

    @property
    @abstractmethod
    def rows(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def figures(self) -> list[ColumnFigures]:
        """Every column in figures, in one scan."""

    @abstractmethod
    def distinct(self, columns: Sequence[str]) -> dict[str, int]:
        """How many different values each of these columns has, counted and not estimated."""

    @abstractmethod
    def is_unique(self, columns: Sequence[str]) -> bool:
        """Do these columns together tell all rows apart?"""

    @abstractmethod
    def values(self, column: str, most: int) -> list[tuple[object, int]]:
        """The most frequent values of a column, each with how often it comes."""

    @abstractmethod
    def sample(self, rows: int) -> list[tuple[str | None, ...]]:
        """Some rows, all values as text; the same ones each time."""


@dataclass(frozen=True)
class MeasureFailure:
    """One expression that could not be measured, beside others that could."""

    message: str


@dataclass(frozen=True)
class AccessCheck:
    """One line of a verification: what was looked at, whether it holds, and the figures."""

    name: str
    passed: bool
    detail: str


@dataclass
class Export:
    """A finished file for one reader. Whoever holds it closes it; closing removes the file."""

    path: Path
    media_type: str
    suffix: str
    rows: int | None
    bytes: int

    def open(self) -> BinaryIO:
        """The file, to be read once. Its name is removed at once, so that nothing is left when the process dies."""
        opened = self.path.open("rb")
        self.path.unlink()
        return opened

    def close(self) -> None:
        """Remove the file, if nobody opened it."""
        self.path.unlink(missing_ok=True)

    def __enter__(self) -> "Export":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Warehouse(ABC):
    """A place where data lives and compute runs.

    A `location` is what a warehouse answers for data it keeps; only the same warehouse can read it.
    Every method may raise a WarehouseError; only WarehouseUnavailable is worth a second try.
    """

    @abstractmethod
    def build(
        self,
        *,
        sql: str,
        inputs: Mapping[str, str],
        port_key: str,
        run_key: str,
        limits: Limits,
        alive: Callable[[], None],
        views: Mapping[str, View] | None = None,
        sample_rows: int | None = None,
    ) -> Built:
        """Run one SELECT over the inputs (location by table name) and keep its result for this run of this port.

        An input with a view is read through it. With `sample_rows`, only so many rows of every input are read, drawn
        by chance among those that its view shows, and of the same data always the same ones. Running it again for the
        same run replaces the result. `alive` is called about twice a second; what it raises ends the work and comes
        through.
        """

    @abstractmethod
    def shape(
        self, *, sql: str, inputs: Mapping[str, str], limits: Limits, views: Mapping[str, View] | None = None
    ) -> tuple[ColumnType, ...]:
        """The columns that one SELECT over the inputs makes, as a build would make them; no row is read."""

    @abstractmethod
    def inspect(
        self,
        *,
        sql: str,
        inputs: Mapping[str, str],
        limits: Limits,
        alive: Callable[[], None],
        views: Mapping[str, View] | None = None,
    ) -> AbstractContextManager[Inspection]:
        """Run one SELECT like a build, and open its result for questions; it is gone when the block ends."""

    @abstractmethod
    def land(
        self,
        *,
        system: str,
        table: str,
        source: Path,
        format: str,
        null_values: Sequence[str] = ("",),
        limits: Limits | None = None,
        alive: Callable[[], None] = nobody_asks,
    ) -> Built:
        """Bring a source file in. The same file lands once; `null_values` are the texts that mean nothing in a CSV."""

    @abstractmethod
    def describe(self, location: str) -> tuple[ColumnType, ...]:
        """The columns that really lie there, in order."""

    @abstractmethod
    def statistics(self, location: str) -> Statistics:
        """The table in figures, from one reading of the raw data."""

    @abstractmethod
    def sample(self, location: str, view: View, *, limit: int) -> Sample:
        """The first rows as the view shows them."""

    @abstractmethod
    def export(self, location: str, view: View, *, format: str, limit: int | None = None) -> Export:
        """All rows as the view shows them, as a file; the table is never held in memory."""

    @abstractmethod
    def count(self, location: str, view: View | None = None) -> int:
        """How many rows there are, or how many the view shows."""

    @abstractmethod
    def measure(self, location: str, expressions: Mapping[str, str]) -> dict[str, Any]:
        """The value of each aggregate over the raw data, in one reading; a MeasureFailure where there is none."""

    @abstractmethod
    def run_check_query(
        self, location: str, table_name: str, sql: str, *, limits: Limits | None = None, row_limit: int = 1000
    ) -> Sample:
        """What a contract's own SELECT answers over the raw data, which it calls by `table_name`."""

    @abstractmethod
    def verify(self, location: str, view: View, *, all_columns: Sequence[str]) -> list[AccessCheck]:
        """Read as the consumer of this view would, and compare with the raw data."""

    @abstractmethod
    def open_access(self, location: str, view: View, *, grantee: str) -> None:
        """Let a grantee read the view. Doing it again changes nothing."""

    @abstractmethod
    def close_access(self, location: str, *, grantee: str) -> None:
        """End a grantee's access. Doing it again changes nothing."""

    @abstractmethod
    def locations(self) -> Iterator[str]:
        """All data that lies here, whole; a sweep compares it with the rows."""

    @abstractmethod
    def discard(self, location: str) -> None:
        """Remove the data. Readers that already read it finish undisturbed; discarding twice is no error."""

    @abstractmethod
    def sweep_leftovers(self, *, older_than: timedelta = timedelta(hours=1)) -> int:
        """Remove what killed processes left half done; answers how many files."""
