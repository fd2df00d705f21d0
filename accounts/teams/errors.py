"""Refusals about teams and their service accounts."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class NotAPerson(DomainError):
    """A service account belongs to a team and is in none."""

    code = "not-a-person"
    status = 409
    message = _("%(account)s is a service account: it is in no team and has no role.")


class AccountExists(DomainError):
    """A team tells its service accounts apart by their names."""

    code = "account-exists"
    status = 409
    message = _("%(team)s has a service account of this name already: %(username)s.")


class AccountUnnamed(DomainError):
    """A service account without a name is one that nobody closes."""

    code = "account-has-no-name"
    status = 400
    message = _("Say what the service account is for, in at most 80 characters with a letter or digit among them.")
