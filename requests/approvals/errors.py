"""Refusals about decisions."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class AlreadyDecided(DomainError):
    """Somebody was faster, or the order was cancelled."""

    code = "already-decided"
    status = 409
    message = _("This is decided already: %(outcome)s.")


class WiderThanAsked(DomainError):
    """An approver may give less time than was asked for, never more."""

    code = "wider-than-asked"
    status = 400
    message = _("You may give between 1 and %(days)s days, not %(wish)s: a decision only narrows what was asked for.")
