"""How long it took to detect breaches and to tell people of them, from what the marketplace itself knows.

Detected: from the moment in which the breach came about until the incident opened, for those of which that moment is
known: what the data alone decides was broken when the data was built, what grows with the clock when the bound was
reached. Nobody knows since when something is wrong that a person reports, nor since when a counterpart is missing in
other data; they are not counted.

Notified: from the opening of an incident until people were told, and until the last of the messages about its opening
was delivered. What a worker has not told yet, and a message that is still on its way or was given up, takes until now.
Who asked to be told once a day, or does not want it, is not counted.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from accounts.models import Delivery
from catalog.models import Incident, IncidentEntry, Monitor, OutputPort
from catalog.service_levels.compile import Kind

MOST = 200  # incidents of one port that are looked at


def times_of(port: OutputPort, kinds: Collection[Kind], since: datetime, now: datetime) -> dict[Kind, list[timedelta]]:
    """For each of these kinds of promise, how long it took for every incident that opened since then."""
    asked = {kind: look for kind, look in LOOKS.items() if kind in kinds}
    if not asked:
        return {}
    opened = Incident.objects.filter(port=port, opened_at__gte=since).order_by("-opened_at", "-pk")
    incidents = list(opened.exclude(monitor__indicator=Monitor.Indicator.INCIDENTS)[:MOST])
    return {kind: look(incidents, now) for kind, look in asked.items()}


def _detected(incidents: Sequence[Incident], now: datetime) -> list[timedelta]:
    return [one.opened_at - one.began_at for one in incidents if one.began_at is not None]


def _notified(incidents: Sequence[Incident], now: datetime) -> list[timedelta]:
    """In two queries: the lines that say that the incidents opened, and what was sent of them."""
    arrived = {one.pk: one.told_at or now for one in incidents}
    lines = IncidentEntry.objects.filter(incident__in=arrived, kind=IncidentEntry.Kind.OPENED)
    keys = {f"incident:{pk}:{line}": pk for line, pk in lines.values_list("pk", "incident")}
    sent = Delivery.objects.filter(notification__key__in=keys, daily=False).exclude(state=Delivery.State.DROPPED)
    for key, state, ended in sent.values_list("notification__key", "state", "ended_at"):
        at = ended if state == Delivery.State.SENT and ended else now
        arrived[keys[key]] = max(arrived[keys[key]], at)
    return [max(arrived[one.pk] - one.opened_at, timedelta()) for one in incidents]


LOOKS: Mapping[Kind, Callable[[Sequence[Incident], datetime], list[timedelta]]] = {
    Kind.DETECT: _detected,
    Kind.NOTIFY: _notified,
}
