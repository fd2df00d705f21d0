"""Every right to read that exists in the database, whoever gave it, as the server's own catalogs tell it.

Those that the marketplace gives have a name or a login. All others were given by somebody else: a right on a raw
table or on a consumer's view, a role that was made a consumer's or that a consumer was made a member of, an
attribute with which a role may do more. Each comes with the statement that takes it away.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from catalog.warehouses.postgres import names
from catalog.warehouses.postgres.names import Names
from catalog.warehouses.rights import Right

_OBJECTS = """
    SELECT 'TABLE', n.nspname, c.relname, NULL, coalesce(g.rolname, 'PUBLIC'), a.privilege_type,
           obj_description(c.oid, 'pg_class'),
           CASE c.relkind WHEN 'v' THEN md5(pg_get_viewdef(c.oid)) END,
           CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(g.rolname) END,
           quote_ident(n.nspname) || '.' || quote_ident(c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
    LEFT JOIN pg_roles g ON g.oid = a.grantee
    WHERE (n.nspname = %(raw)s OR n.nspname LIKE 'consumer\\_%%') AND a.grantee <> c.relowner
  UNION ALL
    SELECT 'COLUMN', n.nspname, c.relname, t.attname, coalesce(g.rolname, 'PUBLIC'), a.privilege_type, NULL, NULL,
           CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(g.rolname) END,
           quote_ident(n.nspname) || '.' || quote_ident(c.relname)
    FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace,
         aclexplode(t.attacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
    WHERE (n.nspname = %(raw)s OR n.nspname LIKE 'consumer\\_%%') AND a.grantee <> c.relowner
  UNION ALL
    SELECT 'SCHEMA', n.nspname, NULL, NULL, coalesce(g.rolname, 'PUBLIC'), a.privilege_type, NULL, NULL,
           CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(g.rolname) END, quote_ident(n.nspname)
    FROM pg_namespace n, aclexplode(n.nspacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
    WHERE (n.nspname = %(raw)s OR n.nspname LIKE 'consumer\\_%%') AND a.grantee <> n.nspowner
"""
_MEMBERS = """
    SELECT r.rolname, m.rolname, m.rolcanlogin, m.rolvaliduntil < now(), m.rolname = current_user,
           quote_ident(r.rolname), quote_ident(m.rolname)
    FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
    WHERE r.rolname LIKE %(ours)s OR m.rolname LIKE %(ours)s
"""
_ATTRIBUTES = """
    SELECT rolname, a.word FROM pg_roles, LATERAL (VALUES
        (rolsuper, 'SUPERUSER'), (rolcreaterole, 'CREATEROLE'), (rolcreatedb, 'CREATEDB'),
        (rolbypassrls, 'BYPASSRLS'), (rolreplication, 'REPLICATION')) AS a(has, word)
    WHERE rolname LIKE %(ours)s AND a.has
"""


@dataclass(frozen=True)
class Found:
    """A right, and what takes it away."""

    right: Right
    undo: str


def found(connection: psycopg.Connection, server: Names) -> list[Found]:
    """All that there is, in a fixed number of queries."""
    asked = {"raw": names.RAW, "ours": f"{server.scope}\\_{names.CONSUMERS.rstrip('_')}\\_%"}
    return [
        *_objects(connection.execute(_OBJECTS, asked).fetchall(), server),
        *_members(connection.execute(_MEMBERS, asked).fetchall(), server),
        *_attributes(connection.execute(_ATTRIBUTES, asked).fetchall()),
    ]


def expired_probes(connection: psycopg.Connection, server: Names) -> list[str]:
    """Logins that were made for one trial, by a process that died in the middle of it."""
    rows = connection.execute(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE %s AND rolvaliduntil < now()",
        [f"{server.scope}\\_{names.CONSUMERS.rstrip('_')}\\_%\\_probe\\_%"],
    )
    return [name for (name,) in rows]


def _objects(rows: list[tuple], server: Names) -> Iterator[Found]:
    for kind, schema, relation, column, grantee, privilege, comment, definition, who, place in rows:
        mine = schema.startswith(names.CONSUMERS) and grantee == f"{server.scope}_{schema}"
        if mine and (kind, privilege) == ("SCHEMA", "USAGE"):
            continue  # it opens nothing by itself
        if kind == "COLUMN":
            said = f"{privilege} on column {column} of {schema}.{relation}"
            undo = f"REVOKE {privilege} ({_quoted(column)}) ON {place} FROM {who}"
        else:
            said = (
                f"{privilege} on {kind.lower()} {schema}.{relation}" if relation else f"{privilege} on schema {schema}"
            )
            undo = f"REVOKE {privilege} ON {kind} {place} FROM {who}"
        if mine and (kind, privilege) == ("TABLE", "SELECT") and _is_ours(comment, definition):
            yield _right(schema, said, undo, name=relation)
        elif mine and (kind, privilege) == ("TABLE", "SELECT"):
            yield _right(grantee, f"{said}, a view that the marketplace did not make", undo)
        else:
            yield _right(grantee, said, undo)


def _members(rows: list[tuple], server: Names) -> Iterator[Found]:
    ours = f"{server.scope}_{names.CONSUMERS}"
    for role, member, signs_in, is_over, is_owner, role_quoted, member_quoted in rows:
        undo = f"REVOKE {role_quoted} FROM {member_quoted}"
        if is_owner or (member.startswith(f"{role}_probe_") and not is_over):
            continue
        login = member.removeprefix(f"{role}_as_") if member.startswith(f"{role}_as_") and signs_in else ""
        if role.startswith(ours) and login:
            grantee = role.removeprefix(f"{server.scope}_")
            yield _right(grantee, f"login {member}", f"ALTER ROLE {member_quoted} NOLOGIN; {undo}", login=login)
        else:
            yield _right(member, f"member of {role}", undo)


def _attributes(rows: list[tuple]) -> Iterator[Found]:
    for role, attribute in rows:
        yield _right(role, f"attribute {attribute}", f"ALTER ROLE {_quoted(role)} NO{attribute}")


def _is_ours(comment: str | None, definition: str | None) -> bool:
    try:
        return bool(comment) and json.loads(comment or "").get("definition") == definition
    except (ValueError, AttributeError):
        return False


def _right(grantee: str, detail: str, undo: str, *, name: str = "", login: str = "") -> Found:
    key = hashlib.sha256(f"{grantee}\0{detail}".encode()).hexdigest()
    return Found(Right(key, grantee, detail, name, login), undo)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
