"""Many rows of a table at once, in the fastest way each database has."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Max, Model
from django.db.models.fields import NOT_PROVIDED
from django.utils import timezone


def fresh_ids(model: type[Model], count: int) -> list[int]:
    """So many keys that nobody has and nobody will be given. Call it in the transaction that uses them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, count],
            )
            return [key for (key,) in cursor.fetchall()]
    # SQLite lets one transaction write at a time, and gives the next row a key above the highest.
    highest = model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0
    return list(range(highest + 1, highest + 1 + count))


def pour(model: type[Model], told: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of the fields that are told, by the names of their attributes; the others get their defaults.

    The database keeps its constraints; what only Python would check is up to the caller.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    untold = [field for name, field in fields.items() if name not in told and not _is_made_by_database(field)]
    defaults = tuple(_ready(field, _default(field)) for field in untold)
    ready = [_readier(fields[name]) for name in told]
    columns = [fields[name].column for name in told] + [field.column for field in untold]
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    made = (
        (*(value if fit is None else fit(value) for fit, value in zip(ready, row, strict=True)), *defaults)
        for row in rows
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in made:
                    copy.write_row(row)
        else:
            marks = ", ".join(["?"] * len(columns))
            cursor.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", made)  # noqa: S608


def _is_made_by_database(field: Field) -> bool:
    return field.primary_key and field.get_internal_type().endswith("AutoField")


def _default(field: Field) -> Any:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now()
    if field.default is NOT_PROVIDED and field.null:
        return None
    return field.get_default()


def _readier(field: Field):
    """What makes a value of this field fit for the database; None where every value is."""
    kind = field.get_internal_type()
    if isinstance(field, JSONField):
        return _as_json
    if kind == "DateTimeField":
        return connection.ops.adapt_datetimefield_value
    if kind == "DateField":
        return connection.ops.adapt_datefield_value
    return None


def _as_json(value: Any) -> str:
    """JSON; a text is taken to be written as JSON already."""
    return value if isinstance(value, str) else json.dumps(value)


def _ready(field: Field, value: Any) -> Any:
    fit = _readier(field)
    return fit(value) if fit and value is not None else value
