"""The embedded lakehouse: Parquet files under one folder, DuckDB in memory over them, no server."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from catalog.warehouses import sandbox
from catalog.warehouses.errors import (
    BuildFailed,
    BuildOutOfMemory,
    BuildTimedOut,
    BuildTooLarge,
    FormatNotAvailable,
    SourceNotReadable,
    ViewNotFit,
    WarehouseUnavailable,
)
from catalog.warehouses.expressions import DATA, ViewProblem, select_of
from catalog.warehouses.formats import FORMATS, available
from catalog.warehouses.inspection import OpenTable
from catalog.warehouses.interface import (
    AccessCheck,
    Built,
    ColumnType,
    Export,
    Inspection,
    Limits,
    Sample,
    Statistics,
    View,
    Way,
    nobody_asks,
)
from catalog.warehouses.layout import Layout
from catalog.warehouses.measuring import measured
from catalog.warehouses.orphans import KNOWN, orphans_of
from catalog.warehouses.outcomes import insist_on_success, refusal_of
from catalog.warehouses.reader import Reader, reading
from catalog.warehouses.remembering import once
from catalog.warehouses.sampling import draw
from catalog.warehouses.sandbox_checks import CheckJob, run_checks
from catalog.warehouses.sources import digest_of, reason_of, select_from, unpacked
from catalog.warehouses.statistics import statistics_of
from catalog.warehouses.through_portal import ThroughPortal
from catalog.warehouses.verification import verify

READ_LIMITS = Limits(seconds=120, memory_mb=1024, threads=2)


class Lakehouse(ThroughPortal):
    """Snapshots as Parquet files; a grant needs nothing here, because the portal's governed read is the only gate."""

    def __init__(self, root: Path, *, salt: str, read_limits: Limits = READ_LIMITS) -> None:
        self._layout = Layout(root)
        self._salt = salt
        self._limits = read_limits

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
        """Run one SELECT in the sandbox and keep its result as the snapshot of this run."""
        location = self._layout.snapshot(port_key, run_key)
        with self._layout.scratch_folder() as folder:
            if sample_rows is None:
                tables = self._tables(inputs, views or {}, folder)
            else:
                tables = self._samples(inputs, views or {}, folder, sample_rows)
            return self._build(location, sql, tables=tables, limits=limits, alive=alive)

    def shape(
        self, *, sql: str, inputs: Mapping[str, str], limits: Limits, views: Mapping[str, View] | None = None
    ) -> tuple[ColumnType, ...]:
        """Run the SELECT for none of its rows, and look at the file that comes out."""
        with self._layout.scratch_folder() as folder:
            tables, made = self._tables(inputs, views or {}, folder, rows=0), folder / "shape.parquet"
            self._run(sql, made, tables=tables, limits=limits, alive=nobody_asks, row_limit=0)
            with reading({DATA: made}, limits=self._limits, scratch=self._layout.scratch) as reader:
                return reader.describe(f"SELECT * FROM {DATA}")

    @contextmanager
    def inspect(
        self,
        *,
        sql: str,
        inputs: Mapping[str, str],
        limits: Limits,
        alive: Callable[[], None],
        views: Mapping[str, View] | None = None,
    ) -> Iterator[Inspection]:
        """Run one SELECT in the sandbox, and open its result for as long as the block lasts."""
        with self._layout.scratch_folder() as folder:
            tables, made = self._tables(inputs, views or {}, folder), folder / "inspected.parquet"
            self._run(sql, made, tables=tables, limits=limits, alive=alive)
            with reading({DATA: made}, limits=self._limits, scratch=self._layout.scratch) as reader:
                yield OpenTable(reader)

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
        """Bring a CSV (plain, gzip or zip) or Parquet file in; a file that landed before is left as it is."""
        limits = limits or self._limits
        location = self._layout.landed(system, table, digest_of(source, null_values))
        if self._layout.path(location).is_file():
            return self._built(location, seconds=0)
        with self._layout.scratch_folder() as folder, unpacked(source, folder, most_mb=limits.disk_mb) as file:
            sql = select_from(file, format, null_values, name=source.name)
            try:
                return self._build(location, sql, files=(file,), limits=limits, alive=alive)
            except (BuildTimedOut, BuildOutOfMemory, BuildTooLarge):
                raise
            except BuildFailed as error:
                raise SourceNotReadable(file=source.name, reason=reason_of(error.facts["reason"])) from None

    def describe(self, location: str) -> tuple[ColumnType, ...]:
        """The columns of the file, in order."""

        def look() -> tuple[ColumnType, ...]:
            with self._reading(location) as reader:
                return reader.describe(f"SELECT * FROM {DATA}")

        return once("columns", self._layout.existing(location), look)

    def statistics(self, location: str) -> Statistics:
        """Every column in figures, in one scan."""
        with self._reading(location) as reader:
            return statistics_of(reader)

    def sample(self, location: str, view: View, *, limit: int) -> Sample:
        """The first rows as the view shows them."""
        with self._reading(location) as reader:
            return reader.sample(f"{self._seen(reader, view)} LIMIT {limit:d}")

    def export(self, location: str, view: View, *, format: str, limit: int | None = None) -> Export:
        """All rows as the view shows them, written by DuckDB to a file of its own."""
        if format not in FORMATS or not FORMATS.get(format).available:
            raise FormatNotAvailable(format=format, formats=", ".join(available()))
        chosen = FORMATS.get(format)
        path = self._layout.export(chosen.suffix)
        most = "" if limit is None else f" LIMIT {limit:d}"
        try:
            with self._reading(location, output=path) as reader:
                rows = chosen.write(reader, self._seen(reader, view) + most, path)
            return Export(path, chosen.media_type, chosen.suffix, rows, path.stat().st_size)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def count(self, location: str, view: View | None = None) -> int:
        """How many rows there are, or how many the view shows."""
        with self._reading(location) as reader:
            source = DATA if view is None else f"({self._seen(reader, view)})"
            return reader.number(f"SELECT count(*) FROM {source}")

    def measure(self, location: str, expressions: Mapping[str, str]) -> dict[str, Any]:
        """All aggregates in one scan of what the file does not tell by itself."""
        if not expressions:
            return {}
        with self._reading(location) as reader:
            return measured(reader, expressions, path=str(self._layout.existing(location)))

    def orphans(self, location: str, other: str, pairs: Sequence[tuple[Way, Way]]) -> int:
        """By a join of the two files, in this process: nothing in it was written by people."""
        tables = {DATA: self._layout.existing(location), KNOWN: self._layout.existing(other)}
        with reading(tables, limits=self._limits, scratch=self._layout.scratch) as reader:
            return orphans_of(reader, pairs)

    def run_check_queries(
        self, location: str, table_name: str, queries: Sequence[str], *, seconds: float
    ) -> list[list[tuple[Any, ...]] | Exception]:
        """All in one child of the sandbox, held back like a build; each with its own time."""
        tables, limits = {table_name: self._layout.existing(location)}, replace(self._limits, seconds=seconds)
        with self._layout.scratch_folder() as scratch:
            job = CheckJob(queries, tables, scratch, self._layout.root, limits)
            try:
                told = run_checks(job)
            except OSError as error:
                raise WarehouseUnavailable(reason=error.strerror or "no process can be started") from error
        return [refusal_of(one.outcome, limits) or one.rows for one in told]

    def verify(self, location: str, view: View, *, all_columns: Sequence[str]) -> list[AccessCheck]:
        """Take what the consumer would get, by the way the consumer gets it, and hold it against the raw data."""
        key, limits = ("proof", view, tuple(all_columns), self._salt), self._limits
        prove = partial(verify, self, self._layout, location, view, all_columns=all_columns, limits=limits)
        return list(once(key, self._layout.existing(location), prove, good=_all_passed))

    def locations(self) -> Iterator[str]:
        """All snapshots and landed tables."""
        return self._layout.locations()

    def discard(self, location: str) -> None:
        """Remove a file; who has it open reads on."""
        self._layout.path(location).unlink(missing_ok=True)

    def sweep_leftovers(self, *, older_than: timedelta = timedelta(hours=1)) -> int:
        """Remove half-written snapshots, forgotten exports and spilled pages."""
        return self._layout.sweep(older_than)

    @contextmanager
    def _reading(self, location: str, output: Path | None = None, files: Sequence[Path] = ()) -> Iterator[Reader]:
        tables, scratch = {DATA: self._layout.existing(location)}, self._layout.scratch
        with reading(tables, limits=self._limits, scratch=scratch, output=output, files=files) as reader:
            yield reader

    def _tables(
        self, inputs: Mapping[str, str], views: Mapping[str, View], folder: Path, rows: int | None = None
    ) -> dict[str, Path]:
        """The files that a SELECT reads, by name; an input with a view as a copy, of so many of its rows."""
        tables = {name: self._layout.existing(place) for name, place in inputs.items()}
        most = "" if rows is None else f" LIMIT {rows:d}"
        for number, (name, view) in enumerate(views.items()):
            # A copy, because a view inside the sandbox would show it the salt of the hashes.
            tables[name] = folder / f"{number}.parquet"
            with self._reading(inputs[name], output=tables[name]) as reader:
                reader.copy(self._seen(reader, view) + most, tables[name], "FORMAT parquet")
        return tables

    def _samples(
        self, inputs: Mapping[str, str], views: Mapping[str, View], folder: Path, rows: int
    ) -> dict[str, Path]:
        """So many rows of every file that a SELECT reads, by name."""
        tables = {name: folder / f"{number}.parquet" for number, name in enumerate(inputs)}
        common: dict[str, Any] = {"limits": self._limits, "scratch": self._layout.scratch, "salt": self._salt}
        for name, place in inputs.items():
            draw(self._layout.existing(place), rows, tables[name], view=views.get(name), **common)
        return tables

    def _seen(self, reader: Reader, view: View) -> str:
        try:
            return select_of(view, reader.describe(f"SELECT * FROM {DATA}"), salt=self._salt)
        except ViewProblem as problem:
            raise ViewNotFit(reason=str(problem)) from None

    def _build(
        self,
        location: str,
        sql: str,
        *,
        limits: Limits,
        alive: Callable[[], None],
        tables: Mapping[str, Path] | None = None,
        files: Sequence[Path] = (),
    ) -> Built:
        started = time.monotonic()
        with self._layout.draft_of(self._layout.path(location)) as draft:
            memory_mb = self._run(sql, draft, tables=tables or {}, files=files, limits=limits, alive=alive)
        return self._built(location, seconds=time.monotonic() - started, memory_mb=memory_mb)

    def _built(self, location: str, *, seconds: float, memory_mb: int | None = None) -> Built:
        size = self._layout.existing(location).stat().st_size
        with self._reading(location) as reader:
            rows = reader.number(f"SELECT count(*) FROM {DATA}")
            columns = reader.describe(f"SELECT * FROM {DATA}")
        return Built(location, rows, size, columns, round(seconds, 3), memory_mb)

    def _run(
        self,
        sql: str,
        output: Path,
        *,
        tables: Mapping[str, Path],
        limits: Limits,
        alive: Callable[[], None],
        files: Sequence[Path] = (),
        row_limit: int | None = None,
    ) -> int | None:
        """Run a SELECT in the sandbox and turn what went wrong into a refusal; answers the memory it took, in MB."""
        with self._layout.scratch_folder() as scratch:
            job = sandbox.Job(
                sql=sql,
                inputs=tables,
                output=output,
                scratch=scratch,
                root=self._layout.root,
                seconds=limits.seconds,
                memory_mb=limits.memory_mb,
                threads=limits.threads,
                disk_mb=limits.disk_mb,
                files=files,
                row_limit=row_limit,
            )
            try:
                outcome = sandbox.run(job, alive=alive)
            except OSError as error:
                raise WarehouseUnavailable(reason=error.strerror or "no process can be started") from error
        insist_on_success(outcome, limits)
        return outcome.memory_mb


def _all_passed(checks: Sequence[AccessCheck]) -> bool:
    return all(check.passed for check in checks)
