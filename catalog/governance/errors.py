"""What can be refused about governance policies and exceptions from them."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class RuleNotValid(DomainError):
    """The rule of a policy cannot be understood; `violations` say why, line by line."""

    code = "rule-not-valid"
    status = 422
    message = _("This rule cannot be understood yet. Errors to mend: %(errors)s.")


class PolicyNameTaken(DomainError):
    """There is a policy of that short name; what is drafted for it is a new version of it."""

    code = "policy-name-taken"
    status = 409
    message = _("There is a policy “%(policy)s” already: draft a new version of it, or choose another short name.")


class PolicyRenamed(DomainError):
    """A policy keeps its short name in all its versions."""

    code = "policy-renamed"
    status = 422
    message = _("The rule says “%(found)s”, but its short name stays “%(expected)s”.")


class PolicyNotDraft(DomainError):
    """What was in force once never changes; what is in force cannot begin to be."""

    code = "policy-not-draft"
    status = 409
    message = _("Only a draft can be changed or put in force; %(policy)s is not one any more.")


class PolicyNotInForce(DomainError):
    """Products are not judged by this version."""

    code = "policy-not-in-force"
    status = 409
    message = _("%(policy)s is not in force.")


class PolicyChanged(DomainError):
    """Somebody else changed the draft of the policy in the meantime."""

    code = "policy-changed"
    status = 409
    message = _("Somebody changed this draft in the meantime; look at what it says now.")


class DayTooEarly(DomainError):
    """A day that is over cannot be the first or last one of anything."""

    code = "day-too-early"
    status = 422
    message = _("The day must be %(earliest)s or later.")


class ExceptionTooLong(DomainError):
    """An exception lasts for a while, never for ever."""

    code = "exception-too-long"
    status = 422
    message = _("An exception lasts %(longest)s days at most: choose a last day until %(latest)s.")


class AlreadyAsked(DomainError):
    """One open exception per product and policy."""

    code = "exception-already-asked"
    status = 409
    message = _("There is an exception for this already: %(state)s.")


class ExceptionOver(DomainError):
    """It was decided, or has ended."""

    code = "exception-over"
    status = 409
    message = _("This is over already: %(state)s.")


class WhyMissing(DomainError):
    """Somebody is told why, so somebody has to say it."""

    code = "reason-missing"
    status = 400
    message = _("Say why: a reason is needed here.")
