"""Refusals about tokens."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class TooLong(DomainError):
    """No token lives for ever."""

    code = "token-lives-too-long"
    status = 400
    message = _("A token lives for 1 to %(longest)s days.")


class UnknownScope(DomainError):
    """A token reads, or reads and writes."""

    code = "unknown-scope"
    status = 400
    message = _("There is no scope %(scope)s; there is read and write.")


class Unnamed(DomainError):
    """A token that nobody can tell from the others is never revoked."""

    code = "token-has-no-name"
    status = 400
    message = _("Say what the token is for, in at most 80 characters.")


class OwnerLeft(DomainError):
    """Somebody who may not sign in gets no token either."""

    code = "owner-is-not-active"
    status = 409
    message = _("%(owner)s may not sign in, so no token can act for them.")


class AccountOnlyReads(DomainError):
    """A service account orders nothing and changes nothing."""

    code = "account-only-reads"
    status = 409
    message = _("%(account)s is a service account: its tokens only read.")
