"""Receive OpenLineage events from other systems, keep them as they came, and tie them to the ports they are about."""

import hashlib
import json

from django.db import transaction

from catalog.lineage.errors import EventNotValid
from catalog.lineage.openlineage import Event, NotAnEvent, Tree, names_of, read_event
from catalog.models import LineageEvent, OutputPort
from marketplace.foundation.audit import record

NAMESPACE = "marketplace"
MOST_WARNINGS = 50


@transaction.atomic
def receive_event(*, actor, document: object) -> LineageEvent:
    """Keep one event; the same event again answers the row that is there.

    Inputs are tied to ports that the sender may see, outputs to ports of the sender's own teams.
    Raises EventNotValid for what has not the core shape of an event.
    """
    event = _read(document)
    digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    row, made = LineageEvent.objects.get_or_create(
        digest=digest,
        defaults={
            "run_id": event.run_id,
            "job": event.job[:400],
            "event_type": event.event_type,
            "event_time": event.event_time,
            "producer": event.producer[:400],
            "document": document,
            "warnings": list(event.warnings[:MOST_WARNINGS]),
        },
    )
    if not made:
        return row
    ports = ports_of(actor, event)
    row.ports.set(ports)
    for port in ports:
        record(
            "lineage.received",
            port,
            actor=actor,
            product=port.product.slug,
            team=port.product.owner,
            producer=event.producer,
            job=event.job,
            event_type=event.event_type,
        )
    return row


@transaction.atomic
def receive_events(*, actor, documents: list) -> list[LineageEvent]:
    """Keep a batch, all or none of it."""
    for document in documents:
        _read(document)
    return [receive_event(actor=actor, document=document) for document in documents]


def ports_of(actor, event: Event) -> list[OutputPort]:
    """The ports that an event speaks of, by the name `<product>.<port>` in our namespace or by where the data lies."""
    read = {name for dataset in event.inputs for name in names_of(dataset)}
    written = {name for dataset in event.outputs for name in names_of(dataset)}
    named, lying = _keys(read | written)
    ports = OutputPort.objects.visible_to(actor).select_related("product__owner", "snapshot")
    found = [
        *ports.filter(product__slug__in={slug for slug, _port in named}, name__in={port for _slug, port in named}),
        *ports.filter(snapshot__location__in=lying),
    ]
    mine = {
        port.pk: port for port in found if _is_named(port, read) or _is_named(port, written) and _is_theirs(actor, port)
    }
    return sorted(mine.values(), key=lambda port: port.pk)


def _is_named(port: OutputPort, names: set[tuple[str, str]]) -> bool:
    address = (NAMESPACE, f"{port.product.slug}.{port.name}")
    return address in names or bool(port.snapshot and _lies_at(port.snapshot.location, names))


def _is_theirs(actor, port: OutputPort) -> bool:
    return actor.is_platform or port.product.owner_id in actor.team_ids


def _lies_at(location: str, names: set[tuple[str, str]]) -> bool:
    return any(_location(name) == location for _namespace, name in names)


def _keys(names: set[tuple[str, str]]) -> tuple[set[tuple[str, str]], set[str]]:
    """What to look for: product and port by name, and locations in the lakehouse."""
    parts = [name.partition(".") for namespace, name in names if namespace == NAMESPACE]
    named = {(slug, port) for slug, dot, port in parts if dot}
    return named, {_location(name) for _namespace, name in names}


def _location(name: str) -> str:
    """A file's path as a location: from `products/` on."""
    _before, found, rest = name.replace("\x00", "").rpartition("products/")
    return found + rest


def _read(document: Tree | object) -> Event:
    try:
        return read_event(document)
    except NotAnEvent as reason:
        raise EventNotValid(reason=str(reason)) from None
