"""What can be refused about promises."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class AttestationNotFit(DomainError):
    """A word is given about a promise in words, with what it rests on, for at most a year."""

    code = "attestation-not-fit"
    status = 422
    message = _("This cannot be attested: %(reason)s")


class ObjectiveNotFit(DomainError):
    """An objective is a percentage of a window."""

    code = "objective-not-fit"
    status = 422
    message = _("This is no objective: %(reason)s")


class ObjectiveInContract(DomainError):
    """What a contract states is changed by a new version of it."""

    code = "objective-in-contract"
    status = 409
    message = _("The contract promises %(percent)s %%; a new version of it can promise something else.")


class NoSuchFigure(DomainError):
    """Figures of the table and of the contract's columns are watched, each with one of the sensitivities."""

    code = "no-such-figure"
    status = 422
    message = _("%(port)s has no figure “%(figure)s” that is watched.")


class AnomalyNotJudged(DomainError):
    """What is said of an anomaly is that it was expected, or that it is really wrong."""

    code = "anomaly-not-judged"
    status = 422
    message = _("Say whether it was expected or is really wrong.")
