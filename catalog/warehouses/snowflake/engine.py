"""The warehouse in Snowflake, through its own connector. Tested statement by statement, never against an account.

Builds, measures and downloads are the lakehouse's, as in PostgreSQL. What a consumer reads is counted as the consumer's
role and compared with the lakehouse; values are not compared one by one, as they are in PostgreSQL.
"""

import importlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from catalog.warehouses.errors import AccessNotSet, ViewNotFit, WarehouseUnavailable
from catalog.warehouses.expressions import DATA, ViewProblem
from catalog.warehouses.interface import AccessCheck, Limits, View
from catalog.warehouses.lakehouse import READ_LIMITS, Lakehouse
from catalog.warehouses.rights import Connection, Right
from catalog.warehouses.snowflake import listing, sql
from catalog.warehouses.statements import sent

MISSING = "the package snowflake-connector-python is not installed (requirements-snowflake.in)"
THERE = "in Snowflake: "


class Snowflake(Lakehouse):
    """Secure views with masking and row access policies, and a role for every consumer."""

    has_logins = True

    def __init__(self, root: Path, *, salt: str, address: str, read_limits: Limits = READ_LIMITS) -> None:
        super().__init__(root, salt=salt, read_limits=read_limits)
        parts = urlsplit(address)
        self._asked = dict(parse_qsl(parts.query)) | {
            "account": parts.hostname or "",
            "user": unquote(parts.username or ""),
            "database": parts.path.strip("/"),
        }
        if parts.password:
            self._asked["password"] = unquote(parts.password)

    def offer(self, location: str) -> None:
        """Load the file into a table, unless it is there."""
        columns, table = self.describe(location), sql.table_of(location)
        with self._cursor() as cursor, self._layout.scratch_folder() as folder:
            _run(cursor, sql.preparing(salt=self._salt))
            if listing.has_table(cursor, table):
                return
            file = folder / "table.parquet"
            with self._reading(location, output=file) as reader:
                reader.copy(f"SELECT * FROM {DATA}", file, "FORMAT parquet")
            _run(cursor, sql.loading(location, columns, file=str(file)))

    def rehearse(self, location: str, view: View) -> int | None:
        """Compile the statements only: what is done in Snowflake stands at once and cannot be undone."""
        self._opening(sql.Plan("consumer_0", "rehearsed", location, view, self.describe(location)))
        return None

    def open_access(self, location: str, view: View, *, grantee: str, name: str, until: datetime | None = None) -> None:
        """Have the data, the role, the policies and the view there."""
        self.offer(location)
        statements = self._opening(sql.Plan(grantee, name, location, view, self.describe(location), until))
        with self._cursor() as cursor:
            _run(cursor, statements)

    def close_access(self, *, grantee: str, name: str) -> None:
        """Drop the view, and the role with the last one."""
        plan = _named(grantee, name)
        with self._cursor() as cursor:
            _run(cursor, sql.closing(plan))
            if not listing.views(cursor, plan.schema):
                _run(cursor, [*listing.ended_users(cursor, plan), *sql.leaving(plan)])

    def verify_opened(
        self, location: str, view: View, *, all_columns: Sequence[str], grantee: str, name: str
    ) -> list[AccessCheck]:
        """Take the consumer's role on, count what it reads, and try the raw table."""
        plan, expected = _named(grantee, name), self.count(location, view)
        with self._as(plan) as cursor:
            cursor.execute(f"SELECT * FROM {plan.place} LIMIT 0")
            shown = [column[0].lower() for column in cursor.description]
            cursor.execute(f"SELECT COUNT(*) FROM {plan.place}")
            rows = cursor.fetchone()[0]
            refused = _is_refused(cursor, sql.table_of(location))
        agreed = shown == [one.lower() for one in view.columns]
        told = f"{len(shown)} of {len(all_columns)} columns can be read."
        return [
            AccessCheck(f"{THERE}columns", agreed, told),
            AccessCheck(f"{THERE}rows", rows == expected, f"{rows} rows can be read, {expected} fit the row filter."),
            AccessCheck(f"{THERE}raw table", refused, "It is refused." if refused else "It can be read."),
        ]

    def verify_closed(self, *, grantee: str, name: str) -> list[AccessCheck]:
        """Look whether the view is gone; with it went every right to it."""
        plan = _named(grantee, name)
        with self._cursor() as cursor:
            gone = name.upper() not in listing.views(cursor, plan.schema)
        told = f"{name} is gone." if gone else f"{name} is still there."
        return [AccessCheck(f"{THERE}closed", gone, told)]

    def rights(self) -> list[Right]:
        """By the database's own listing of privileges."""
        with self._cursor() as cursor:
            return [one.right for one in listing.found(cursor)]

    def take_away(self, key: str) -> bool:
        """Look again, and take away what has this key."""
        with self._cursor() as cursor:
            undo = [one.undo for one in listing.found(cursor) if one.right.key == key]
            _run(cursor, undo)
        return bool(undo)

    def connection(self, *, grantee: str, login: str, name: str) -> Connection:
        """A new password for one person's user."""
        plan, password = _named(grantee, name), secrets.token_urlsafe(24)
        compute = self._asked.get("warehouse", "")
        user, statements = sql.signing_in(plan, login, password=password, compute=compute)
        with self._cursor() as cursor:
            _run(cursor, statements)
        view = plan.place.replace('"', "")
        return Connection(self._asked["account"], "443", self._asked["database"], user, view, password)

    def _opening(self, plan: sql.Plan) -> list[str]:
        try:
            return sql.opening(plan, database=self._asked["database"], compute=self._asked.get("warehouse", ""))
        except ViewProblem as problem:
            raise ViewNotFit(reason=str(problem)) from None

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        try:
            connector = importlib.import_module("snowflake.connector")
        except ModuleNotFoundError:
            raise WarehouseUnavailable(reason=MISSING) from None
        try:
            with connector.connect(**self._asked) as connection:
                yield _Telling(connection.cursor(), user=self._asked["user"], hide=self._salt)
        except connector.errors.OperationalError as failure:
            raise WarehouseUnavailable(reason=str(failure).splitlines()[0]) from None
        except connector.errors.Error as failure:
            raise AccessNotSet(reason=str(failure).splitlines()[0]) from None

    @contextmanager
    def _as(self, plan: sql.Plan) -> Iterator[Any]:
        """A cursor with the rights of a consumer, and no other."""
        with self._cursor() as cursor:
            cursor.execute("SELECT CURRENT_ROLE()")
            mine = cursor.fetchone()[0]
            _run(cursor, [f'GRANT ROLE {plan.role} TO ROLE "{mine}"', "USE SECONDARY ROLES NONE"])
            _run(cursor, [f"USE ROLE {plan.role}"])
            yield cursor


class _Telling:
    """A cursor that tells whoever listens what it sends; every statement stands at once, as there is no transaction."""

    def __init__(self, cursor: Any, *, user: str, hide: str) -> None:
        self._cursor, self._told = cursor, {"user": user, "hide": hide}

    def execute(self, statement: str) -> Any:
        """Send one statement."""
        with sent(statement, stands=True, why=_first_line, **self._told):
            return self._cursor.execute(statement)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


def _first_line(failure: BaseException) -> str:
    return (str(failure).strip().splitlines() or [type(failure).__name__])[0]


def _named(grantee: str, name: str) -> sql.Plan:
    return sql.Plan(grantee, name, "", View(()), ())


def _run(cursor: Any, statements: Sequence[str]) -> None:
    for statement in statements:
        cursor.execute(statement)


def _is_refused(cursor: Any, place: str) -> bool:
    errors = importlib.import_module("snowflake.connector").errors
    try:
        cursor.execute(f"SELECT 1 FROM {place} LIMIT 1")
    except errors.ProgrammingError:
        return True
    return False
