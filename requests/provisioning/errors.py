"""Refusals about carrying access into the warehouse."""

from django.utils.translation import gettext_lazy as _

from catalog.warehouses.errors import WarehouseError
from marketplace.foundation.errors import DomainError


class NotFailed(DomainError):
    """Only what was given up can be taken up by people."""

    code = "run-not-failed"
    status = 409
    message = _("This has not failed: %(state)s.")


class ChecksFailed(WarehouseError):
    """The port was read as the consumer, and what came was not what the policy says."""

    code = "access-not-as-promised"
    status = 409
    message = _("Read as the consumer, this was not as it should be: %(checks)s.")


class WorkerLost(DomainError):
    """A worker took the work and never came back, again and again."""

    code = "worker-lost"
    status = 500
    message = _("No worker finished this within %(attempts)s attempts.")


class NotTakenAway(DomainError):
    """The warehouse kept a right that should go."""

    code = "right-not-taken-away"
    status = 502
    message = _("%(right)s is still there: %(reason)s")
