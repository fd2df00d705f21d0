"""What can be refused about what other systems say."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class ResultsNotRead(DomainError):
    """A document of results has the shape of its format."""

    code = "results-not-read"
    status = 422
    message = _("These results cannot be read: %(reason)s")


class NothingTaken(DomainError):
    """Of what was sent nothing could be taken; it is kept for the platform team, and `results` says why, one by one."""

    code = "results-not-taken"
    status = 422
    message = _("Nothing of this could be taken; it is kept for the platform team.")


class ResultsTooLarge(DomainError):
    """One call brings only so many bytes; that somebody tried is kept for the platform team."""

    code = "results-too-large"
    status = 413
    message = _("Results are sent in parts of at most %(longest)s bytes.")


class DraftNotAccepted(DomainError):
    """Open Observability Results is a draft; a marketplace may leave it alone."""

    code = "draft-format-not-accepted"
    status = 403
    message = _("Open Observability Results is a draft, which this marketplace does not read.")


class ObserverSecretRefused(DomainError):
    """An observer may be checked with no other secret of the marketplace."""

    code = "observer-secret-refused"
    status = 400
    message = _("The variable with the secret is named OBSERVER_…, in capitals, digits and underscores.")


class ObserverTaken(DomainError):
    """Two observers would be told apart by nothing."""

    code = "observer-taken"
    status = 409
    message = _("There is an observer of this name, or of this short name, already.")


class NoSuchPort(DomainError):
    """A name elsewhere is tied to a port that is there."""

    code = "port-not-known"
    status = 422
    message = _("There is no port “%(name)s”: say <product>.<port>.")
