"""The worker's doors to measuring."""

from celery import shared_task

from catalog.models import OutputPort
from catalog.service_levels import runner
from catalog.service_levels.slo import forgetting, rolling
from marketplace.foundation.audit import coming_from
from marketplace.foundation.nudges import nudge


@shared_task
def measure_all() -> None:
    """Ask workers to measure every port that readers can read."""
    for port_id in runner.due_ports():
        nudge(measure_one, port_id)


@shared_task
def measure_one(port_id: int) -> None:
    """Measure one port, unless another worker has just taken it."""
    if runner.claim(port_id):
        port = OutputPort.objects.select_related("product__owner", "warehouse", "contract", "snapshot").get(pk=port_id)
        with coming_from("worker", task="measure_one"):
            runner.measure_port(port)
        rolling.roll_up(port_id)


@shared_task
def roll_up_all() -> None:
    """Ask workers to put together what was measured of ports that were left behind."""
    for port_id in rolling.left_behind():
        nudge(roll_up_one, port_id)


@shared_task
def roll_up_one(port_id: int) -> None:
    """Put together what was measured of a port."""
    rolling.roll_up(port_id)


@shared_task
def forget_old() -> None:
    """Delete measurements, hours and days that are older than they are kept for."""
    forgetting.forget()
