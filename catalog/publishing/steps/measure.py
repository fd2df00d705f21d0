"""Measure every promise of the contract on the data that readers see now."""

from collections import Counter

from django.utils.translation import gettext as _

from catalog.publishing.steps.step import Work
from catalog.service_levels.services import install_monitors, measure_port
from catalog.service_levels.tasks import roll_up_one
from marketplace.foundation.nudges import nudge


def measure(work: Work) -> None:
    """Install the monitors that the contracts in force ask for, and read each of them once."""
    statuses: Counter[str] = Counter()
    for port, _output in work.ports():
        install_monitors(port, port.contract)
        work.alive()
        measured = measure_port(port, snapshot=port.snapshot)
        nudge(roll_up_one, port.pk)
        work.alive()
        found = Counter(str(measurement.status) for measurement in measured)
        statuses += found
        told = ", ".join(f"{count} {status}" for status, count in sorted(found.items())) or _("nothing to measure")
        work.say(f"{port.name}: {told}.")
    work.facts["statuses"] = dict(statuses)
