"""The worker's doors to comparing values."""

import structlog
from celery import shared_task
from django.utils import timezone

from catalog.comparing import joins
from catalog.models import OutputPort
from catalog.warehouses.errors import WarehouseError
from marketplace.foundation.nudges import nudge

log = structlog.get_logger(__name__)


@shared_task
def sweep_joins() -> None:
    """Ask workers to look for joins of the ports whose data is new, or that were not looked at for a week."""
    for pk in joins.due(timezone.now()):
        nudge(look_for_joins, pk)


@shared_task
def look_for_joins(port_id: int) -> None:
    """Compare the values of one port's keys with those of other products; a port that cannot be read waits."""
    ports = OutputPort.objects.offered().select_related("product", "contract", "snapshot", "warehouse")
    if (port := ports.filter(pk=port_id).first()) is None:
        return
    try:
        joins.look(port)
    except WarehouseError as trouble:
        log.warning("joins not looked for", port=port_id, reason=str(trouble))
