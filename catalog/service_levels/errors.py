"""What can be refused about incidents."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class IncidentOver(DomainError):
    """An incident that is resolved stays so."""

    code = "incident-over"
    status = 409
    message = _("“%(incident)s” is resolved already.")


class ReasonMissing(DomainError):
    """A person who closes an incident says what the cause was."""

    code = "cause-missing"
    status = 400
    message = _("Say what the cause was, in one sentence.")


class AttestationNotFit(DomainError):
    """A word is given about a promise in words, with what it rests on, for at most a year."""

    code = "attestation-not-fit"
    status = 422
    message = _("This cannot be attested: %(reason)s")
