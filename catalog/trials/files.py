"""Remove what trials have made: each keeps its rows for a while only, and the newest of a product alone."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from catalog.models import Trial, Warehouse
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.errors import WarehouseError

log = structlog.get_logger(__name__)


def remove(locations: dict[str, dict]) -> bool:
    """Remove files by port; False when one could not be removed now. Removing twice is no error."""
    rows = Warehouse.objects.in_bulk({place["warehouse"] for place in locations.values()})
    try:
        for place in locations.values():
            if row := rows.get(place["warehouse"]):
                warehouse_for(row).discard(place["location"])
    except WarehouseError as away:
        log.warning("rows of a trial not removed", reason=str(away))
        return False
    return True


def discard(trial: Trial) -> None:
    """Remove the rows of a trial that is over, and its copy of the documents; what was found in them stays."""
    if remove(trial.locations):
        over = Trial.objects.filter(pk=trial.pk, discarded_at=None).exclude(state__in=Trial.State.open())
        over.update(discarded_at=timezone.now(), locations={}, bundle=b"")


def discard_older(trial: Trial) -> None:
    """Once a trial is done, nobody looks at the rows of those before it."""
    before = Trial.objects.filter(product=trial.product_id, pk__lt=trial.pk, discarded_at=None)
    for one in before.exclude(state__in=Trial.State.open()):
        discard(one)


def due() -> list[Trial]:
    """Trials that are over and still have rows that nobody may want: too old, not done, or followed by another."""
    newer = Trial.objects.filter(product=OuterRef("product"), pk__gt=OuterRef("pk"), state=Trial.State.SUCCEEDED)
    over = Trial.objects.filter(discarded_at=None).exclude(state__in=Trial.State.open())
    old = Q(ended_at__lt=timezone.now() - timedelta(hours=settings.TRIAL_KEEP_HOURS))
    return list(over.filter(old | ~Q(state=Trial.State.SUCCEEDED) | Exists(newer)).defer("bundle", "facts"))


def sweep() -> int:
    """Remove the rows of every trial whose time is over; answers how many."""
    found = due()
    for trial in found:
        discard(trial)
    return len(found)
