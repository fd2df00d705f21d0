"""From what was just read of promises to incidents, in the words of the house."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from catalog.incidents.settling import Seen, settle
from catalog.models import Incident, Monitor, OutputPort, Snapshot
from catalog.service_levels.compile import Kind, MonitorSpec
from catalog.service_levels.durations import SECONDS
from catalog.service_levels.judge import Verdict
from catalog.service_levels.readings import Reading

# Decided by the data alone: such a promise was broken from the moment in which readers got the data.
BY_DATA = (Kind.SCALAR, Kind.QUERY, Kind.PROFILE, Kind.VOLUME, Kind.SCHEMA)
# Grow with the clock: such a promise was broken from the moment in which the bound was reached.
BY_CLOCK = (Kind.AGE, Kind.NEWEST, Kind.INTERVAL)
Found = tuple[MonitorSpec, Monitor, Reading]


def settle_incidents(port: OutputPort, found: Sequence[Found], snapshot: Snapshot, now: datetime) -> None:
    """Open what is broken or far from usual, mend what is kept again; what is unknown stays as it is."""
    for kind, alarming in ((Incident.Kind.BREACH, False), (Incident.Kind.ANOMALY, True)):
        seen = [_seen(*one, snapshot, now) for one in found if one[2].alarming is alarming]
        settle(port, seen, snapshot=snapshot, kind=kind)


def _seen(spec: MonitorSpec, monitor: Monitor, reading: Reading, snapshot: Snapshot, now: datetime) -> Seen:
    return Seen(
        monitor,
        Verdict.BROKEN.value if reading.alarming else reading.status.value,
        title=reading.title or f"{monitor.name}: {reading.text}, promised {monitor.objective_text}",
        detail=reading.detail,
        mended=f"Measured again: {reading.text}; the promise is kept.",
        began_at=began_at(spec, reading, snapshot.built_at, now)
        if reading.status is Verdict.BROKEN or reading.alarming
        else None,
    )


def began_at(spec: MonitorSpec, reading: Reading, built_at: datetime, now: datetime) -> datetime | None:
    """When a promise broke, as far as that can be told; None where it cannot."""
    if spec.kind in BY_DATA:
        return min(built_at, now)
    bound = spec.objective.value
    if spec.kind not in BY_CLOCK or reading.value is None or not isinstance(bound, int | float):
        return None
    return now - timedelta(seconds=max(reading.value - bound, 0) * SECONDS[spec.unit])
