"""Remove files that nobody needs: builds that readers left long ago, and files that no row knows."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from catalog.models import KeptPort, MigrationPeriod, OutputPort, PublishingRun, Snapshot, SourceTable, Trial, Warehouse
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.errors import WarehouseError, WarehouseUnavailable

log = structlog.get_logger(__name__)

GRACE = timedelta(hours=1)  # no read and no build that began before holds a file longer
REMEMBERED = timedelta(days=7)


def sweep_files() -> int:
    """Discard what is no longer needed; answers how many files. One that cannot be discarded now is left for later."""
    return sum(_sweep(row) for row in Warehouse.objects.order_by("pk"))


def _sweep(row: Warehouse) -> int:
    try:
        warehouse = warehouse_for(row)
        removed = sum(_discard(warehouse, snapshot) for snapshot in left_snapshots(row))
        removed += sum(_removed(warehouse, location) for location in _unknown(row, set(warehouse.locations())))
        return removed + warehouse.sweep_leftovers(older_than=GRACE)
    except WarehouseError as failure:
        log.warning("files not swept", warehouse=row.slug, reason=str(failure))
        return 0


def left_snapshots(row: Warehouse) -> list[Snapshot]:
    """Earlier builds beyond those kept, and builds that never came to readers, all left alone for an hour.

    What a port points to is never among them, nor what is kept for readers of an old version, nor what an open run has
    built.
    """
    before = timezone.now() - GRACE
    lying = Snapshot.objects.filter(port__warehouse=row, discarded_at=None)
    held = OutputPort.objects.filter(snapshot__isnull=False).values("snapshot")
    kept = KeptPort.objects.filter(period__in=MigrationPeriod.objects.open()).values("snapshot")
    in_use = PublishingRun.objects.open().values("pk")
    idle = lying.exclude(pk__in=held).exclude(pk__in=kept).exclude(run__in=in_use)
    newest_first = Window(RowNumber(), partition_by=F("port"), order_by=F("superseded_at").desc())
    ranked = idle.filter(superseded_at__isnull=False).annotate(place=newest_first)
    old = ranked.filter(place__gt=settings.SNAPSHOTS_KEPT, superseded_at__lt=before)
    never_read = idle.filter(superseded_at=None, updated_at__lt=before)
    return [*old, *never_read]


def _discard(warehouse, snapshot: Snapshot) -> int:
    if not _removed(warehouse, snapshot.location):
        return 0
    Snapshot.objects.filter(pk=snapshot.pk).update(discarded_at=timezone.now())
    return 1


def _removed(warehouse, location: str) -> bool:
    """Discard; what readers are still being led away from is left for the next time, and keeps nothing else waiting."""
    try:
        warehouse.discard(location)
    except WarehouseUnavailable as held:
        log.info("data not discarded yet", location=location, reason=str(held))
        return False
    return True


def _unknown(row: Warehouse, lying: set[str]) -> list[str]:
    """Files without a row, seen so for an hour: a file that was just written gets its row in a moment."""
    # Whoever keeps the data: a warehouse with a server keeps the file of every build with the lakehouse.
    known = set(Snapshot.objects.values_list("location", flat=True))
    known |= set(SourceTable.objects.values_list("location", flat=True))
    tried = Trial.objects.filter(discarded_at=None).values_list("locations", flat=True)
    known |= {place["location"] for places in tried for place in places.values()}
    key, now = f"files-without-a-row:{row.pk}", timezone.now()
    before: dict[str, datetime] = cache.get(key, {})
    seen = {location: before.get(location, now) for location in lying - known}
    cache.set(key, seen, REMEMBERED.total_seconds())
    return sorted(location for location, since in seen.items() if now - since >= GRACE)
