"""Access in Snowflake as statements: roles, masking and row access policies, secure views and grants. Pure.

A consumer is a role with a schema of secure views. Masks are masking policies on the view, the row filter is a row
access policy below it. Raw tables, policies and the salt lie in a schema to which nothing is granted.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from catalog.spec import MaskSpec
from catalog.warehouses.dialects import by_name, condition_in, translated
from catalog.warehouses.expressions import HIDDEN, REDACTED, ViewProblem, is_text, quoted_name, quoted_text
from catalog.warehouses.interface import ColumnType, View

RAW = "MARKETPLACE_RAW"
_TYPES = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "NUMBER(38,0)"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), "NUMBER(38,0)"),
    **dict.fromkeys(("FLOAT", "DOUBLE"), "FLOAT"),
    "BOOLEAN": "BOOLEAN",
    "DATE": "DATE",
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "TIMESTAMP_NTZ"),
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP_TZ",
    "TIME": "TIME",
    "BLOB": "BINARY",
}


@dataclass(frozen=True)
class Plan:
    """One consumer's access to one port, and what its data looks like."""

    grantee: str
    name: str
    location: str
    view: View
    columns: tuple[ColumnType, ...]
    until: datetime | None = None

    @property
    def role(self) -> str:
        """The role that holds the consumer's rights."""
        return quoted_name(f"MARKETPLACE_{self.grantee.upper()}")

    @property
    def schema(self) -> str:
        """The schema of the consumer's views."""
        return quoted_name(self.grantee.upper())

    @property
    def place(self) -> str:
        """The view."""
        return f"{self.schema}.{quoted_name(self.name.upper())}"


def type_of(column: ColumnType) -> str:
    """The type of a column in Snowflake.

    >>> [type_of(ColumnType("a", type, "")) for type in ("DECIMAL(6,2)", "INTEGER[]", "UUID")]
    ['NUMBER(6,2)', 'VARIANT', 'VARCHAR']
    """
    if column.physical_type.endswith("]") or column.logical_type in ("object", "array"):
        return "VARIANT"
    if column.physical_type.startswith("DECIMAL"):
        return column.physical_type.replace("DECIMAL", "NUMBER", 1)
    return _TYPES.get(column.physical_type, "VARCHAR")


def table_of(location: str) -> str:
    """The table of the data at a location."""
    return f"{RAW}.{quoted_name(f'T_{hashlib.sha256(location.encode()).hexdigest()[:32].upper()}')}"


def preparing(*, salt: str) -> list[str]:
    """The statements that have the schema of raw tables and policies there, and the salt of hashes in it."""
    return [
        f"CREATE SCHEMA IF NOT EXISTS {RAW}",
        f"CREATE OR REPLACE TABLE {RAW}.SALT AS SELECT {quoted_text(salt)} AS SALT",
    ]


def loading(location: str, columns: tuple[ColumnType, ...], *, file: str) -> list[str]:
    """The statements that load a Parquet file: into a table beside, which takes its name when it is whole."""
    table, shape = table_of(location), ", ".join(f"{quoted_name(one.name)} {type_of(one)}" for one in columns)
    beside, stage = table[:-1] + '__NEXT"', f"@~/marketplace/{hashlib.sha256(location.encode()).hexdigest()[:32]}"
    return [
        f"CREATE OR REPLACE TABLE {beside} ({shape})",
        f"PUT {quoted_text(f'file://{file}')} {stage} OVERWRITE = TRUE AUTO_COMPRESS = FALSE",
        f"COPY INTO {beside} FROM {stage} FILE_FORMAT = (TYPE = PARQUET) "
        "MATCH_BY_COLUMN_NAME = CASE_SENSITIVE PURGE = TRUE",
        f"ALTER TABLE {beside} RENAME TO {table}",
    ]


