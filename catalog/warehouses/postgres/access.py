"""Who may read what: a role for every consumer, a schema of views for every role, and no right to anything else.

Everything that a consumer is given happens in one transaction, so that a reader sees the view before it or the view
after it. What is taken away is refused from the first transaction on; tidying up waits for nobody.
"""

import hashlib
import json
from dataclasses import dataclass

import psycopg
from psycopg import errors

from catalog.warehouses.errors import ViewNotFit
from catalog.warehouses.expressions import quoted_text
from catalog.warehouses.postgres import names
from catalog.warehouses.postgres.loading import lock
from catalog.warehouses.postgres.server import Server


@dataclass(frozen=True)
class Wanted:
    """One view that a consumer is to have."""

    grantee: str
    name: str
    location: str
    select: str

    @property
    def place(self) -> str:
        """The view, as SQL names it."""
        return f"{names.schema(self.grantee)}.{names.view(self.name)}"

    @property
    def digest(self) -> str:
        """Tells one wish from another."""
        return hashlib.sha256(f"{self.location}\0{self.select}".encode()).hexdigest()


def open_view(server: Server, wanted: Wanted) -> None:
    """Have the view, and the right to read it, in one transaction; what is as it should be is left alone."""
    role, schema = server.names.role(wanted.grantee), names.schema(wanted.grantee)
    with server.owner() as connection:
        lock(connection, wanted.grantee)
        if not _exists(connection, "pg_roles", "rolname", role):
            connection.execute(f"CREATE ROLE {role} NOLOGIN")
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        _let_connect(connection, role)
        if not is_unchanged(connection, wanted.place, wanted.digest):
            _replace(connection, wanted)
        connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        connection.execute(f"GRANT SELECT ON {wanted.place} TO {role}")


def close_view(server: Server, *, grantee: str, name: str) -> None:
    """Take the right away at once, then the view, and with the last view everything that the consumer had."""
    place = f"{names.schema(grantee)}.{names.view(name)}"
    role = server.names.role(grantee)
    with server.owner() as connection:
        lock(connection, grantee)
        if _there(connection, place) and _exists(connection, "pg_roles", "rolname", role):
            connection.execute(f"REVOKE ALL ON {place} FROM {role}, PUBLIC")
    _tidy(server, grantee, place)


def is_unchanged(connection: psycopg.Connection, place: str, digest: str) -> bool:
    """Is the view there, made from this wish, and not changed by anybody since?"""
    found = connection.execute(
        "SELECT obj_description(v.oid, 'pg_class'), md5(pg_get_viewdef(v.oid)), "
        "coalesce(v.reloptions @> '{security_barrier=true}', false) "
        "FROM pg_class v WHERE v.oid = to_regclass(%s) AND v.relkind = 'v'",
        [place],
    ).fetchone()
    if found is None or not found[0] or not found[2]:
        return False
    said = json.loads(found[0])
    return said.get("digest") == digest and said.get("definition") == found[1]


def logins_of(connection: psycopg.Connection, role: str) -> list[str]:
    """The logins that read as a consumer."""
    rows = connection.execute(
        "SELECT m.rolname FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid "
        "JOIN pg_roles m ON m.oid = a.member WHERE r.rolname = %s AND m.rolcanlogin AND m.rolname LIKE %s",
        [role, f"{role}\\_as\\_%"],
    )
    return [name for (name,) in rows]


def drop_login(connection: psycopg.Connection, login: str, role: str) -> None:
    """End a login. One that owns something stays as a name with which nobody can sign in."""
    connection.execute(f"ALTER ROLE {login} NOLOGIN PASSWORD NULL")
    connection.execute(f"REVOKE {role} FROM {login}")
    _drop_role(connection, login)


def _replace(connection: psycopg.Connection, wanted: Wanted) -> None:
    place = wanted.place
    connection.execute(f"DROP VIEW IF EXISTS {place} CASCADE")
    try:
        connection.execute(f"CREATE VIEW {place} WITH (security_barrier = true) AS {wanted.select}")
    except errors.InsufficientPrivilege:
        raise
    except psycopg.ProgrammingError as failure:
        raise ViewNotFit(reason=f"PostgreSQL cannot do this: {str(failure).splitlines()[0]}.") from None
    found = connection.execute("SELECT md5(pg_get_viewdef(to_regclass(%s)))", [place]).fetchone()
    assert found is not None
    comment = {"location": wanted.location, "digest": wanted.digest, "definition": found[0]}
    connection.execute(f"COMMENT ON VIEW {place} IS {quoted_text(json.dumps(comment))}")


def _tidy(server: Server, grantee: str, place: str) -> None:
    role, schema = server.names.role(grantee), names.schema(grantee)
    with server.owner() as connection:
        lock(connection, grantee)
        if _there(connection, place):
            _drop_view(connection, place, role)
        left = connection.execute(
            "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s LIMIT 1",
            [schema],
        ).fetchone()
        if left or not _exists(connection, "pg_roles", "rolname", role):
            return
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        for login in logins_of(connection, role):
            drop_login(connection, login, role)
        _end_sessions(connection, role)
        _drop_role(connection, role)


def _drop_view(connection: psycopg.Connection, place: str, role: str) -> None:
    """Whoever is in the middle of reading what they may read no more is not waited for."""
    try:
        with connection.transaction():
            connection.execute(f"DROP VIEW {place} CASCADE")
    except errors.LockNotAvailable:
        _end_sessions(connection, role)
        connection.execute(f"DROP VIEW {place} CASCADE")


def _let_connect(connection: psycopg.Connection, role: str) -> None:
    """Where not everybody may connect to the database, say that this role may."""
    may = connection.execute("SELECT has_database_privilege(%s, current_database(), 'CONNECT')", [role]).fetchone()
    if may == (False,):
        lock(connection, "database")
        connection.execute(f"GRANT CONNECT ON DATABASE {_database(connection)} TO {role}")


def _let_connect_no_more(connection: psycopg.Connection, role: str) -> None:
    given = connection.execute(
        "SELECT 1 FROM pg_database d, aclexplode(d.datacl) a JOIN pg_roles r ON r.oid = a.grantee "
        "WHERE d.datname = current_database() AND r.rolname = %s",
        [role],
    )
    if given.fetchone():
        lock(connection, "database")
        connection.execute(f"REVOKE ALL ON DATABASE {_database(connection)} FROM {role}")


def _database(connection: psycopg.Connection) -> str:
    found = connection.execute("SELECT quote_ident(current_database())").fetchone()
    assert found is not None
    return str(found[0])


def _drop_role(connection: psycopg.Connection, role: str) -> None:
    try:
        with connection.transaction():
            _let_connect_no_more(connection, role)
            connection.execute(f"DROP ROLE {role}")
    except errors.DependentObjectsStillExist:
        return  # it owns something, or was given something by hand; the listing of rights tells what


def _end_sessions(connection: psycopg.Connection, role: str) -> None:
    """Whoever still reads as a consumer whose right is gone is sent away, where the owner may do that."""
    try:
        with connection.transaction():
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND usename LIKE %s",
                [f"{role}\\_as\\_%"],
            )
    except errors.InsufficientPrivilege:
        return


def _exists(connection: psycopg.Connection, catalog: str, column: str, name: str) -> bool:
    return connection.execute(f"SELECT 1 FROM {catalog} WHERE {column} = %s", [name]).fetchone() is not None


def _there(connection: psycopg.Connection, place: str) -> bool:
    return connection.execute("SELECT to_regclass(%s)", [place]).fetchone() != (None,)
