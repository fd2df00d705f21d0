"""What can be refused about incidents."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class IncidentOver(DomainError):
    """An incident that is resolved stays so, until it is opened again."""

    code = "incident-over"
    status = 409
    message = _("“%(incident)s” is resolved already.")


class IncidentNotOver(DomainError):
    """Only what was resolved is opened again."""

    code = "incident-not-over"
    status = 409
    message = _("“%(incident)s” is open.")


class GoesOnElsewhere(DomainError):
    """What is broken for the same reason is one open incident, so that an older one is not opened again beside it."""

    code = "incident-goes-on"
    status = 409
    message = _("It goes on in another incident that is open: “%(incident)s”.")


class ReasonMissing(DomainError):
    """A person who closes an incident says what the cause was."""

    code = "cause-missing"
    status = 400
    message = _("Say what the cause was, in one sentence.")


class NothingSaid(DomainError):
    """A comment, and the reason of a change, are words."""

    code = "incident-words-missing"
    status = 400
    message = _("Say it in a sentence.")


class CannotLookAfter(DomainError):
    """An incident is given to somebody who may handle it."""

    code = "assignee-not-fit"
    status = 422
    message = _(
        "%(person)s cannot look after it: give it to somebody of the owning team, a steward or the platform team."
    )
