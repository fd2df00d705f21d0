"""Refusals about messages."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class NotSafelyReached(DomainError):
    """What is told must not be read on its way."""

    code = "address-not-https"
    status = 400
    message = _("The address must begin with https://.")


class NothingGivenUp(DomainError):
    """It was sent meanwhile, or somebody else has it tried again already."""

    code = "not-given-up"
    status = 409
    message = _("Nothing was given up here, or it is tried again already.")


class NoSuchChoice(DomainError):
    """There is no such kind of message, channel or way to use it."""

    code = "no-such-choice"
    status = 400
    message = _("There is no “%(word)s”; there is %(known)s.")
