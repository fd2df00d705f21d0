"""Connections to the server: as the owner, and as a consumer on trial. What the server says becomes a refusal."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from catalog.warehouses.errors import AccessNotSet, WarehouseUnavailable
from catalog.warehouses.postgres.names import Names
from catalog.warehouses.statements import sent

CONNECT_SECONDS = 10
LOCK_SECONDS = 5  # a reader that holds a view longer makes its change wait for the next try
PROBE_FOR = timedelta(minutes=10)
# Values are written the same way whatever the server's own settings are.
WRITTEN = "-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=1 -c bytea_output=hex"
# What goes away by itself: locks, deadlocks, a server that is busy or being restarted.
PASSING = (
    *(psycopg.OperationalError, errors.LockNotAvailable, errors.QueryCanceled, errors.SerializationFailure),
    *(errors.DeadlockDetected, errors.TooManyConnections),
)


class _Cursor(psycopg.Cursor):
    """Tells whoever listens what it sends; parameters are not told."""

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> "_Cursor":
        with _told_of(self.connection, str(query)):
            return super().execute(query, *args, **kwargs)

    @contextmanager
    def copy(self, statement: Any, *args: Any, **kwargs: Any) -> Iterator[psycopg.Copy]:
        with _told_of(self.connection, str(statement)), super().copy(statement, *args, **kwargs) as copy:
            yield copy


class _Connection(psycopg.Connection):
    """Nothing that is done on it stands before its commit, which is told like a statement."""

    def commit(self) -> None:
        with _told_of(self, "COMMIT", stands=True):
            super().commit()

    def rollback(self) -> None:
        with _told_of(self, "ROLLBACK"):
            super().rollback()


class Server:
    """One database of a server, as its owner reaches it."""

    def __init__(self, conninfo: str, *, seconds: float) -> None:
        try:
            self._parts = {key: str(value) for key, value in conninfo_to_dict(conninfo).items() if value is not None}
            self._parts.pop("options", None)
        except psycopg.ProgrammingError:
            raise WarehouseUnavailable(reason="the address in its variable cannot be read") from None
        self._seconds = seconds
        self.database = self._parts.get("dbname", self._parts.get("user", "postgres"))
        self.names = Names(self.database)

    @property
    def host(self) -> str:
        """Where it is."""
        return self._parts.get("host", "localhost")

    @property
    def port(self) -> str:
        """Its port."""
        return self._parts.get("port", "5432")

    @contextmanager
    def owner(self) -> Iterator[psycopg.Connection]:
        """A connection in a transaction that is committed when the block ends well."""
        with told(), self._connect(f"-c lock_timeout={LOCK_SECONDS}s") as connection:
            yield connection

    @contextmanager
    def consumer(self, grantee: str) -> Iterator[psycopg.Connection]:
        """A connection with exactly the rights that a consumer has, by a login that lives as long as the block."""
        probe, password = self.names.probe(grantee), secrets.token_urlsafe(24)
        with self.owner() as owner:
            until = (datetime.now(UTC) + PROBE_FOR).isoformat()
            verifier = hidden(owner, password, probe)
            owner.execute(f"CREATE ROLE {probe} LOGIN PASSWORD '{verifier}' VALID UNTIL '{until}'")
            owner.execute(f"GRANT {self.names.role(grantee)} TO {probe}")
        try:
            with told(), self._connect(WRITTEN, user=probe, password=password) as connection:
                connection.read_only = True
                yield connection
        finally:
            with suppress(WarehouseUnavailable), self.owner() as owner:
                owner.execute(f"DROP ROLE IF EXISTS {probe}")

    def _connect(self, options: str, **instead: str) -> psycopg.Connection:
        limit = f"{options} -c statement_timeout={int(self._seconds * 1000)}"
        parts = self._parts | {"connect_timeout": str(CONNECT_SECONDS), "application_name": "marketplace"} | instead
        return _Connection.connect(make_conninfo(**parts, options=limit), cursor_factory=_Cursor)


def hidden(connection: psycopg.Connection, password: str, user: str) -> str:
    """What the server keeps of a password: the password itself neither travels nor stands in a log."""
    kept: bytes = connection.pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256")
    return kept.decode()


@contextmanager
def told() -> Iterator[None]:
    """Tell the server's failures; its sentences may quote data, so only those about rights and objects are told."""
    try:
        yield
    except PASSING as failure:
        raise WarehouseUnavailable(reason=_first_line(failure)) from None
    except psycopg.Error as failure:
        raise AccessNotSet(reason=_first_line(failure)) from None


def _told_of(connection: psycopg.Connection, text: str, *, stands: bool = False) -> Any:
    return sent(text, user=connection.info.user, stands=stands, why=_first_line)


def _first_line(failure: BaseException) -> str:
    if isinstance(failure, psycopg.DataError):
        return type(failure).__name__
    return (str(failure).strip().splitlines() or [type(failure).__name__])[0]
