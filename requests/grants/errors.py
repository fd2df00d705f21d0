"""Refusals about standing access."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class GrantOverlaps(DomainError):
    """A consumer holds a port once at a time."""

    code = "grant-overlaps"
    status = 409
    message = _("%(consumer)s holds %(port)s for this time already.")


class GrantEnded(DomainError):
    """What has ended cannot be ended again, nor prolonged."""

    code = "grant-ended"
    status = 409
    message = _("This access has ended: %(state)s.")


class ReasonMissing(DomainError):
    """Some acts need a reason, because somebody is told why."""

    code = "reason-missing"
    status = 400
    message = _("Say why: a reason is needed here.")


class NoAccess(DomainError):
    """A read without a grant in force."""

    code = "no-access"
    status = 403
    message = _("You cannot read %(port)s: %(reason)s. Order it at %(order)s.")


class UnknownColumns(DomainError):
    """A read asked for columns that its reader does not see."""

    code = "unknown-columns"
    status = 400
    message = _("There is no column %(columns)s here. There is: %(available)s.")


class UnknownFormat(DomainError):
    """A read asked for a format that nobody writes."""

    code = "format-not-available"
    status = 406
    message = _("There is no format %(format)s. There is: %(formats)s.")
