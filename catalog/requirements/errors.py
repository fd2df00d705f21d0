"""Why a requirement profile is not kept."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class NeedsNothing(DomainError):
    """A profile that asks for nothing tells nothing apart."""

    code = "needs-nothing"
    status = 422
    message = _("State at least one need: what asks for nothing is met by everything.")


class NeedsNotValid(DomainError):
    """A need that no product could be judged by."""

    code = "needs-not-valid"
    status = 422
    message = _("This need cannot be judged: %(reason)s.")


class ProfileNameTaken(DomainError):
    """Two profiles of one person or team are told apart by their names."""

    code = "profile-name-taken"
    status = 409
    message = _("There is a profile named “%(name)s” already.")


class TooManyProfiles(DomainError):
    """A person or team keeps so many profiles at most."""

    code = "too-many-profiles"
    status = 409
    message = _("%(most)s profiles are the most; delete one that is not used any more.")
