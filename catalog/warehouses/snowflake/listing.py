"""What exists in the database: tables, views, and who has rights on them."""

import hashlib
from dataclasses import dataclass
from typing import Any

from catalog.warehouses.expressions import quoted_name, quoted_text
from catalog.warehouses.rights import Right
from catalog.warehouses.snowflake import sql

_PRIVILEGES = f"""
    SELECT GRANTEE, OBJECT_SCHEMA, OBJECT_NAME, OBJECT_TYPE, PRIVILEGE_TYPE FROM INFORMATION_SCHEMA.OBJECT_PRIVILEGES
    WHERE PRIVILEGE_TYPE <> 'OWNERSHIP' AND (OBJECT_SCHEMA = '{sql.RAW}' OR OBJECT_SCHEMA LIKE 'CONSUMER\\_%')
    ORDER BY 1, 2, 3, 5
"""


@dataclass(frozen=True)
class Found:
    """A right, and what takes it away."""

    right: Right
    undo: str


def found(cursor: Any) -> list[Found]:
    """Every right on a raw table or on a consumer's view; those that the marketplace gives have a name."""
    cursor.execute(_PRIVILEGES)
    return [_found(*row) for row in cursor.fetchall()]


def has_table(cursor: Any, table: str) -> bool:
    """Is the table there?"""
    schema, _dot, name = table.partition(".")
    asked = f"TABLE_SCHEMA = {quoted_text(schema)} AND TABLE_NAME = {quoted_text(name.strip(chr(34)))}"
    cursor.execute(f"SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE {asked}")
    return bool(cursor.fetchone()[0])


def views(cursor: Any, schema: str) -> set[str]:
    """The names of the views of a consumer."""
    asked = quoted_text(schema.strip('"'))
    cursor.execute(f"SELECT TABLE_NAME FROM INFORMATION_SCHEMA.VIEWS WHERE TABLE_SCHEMA = {asked}")
    return {name for (name,) in cursor.fetchall()}


def ended_users(cursor: Any, plan: sql.Plan) -> list[str]:
    """The statements that end the users who read as a consumer."""
    begins = f"MARKETPLACE_{plan.grantee.upper()}_AS_"
    cursor.execute(f"SHOW USERS STARTS WITH {quoted_text(begins)}")
    return [f"DROP USER IF EXISTS {quoted_name(row[0])}" for row in cursor.fetchall()]


def _found(grantee: str, schema: str, name: str, kind: str, privilege: str) -> Found:
    mine = grantee == f"MARKETPLACE_{schema}" and (kind, privilege) == ("VIEW", "SELECT")
    detail = f"{privilege} on {kind.lower()} {schema}.{name}"
    who = schema.lower() if mine else grantee
    key = hashlib.sha256(f"{who}\0{detail}".encode()).hexdigest()
    place = f"{quoted_name(schema)}.{quoted_name(name)}"
    undo = f"REVOKE {privilege} ON {kind} {place} FROM ROLE {quoted_name(grantee)}"
    return Found(Right(key, who, detail, name.lower() if mine else ""), undo)
