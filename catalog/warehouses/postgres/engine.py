"""The warehouse in PostgreSQL: built by the sandbox like everything, loaded by COPY, read with logins of the server.

People's SQL never reaches the server: it is parsed and runs in the sandbox, and its result is loaded. The file that
the sandbox made stays where the lakehouse keeps it, so that contracts are measured, policies compared and downloads
made by the same SQL whatever the engine, and a product can be built from ports of any warehouse.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from catalog.warehouses.errors import ViewNotFit, WarehouseUnavailable
from catalog.warehouses.expressions import DATA, ViewProblem, quoted_text
from catalog.warehouses.interface import AccessCheck, ColumnType, Limits, View, Way
from catalog.warehouses.lakehouse import READ_LIMITS, Lakehouse
from catalog.warehouses.postgres import listing, loading, measuring, names, proof
from catalog.warehouses.postgres.access import Wanted, close_view, open_view
from catalog.warehouses.postgres.logins import rotate
from catalog.warehouses.postgres.server import Server
from catalog.warehouses.postgres.sql import carried, view_of
from catalog.warehouses.reader import reading
from catalog.warehouses.rights import Connection, Right
from catalog.warehouses.verification import SEEN, compare

THERE = "in PostgreSQL: "


class Postgres(Lakehouse):
    """Tables in a schema of the owner's, and a governed view for every consumer and port."""

    has_logins = True

    def __init__(
        self,
        root: Path,
        *,
        salt: str,
        conninfo: str,
        address: str = "",
        read_limits: Limits = READ_LIMITS,
        load_seconds: float = 300,
    ) -> None:
        super().__init__(root, salt=salt, read_limits=read_limits)
        self._address = address
        self._server = Server(conninfo, seconds=read_limits.seconds)
        self._load_seconds = load_seconds

    def offer(self, location: str) -> None:
        """Load the file into a table of its own, unless it is there."""
        with self._server.owner() as connection:
            if loading.is_loaded(connection, location):
                return
        columns = self.describe(location)
        with self._to_load(location, columns) as file:
            loading.load(self._server, location, columns, file, salt=self._salt, seconds=self._load_seconds)

    def rehearse(self, location: str, view: View) -> int | None:
        """Load it, look at it as a consumer would, and roll back."""
        columns = self.describe(location)
        select = self._select(view, columns, names.REHEARSED)
        with self._to_load(location, columns) as file:
            limits = {"salt": self._salt, "seconds": self._load_seconds}
            return loading.rehearse(self._server, columns, file, select, **limits)

    def measure(self, location: str, expressions: Mapping[str, str]) -> dict[str, Any]:
        """On the server, of what consumers read there; from the file what is not loaded, or not surely the same."""
        with self._server.owner() as connection:
            loaded = loading.is_loaded(connection, location)
        there = measuring.measured(self._server, location, self.describe(location), expressions) if loaded else {}
        rest = {key: sql for key, sql in expressions.items() if key not in there}
        found = super().measure(location, rest) | there
        return {key: found[key] for key in expressions}

    def orphans(self, location: str, other: str, pairs: Sequence[tuple[Way, Way]]) -> int:
        """On the server, where both are loaded and surely compared alike; else by the files."""
        with self._server.owner() as connection:
            loaded = all(loading.is_loaded(connection, place) for place in (location, other))
        if loaded:
            ends = [(place, self.describe(place)) for place in (location, other)]
            found = measuring.orphans(self._server, ends[0], ends[1], pairs)
            if found is not None:
                return found
        return super().orphans(location, other, pairs)

    def open_access(self, location: str, view: View, *, grantee: str, name: str, until: datetime | None = None) -> None:
        """Have the data, the role and the view there; all that a reader sees changes in one transaction."""
        self.offer(location)
        select = self._select(view, self.describe(location), names.table(location))
        if until is not None:
            # By the statement's own clock: whoever keeps a transaction open does not stop the time.
            moment = quoted_text(until.astimezone(UTC).isoformat())
            select = f"SELECT * FROM ({select}) AS lent WHERE statement_timestamp() < TIMESTAMPTZ {moment}"
        open_view(self._server, Wanted(grantee, name, location, select))

    def close_access(self, *, grantee: str, name: str) -> None:
        """Refuse at once, then remove the view, and the role and its logins with the last one."""
        close_view(self._server, grantee=grantee, name=name)

    def verify_opened(
        self, location: str, view: View, *, all_columns: Sequence[str], grantee: str, name: str
    ) -> list[AccessCheck]:
        """Connect with a login that has the consumer's rights, and hold what it reads against the raw data."""
        raw, place = self._layout.existing(location), f"{names.schema(grantee)}.{names.view(name)}"
        with self._layout.scratch_folder() as folder:
            file, seen = folder / "seen.csv", folder / "seen.parquet"
            with self._server.consumer(grantee) as connection:
                shown, visible = proof.fetch(connection, place, file)
                checks = list(proof.nothing_else(connection, grantee, location))
            if [one.lower() for one in shown] != [one.lower() for one in view.columns]:
                told = f"The view shows {', '.join(shown)}, the policy {', '.join(view.columns)}."
                return [AccessCheck("columns", False, told), *checks]
            with self._reading(location, files=(file,), output=seen) as reader:
                select = self._seen(reader, view)
                columns = reader.describe(select)
                reader.copy(proof.typed(file, columns), seen, "FORMAT parquet")
            with reading({DATA: raw, SEEN: seen}, limits=self._limits, scratch=self._layout.scratch) as reader:
                same = proof.same_values(reader, select, columns, visible)
                checks = [*compare(reader, view, visible, all_columns), same, *checks]
        return [replace(check, name=f"{THERE}{check.name}") for check in checks]

    def verify_closed(self, *, grantee: str, name: str) -> list[AccessCheck]:
        """Connect as the consumer, if there is still one, and try."""
        return [proof.is_shut(self._server, grantee, name)]

    def rights(self) -> list[Right]:
        """By the server's own catalogs."""
        with self._server.owner() as connection:
            return [one.right for one in listing.found(connection, self._server.names)]

    def take_away(self, key: str) -> bool:
        """Look again, and take away what has this key."""
        with self._server.owner() as connection:
            undo = [one.undo for one in listing.found(connection, self._server.names) if one.right.key == key]
            for statement in undo:
                connection.execute(statement)
        return bool(undo)

    def connection(self, *, grantee: str, login: str, name: str) -> Connection:
        """A new password for one person; the server alone keeps what it can be checked by."""
        found = rotate(self._server, grantee=grantee, login=login, name=name)
        if not self._address:
            return found
        host, _colon, port = self._address.partition(":")
        return replace(found, host=host, port=port or found.port)

    def locations(self) -> Iterator[str]:
        """The tables; the files beside them are the lakehouse's to list."""
        with self._server.owner() as connection:
            yield from loading.loaded(connection)

    def discard(self, location: str) -> None:
        """Remove the table, then the file. A table that a view still shows is left for the next sweep."""
        with self._server.owner() as connection:
            if not loading.unload(connection, location):
                raise WarehouseUnavailable(reason="a consumer's view still shows this data")
        super().discard(location)

    def sweep_leftovers(self, *, older_than: timedelta = timedelta(hours=1)) -> int:
        """Remove what killed processes left half done, logins for one trial among it."""
        with self._server.owner() as connection:
            probes = listing.expired_probes(connection, self._server.names)
            for probe in probes:
                connection.execute(f"DROP ROLE {probe}")
        return len(probes) + super().sweep_leftovers(older_than=older_than)

    @contextmanager
    def _to_load(self, location: str, columns: tuple[ColumnType, ...]) -> Iterator[Path]:
        """The data as a file that COPY reads."""
        with self._layout.scratch_folder() as folder:
            file = folder / "load.csv"
            with self._reading(location, output=file) as reader:
                reader.copy(f"SELECT {carried(columns)} FROM {DATA}", file, "FORMAT csv, HEADER false")
            yield file

    def _select(self, view: View, columns: tuple[ColumnType, ...], table: str) -> str:
        try:
            return view_of(view, columns, table=table, salt=names.SALT)
        except ViewProblem as problem:
            raise ViewNotFit(reason=str(problem)) from None
