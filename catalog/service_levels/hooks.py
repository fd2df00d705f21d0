"""Where others join in when an incident opens or is resolved, without being known here."""

from collections.abc import Callable

from catalog.models import Incident
from marketplace.foundation.registry import Registry

# Called in the transaction that opens or resolves an incident; `incident.resolved_at` tells which of the two it is.
AFTER_INCIDENT: Registry[Callable[[Incident], None]] = Registry("follow-up of an incident")
