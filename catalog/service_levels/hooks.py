"""Where others join in when an incident opens or is resolved, without being known here."""

from collections.abc import Callable

from accounts.models import Team
from catalog.models import Incident, OutputPort
from marketplace.foundation.policies import Answer
from marketplace.foundation.registry import Registry

# Called in the transaction that opens or resolves an incident; `incident.resolved_at` tells which of the two it is.
AFTER_INCIDENT: Registry[Callable[[Incident], None]] = Registry("follow-up of an incident")
# Whether a team may read a port of another team now, and so may know how its own data compares with it.
MAY_COMPARE: Registry[Callable[[Team, OutputPort], Answer]] = Registry("answer to what a team may compare with")
