"""What can be refused about fitness functions and disputes."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class FunctionUnknown(DomainError):
    """Only functions that there are can be set or disputed."""

    code = "fitness-function-unknown"
    status = 404
    message = _("There is no fitness function “%(function)s”.")


class FunctionIsPolicy(DomainError):
    """How a policy scores is said in its rule."""

    code = "fitness-function-is-policy"
    status = 409
    message = _("“%(function)s” is a governance policy: draft a new version of it, or withdraw it.")


class FunctionChanged(DomainError):
    """Somebody else set the function in the meantime."""

    code = "fitness-function-changed"
    status = 409
    message = _("Somebody set this function in the meantime; look at how it counts now.")


class GraceDayNotFit(DomainError):
    """Grace ends on a day that is still to come."""

    code = "grace-day-not-fit"
    status = 422
    message = _("A function in grace counts from a day on: choose one from %(earliest)s on.")


class ResultNotDisputable(DomainError):
    """Only an answer that costs points can be disputed."""

    code = "result-not-disputable"
    status = 409
    message = _("“%(function)s” says “%(outcome)s” of %(product)s: there is nothing to dispute.")


class AlreadyDisputed(DomainError):
    """One open dispute per product and function."""

    code = "already-disputed"
    status = 409
    message = _("This answer is disputed or waived already: %(state)s.")


class DisputeOver(DomainError):
    """It was decided, or has ended."""

    code = "dispute-over"
    status = 409
    message = _("This dispute is over already: %(state)s.")


class DisputeDayNotFit(DomainError):
    """A waiver lasts for a while, never for ever."""

    code = "waiver-day-not-fit"
    status = 422
    message = _("Choose a last day from %(earliest)s to %(latest)s.")


class DisputeReasonMissing(DomainError):
    """Somebody is told why, so somebody has to say it."""

    code = "dispute-reason-missing"
    status = 400
    message = _("Say why, in a sentence.")
