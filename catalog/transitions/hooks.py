"""Whom a breaking change concerns, and what follows from one. `requests` registers here when the app starts.

The catalog never imports it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Consumer, User
from catalog.models import DataProduct, OutputPort
from marketplace.foundation.registry import Registry


@dataclass(frozen=True)
class Standing:
    """A consumer who may read one port now: since when, until when, and when they last did."""

    port_id: int
    consumer: Consumer
    valid_from: datetime
    valid_until: datetime
    last_read_at: datetime | None = None


# Everybody who has access to the ports of a product now; a fixed number of queries.
STANDINGS: Registry[Callable[[DataProduct], Iterable[Standing]]] = Registry("source of standing access")
# In whose name a person reads a port at this moment: their own, and those of teams of theirs that hold it.
READS_AS: Registry[Callable[[User, OutputPort], Iterable[Consumer]]] = Registry(
    "answer to in whose name somebody reads"
)
# Called in the transaction in which a version is published that has a port no more, while its readers still read the
# version before: what waits for the port is withdrawn. (port, actor)
AFTER_LEAVING: Registry[Callable[[OutputPort, User | None], None]] = Registry("thing to do when a port is left out")
# Called in the transaction from which on nobody reads such a port any more: access to it ends. (port, actor, reason)
AFTER_VANISHING: Registry[Callable[[OutputPort, User | None, str], None]] = Registry("thing to do when a port is gone")
# Called in the transaction in which consumers begin to read another version: access is proven again. (port, consumers)
AFTER_MOVING: Registry[Callable[[OutputPort, Iterable[Consumer]], None]] = Registry("thing to do when readers move")


def standings_on(product: DataProduct) -> list[Standing]:
    """All standing access to the ports of one product, by port and consumer."""
    found = [standing for source in STANDINGS for standing in source(product)]
    return sorted(found, key=lambda one: (one.port_id, one.consumer.pk))


def reads_as(person: User, port: OutputPort) -> list[Consumer]:
    """In whose name a person reads a port at this moment, each name once, their own first."""
    found = {consumer.pk: consumer for source in READS_AS for consumer in source(person, port)}
    return sorted(found.values(), key=lambda one: (one.person_id is None, one.pk))


def after_moving(port: OutputPort, consumers: Iterable[Consumer]) -> None:
    """Have it proven that these consumers, each once, can read what they read from now on."""
    every = {consumer.pk: consumer for consumer in consumers}
    if every:
        for prove in AFTER_MOVING:
            prove(port, every.values())
