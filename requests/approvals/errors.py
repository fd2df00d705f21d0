"""Refusals about decisions."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class AlreadyDecided(DomainError):
    """Somebody was faster, or the order was cancelled."""

    code = "already-decided"
    status = 409
    message = _("This is decided already: %(outcome)s.")


class AlreadySaid(DomainError):
    """Everybody has one word at each stage."""

    code = "already-said"
    status = 409
    message = _("You decided about this already; it waits for others.")


class AlreadyAsked(DomainError):
    """One question at a time."""

    code = "already-asked"
    status = 409
    message = _("A question waits for its answer already.")


class AlreadyAnswered(DomainError):
    """Somebody was faster."""

    code = "already-answered"
    status = 409
    message = _("This question is answered already.")


class NothingAsked(DomainError):
    """A question asks something, and an answer answers."""

    code = "nothing-asked"
    status = 400
    message = _("Write what you want to say.")


class NoStandIn(DomainError):
    """Not everybody can stand in, and not for ever."""

    code = "no-stand-in"
    status = 400
    message = _("This cannot be your stand-in: %(why)s.")


class NothingLeft(DomainError):
    """An approval gives something."""

    code = "nothing-left"
    status = 400
    message = _("Nothing of %(port)s would be left to read; deny it, or leave out less.")


class NotToChooseBy(DomainError):
    """Rows are chosen by what their reader sees as it is: a mask that can be chosen by hides nothing."""

    code = "not-to-choose-by"
    status = 400
    message = _("%(columns)s cannot be chosen here; there is: %(available)s.")


class WiderThanAsked(DomainError):
    """An approver may give less time than was asked for, never more."""

    code = "wider-than-asked"
    status = 400
    message = _("You may give between 1 and %(days)s days, not %(wish)s: a decision only narrows what was asked for.")


class LinkNotGood(DomainError):
    """It was cut off, or made up."""

    code = "link-not-good"
    status = 404
    message = _("This link is not complete. Copy all of it from the mail, or look under approvals.")


class LinkTooOld(DomainError):
    """A link in a mail does not last."""

    code = "link-too-old"
    status = 410
    message = _("Links in mails work for %(days)s days. What still waits for you stands under approvals.")


class LinkUsed(DomainError):
    """One link, one decision."""

    code = "link-used"
    status = 410
    message = _("This link was used already.")


class LinkNotYours(DomainError):
    """A mail that was passed on lets nobody else decide."""

    code = "link-not-yours"
    status = 403
    message = _("This link was sent to somebody else; only they decide by it.")