def opening(plan: Plan, *, database: str, compute: str) -> list[str]:
    """The statements that open access, in order. Running them twice changes nothing.

    What a reader sees changes in one of them: policies and the rows below the view are named after what they say and
    are never changed, and the view is replaced whole, with the grants on it. Raises ViewProblem.
    """
    known, view = by_name(plan.columns), plan.view
    if missing := [name for name in view.columns if name.lower() not in known]:
        raise ViewProblem(f"The data has no column {missing[0]!r}.")
    rows, made_rows = _rows(plan)
    if plan.until is not None:
        moment = quoted_text(plan.until.astimezone(UTC).isoformat())
        rows = f"{rows} WHERE CURRENT_TIMESTAMP() < TO_TIMESTAMP_TZ({moment})"
    masks = {mask.column.lower(): mask for mask in view.masks}
    listed, shown, policies = [], [], []
    for name in view.columns:
        column = known[name.lower()]
        value, policy = _shown(column, masks.get(name.lower()), plan.columns)
        shown.append(f"{value} AS {quoted_name(column.name)}")
        listed.append(quoted_name(column.name) + (f" MASKING POLICY {policy[0]}" if policy else ""))
        policies += [policy[1]] if policy else []
    return [
        f"CREATE ROLE IF NOT EXISTS {plan.role}",
        f"CREATE SCHEMA IF NOT EXISTS {plan.schema}",
        *made_rows,
        *policies,
        f"CREATE OR REPLACE SECURE VIEW {plan.place} ({', '.join(listed)}) COPY GRANTS AS "
        f"SELECT {', '.join(shown)} FROM {rows}",
        f"GRANT USAGE ON DATABASE {quoted_name(database)} TO ROLE {plan.role}",
        f"GRANT USAGE ON WAREHOUSE {quoted_name(compute)} TO ROLE {plan.role}",
        f"GRANT USAGE ON SCHEMA {plan.schema} TO ROLE {plan.role}",
        f"GRANT SELECT ON VIEW {plan.place} TO ROLE {plan.role}",
    ]


def closing(plan: Plan) -> list[str]:
    """The statements that close access to one port: with the view goes every right to it."""
    return [f"DROP VIEW IF EXISTS {plan.place}"]


def leaving(plan: Plan) -> list[str]:
    """The statements that end a consumer who holds nothing any more."""
    return [f"DROP SCHEMA IF EXISTS {plan.schema}", f"DROP ROLE IF EXISTS {plan.role}"]


def _rows(plan: Plan) -> tuple[str, list[str]]:
    """What the consumer's view selects from: the raw table, or a view nobody may read, with a row access policy.

    It is a view of its own because in Snowflake no column is both in a masking policy and in a row access policy.
    """
    if not plan.view.row_filter.strip():
        return table_of(plan.location), []
    condition = condition_in(plan.view, plan.columns, dialect="snowflake")
    asked = [one for one in plan.columns if quoted_name(one.name) in condition]
    if not asked:
        raise ViewProblem("The row filter asks about no column.")
    policy = f"{RAW}.{_digest('R', condition)}"
    rows = f"{RAW}.{_digest('V', plan.location + condition)}"
    signature = ", ".join(f"{quoted_name(one.name)} {type_of(one)}" for one in asked)
    names = ", ".join(quoted_name(one.name) for one in asked)
    return rows, [
        f"CREATE ROW ACCESS POLICY IF NOT EXISTS {policy} AS ({signature}) RETURNS BOOLEAN -> "
        f"COALESCE({condition}, FALSE)",
        f"CREATE SECURE VIEW IF NOT EXISTS {rows} ROW ACCESS POLICY {policy} ON ({names}) AS "
        f"SELECT * FROM {table_of(plan.location)}",
    ]


