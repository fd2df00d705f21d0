"""Whom a breaking change concerns. `requests` registers here when the app starts; the catalog never imports it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Consumer
from catalog.models import DataProduct
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


def standings_on(product: DataProduct) -> list[Standing]:
    """All standing access to the ports of one product, by port and consumer."""
    found = [standing for source in STANDINGS for standing in source(product)]
    return sorted(found, key=lambda one: (one.port_id, one.consumer.pk))
