"""Where others join in when something is wrong, without being known here."""

from collections.abc import Callable, Iterable

from accounts.models import User
from catalog.models import DataProduct, Incident, OutputPort
from marketplace.foundation.registry import Registry

# Called in the transaction that opens or resolves an incident; `incident.resolved_at` tells which of the two it is.
AFTER_INCIDENT: Registry[Callable[[Incident], None]] = Registry("follow-up of an incident")
# The people who read one port now, so that they hear what is wrong with it.
READERS: Registry[Callable[[OutputPort], Iterable[User]]] = Registry("source of readers of a port")
# The people who asked to hear what happens to a product.
LISTENERS: Registry[Callable[[DataProduct], Iterable[User]]] = Registry("source of people who follow a product")