def _shown(
    column: ColumnType, mask: MaskSpec | None, columns: tuple[ColumnType, ...]
) -> tuple[str, tuple[str, str] | None]:
    """A column as the view selects it, and its masking policy with the statement that makes it.

    A policy answers in the type that it is asked in, so what becomes text is made text below it.
    """
    name = quoted_name(column.name)
    if mask is None:
        return name, None
    if mask.method == "expression":
        return translated(mask.expression, columns, dialect="snowflake"), None
    if mask.method not in MASKS:
        raise ViewProblem(f"There is no mask {mask.method!r}.")
    as_text = mask.method in ("hash", "partial") or (mask.method in ("redact", "year") and is_text(column))
    type_, value = ("VARCHAR", _text(column)) if as_text else (type_of(column), name)
    body = MASKS[mask.method](column, mask)
    policy = f"{RAW}.{_digest('M', type_ + body)}"
    return value, (policy, f"CREATE MASKING POLICY IF NOT EXISTS {policy} AS (VAL {type_}) RETURNS {type_} -> {body}")


def _text(column: ColumnType) -> str:
    """The text of a value as DuckDB writes it, so that a hash is the same in every warehouse.

    Raises ViewProblem where Snowflake cannot write it so.
    """
    name, type_ = quoted_name(column.name), type_of(column)
    if type_ == "VARCHAR":
        return f"CAST({name} AS VARCHAR)"
    if type_.startswith("NUMBER") or type_ == "BOOLEAN":
        return f"TO_VARCHAR({name})"
    if type_ == "DATE":
        return f"TO_VARCHAR({name}, 'YYYY-MM-DD')"
    raise ViewProblem(f"Snowflake does not write {column.physical_type} as the other warehouses do: mask it otherwise.")


def _digest(kind: str, said: str) -> str:
    return quoted_name(f"{kind}_{hashlib.sha256(said.encode()).hexdigest()[:32].upper()}")


def _null(column: ColumnType, mask: MaskSpec) -> str:
    return f"CAST(NULL AS {type_of(column)})"


def _hash(column: ColumnType, mask: MaskSpec) -> str:
    return f"SHA2((SELECT SALT FROM {RAW}.SALT) || VAL, 256)"


def _partial(column: ColumnType, mask: MaskSpec) -> str:
    kept = int(mask.size or 0)
    shorter = f"LEFT(VAL, {kept}) || REPEAT('{HIDDEN}', LENGTH(VAL) - {kept})"
    return f"CASE WHEN LENGTH(VAL) > {kept} THEN {shorter} ELSE REPEAT('{HIDDEN}', LENGTH(VAL)) END"


def _redact(column: ColumnType, mask: MaskSpec) -> str:
    return quoted_text(REDACTED) if is_text(column) else _null(column, mask)


def _year(column: ColumnType, mask: MaskSpec) -> str:
    if column.logical_type in ("date", "timestamp"):
        return f"CAST(DATE_TRUNC('YEAR', VAL) AS {type_of(column)})"
    if is_text(column):
        return "CASE WHEN REGEXP_LIKE(VAL, '[0-9]{4}(-.*)?', 's') THEN LEFT(VAL, 4) || '-01-01' END"
    return _null(column, mask)


def _bucket(column: ColumnType, mask: MaskSpec) -> str:
    width = mask.size or 0
    if column.logical_type not in ("integer", "number") or width <= 0:
        return _null(column, mask)
    return f"CAST(FLOOR(VAL / {width}) * {width} AS {type_of(column)})"


MASKS: Mapping[str, Callable[[ColumnType, MaskSpec], str]] = {
    "null": _null,
    "hash": _hash,
    "partial": _partial,
    "redact": _redact,
    "year": _year,
    "bucket": _bucket,
}


def signing_in(plan: Plan, login: str, *, password: str, compute: str) -> tuple[str, list[str]]:
    """A user for one person, and the statements that give it a new password, the consumer's role and what computes."""
    user = quoted_name(f"MARKETPLACE_{plan.grantee.upper()}_AS_{login.upper()}")
    return user.strip('"'), [
        f"CREATE USER IF NOT EXISTS {user} DEFAULT_ROLE = {plan.role} DEFAULT_SECONDARY_ROLES = ()",
        f"ALTER USER {user} SET PASSWORD = {quoted_text(password)} DISABLED = FALSE "
        f"DEFAULT_WAREHOUSE = {quoted_name(compute)}",
        f"GRANT ROLE {plan.role} TO USER {user}",
    ]
