"""What the marketplace asks of a warehouse, whichever engine is behind it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from catalog.spec import MaskSpec
from catalog.warehouses.exports import Export
from catalog.warehouses.rights import Connection, Right

Way = tuple[str, ...]  # the way to a column: its name, or the names of a column, of one inside it, and so on


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


class Warehouse(ABC):
    """A place where data lives and compute runs.

    A `location` is what a warehouse answers for data it keeps; only the same warehouse can read it.
    Every method may raise a WarehouseError; only WarehouseUnavailable is worth a second try. `has_logins` tells whether
    consumers connect to it themselves, or read through the marketplace alone.
    """

    has_logins = False

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
    def orphans(self, location: str, other: str, pairs: Sequence[tuple[Way, Way]]) -> int:
        """How many rows hold values that no row of the other data holds together in the columns paired with theirs.

        A row with a gap among them refers to nothing, and is no orphan (SQL's MATCH SIMPLE).
        """

    @abstractmethod
    def run_check_queries(
        self, location: str, table_name: str, queries: Sequence[str], *, seconds: float
    ) -> list[list[tuple[Any, ...]] | Exception]:
        """What a contract's own SELECTs answer over the raw data, which they call by `table_name`.

        The first two rows of each, of two values at most; or why there are none: one that fails, or takes longer than
        so many seconds, leaves the others alone. Raises WarehouseError where none can be run.
        """

    @abstractmethod
    def rehearse(self, location: str, view: View) -> int | None:
        """Have the server take data and view, and undo it: the rows seen, or None. Raises BuildFailed, ViewNotFit."""

    @abstractmethod
    def offer(self, location: str) -> None:
        """Have finished data where consumers will read it. Doing it again changes nothing."""

    @abstractmethod
    def verify(self, location: str, view: View, *, all_columns: Sequence[str]) -> list[AccessCheck]:
        """Read through the marketplace as the consumer of this view would, and compare with the raw data."""

    @abstractmethod
    def open_access(self, location: str, view: View, *, grantee: str, name: str, until: datetime | None = None) -> None:
        """Let a grantee read the view, under this name, in place of what the name showed before: at once or not at all.
        From `until` on a server shows nothing by itself, whoever is there to close it. Doing it again changes nothing.
        """

    @abstractmethod
    def close_access(self, *, grantee: str, name: str) -> None:
        """End a grantee's access to what this name shows. Doing it again changes nothing."""

    @abstractmethod
    def verify_opened(
        self, location: str, view: View, *, all_columns: Sequence[str], grantee: str, name: str
    ) -> list[AccessCheck]:
        """Connect as the grantee, read what this name shows, compare it with the raw data, and try what is not theirs.

        Nothing, where nobody connects but the marketplace.
        """

    @abstractmethod
    def verify_closed(self, *, grantee: str, name: str) -> list[AccessCheck]:
        """Try to read as the grantee what was closed."""

    @abstractmethod
    def rights(self) -> list[Right]:
        """Every right to read that exists in the warehouse, whoever gave it."""

    @abstractmethod
    def take_away(self, key: str) -> bool:
        """Remove the right with this key, as it is now; False when it is not there any more."""

    @abstractmethod
    def connection(self, *, grantee: str, login: str, name: str) -> Connection:
        """A new password for one login of a grantee, and all that it takes to connect; the old password is void."""

    @abstractmethod
    def locations(self) -> Iterator[str]:
        """All data that lies here, whole; a sweep compares it with the rows."""

    @abstractmethod
    def discard(self, location: str) -> None:
        """Remove the data. Readers that already read it finish undisturbed; discarding twice is no error."""

    @abstractmethod
    def sweep_leftovers(self, *, older_than: timedelta = timedelta(hours=1)) -> int:
        """Remove what killed processes left half done; answers how many files."""
