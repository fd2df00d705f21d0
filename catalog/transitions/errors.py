"""What is refused on the way from one major version to the next."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class MigrationEnded(DomainError):
    """The old version can be read no more, so there is nothing left to answer."""

    code = "migration-ended"
    status = 409
    message = _("Version %(number)s of %(product)s cannot be read any more: its time ended.")


class StillRead(DomainError):
    """Somebody who was promised the old version still relies on it."""

    code = "old-version-still-read"
    status = 409
    message = _("Version %(number)s of %(product)s is still read by others: %(readers)s have not moved yet.")


class VersionNotReadable(DomainError):
    """A version was asked for that this reader cannot have."""

    code = "version-not-readable"
    status = 404
    message = _("You cannot read version %(asked)s of %(port)s. There is: %(available)s.")
