"""What lineage refuses."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class EventNotValid(DomainError):
    """What was sent is no OpenLineage event."""

    code = "lineage-event-not-valid"
    status = 422
    message = _("This is not an OpenLineage event: %(reason)s")
