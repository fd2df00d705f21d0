"""Refusals about signing in and profiles."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class WrongCredentials(DomainError):
    """The name or the password is wrong; which of the two is not told."""

    code = "wrong-credentials"
    status = 403
    message = _("This name and password do not belong together.")


class AddressTaken(DomainError):
    """An e-mail address signs in one person only."""

    code = "address-taken"
    status = 409
    message = _("Somebody else uses this e-mail address.")


class UnknownRole(DomainError):
    """There are two roles beside those in teams."""

    code = "unknown-role"
    status = 400
    message = _("There is no role %(role)s; there is steward and platform.")
