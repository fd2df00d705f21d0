"""Bring tables of source systems into a warehouse."""

from pathlib import Path

from django.db import transaction
from django.utils import timezone

from catalog.models import SourceSystem, SourceTable, Warehouse
from catalog.warehouses.engines import warehouse_for
from marketplace.foundation.audit import record

LAKEHOUSE = "lakehouse"


def the_lakehouse() -> Warehouse:
    """The warehouse that is always there."""
    return Warehouse.objects.get_or_create(slug=LAKEHOUSE, defaults={"name": "Lakehouse", "engine": "lakehouse"})[0]


def land_table(
    *, actor, system: SourceSystem, name: str, source: Path, format: str, null_values: tuple[str, ...] = ("",)
) -> SourceTable:
    """Bring one file of a source system in as a table; the same file lands once.

    Raises WarehouseError when the file cannot be read.
    """
    warehouse = the_lakehouse()
    landed = warehouse_for(warehouse).land(
        system=system.slug, table=name, source=source, format=format, null_values=null_values
    )
    columns = [{"name": column.name, "type": column.physical_type} for column in landed.columns]
    with transaction.atomic():
        table, made = SourceTable.objects.select_for_update().get_or_create(
            system=system,
            name=name,
            defaults={
                "warehouse": warehouse,
                "location": landed.location,
                "columns": columns,
                "rows": landed.rows,
                "size": landed.bytes,
                "landed_at": timezone.now(),
            },
        )
        if made or table.location != landed.location:
            table.location, table.columns = landed.location, columns
            table.rows, table.size, table.landed_at = landed.rows, landed.bytes, timezone.now()
            table.save()
            record("source.landed", table, actor=actor, rows=landed.rows, public=True)
    return table
