"""What trying out refuses."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class AlreadyTrying(DomainError):
    """One trial of a product at a time."""

    code = "already-trying"
    status = 409
    message = _("The draft of %(product)s is being tried already; wait until that trial has ended, or stop it.")


class NothingToTry(DomainError):
    """The draft has errors without which nothing can be run; others are told with the trial."""

    code = "nothing-to-try"
    status = 422
    message = _("The draft cannot be tried yet: %(reason)s")


class SampleNotFit(DomainError):
    """A sample has at least one row and no more than a trial is good for."""

    code = "sample-not-fit"
    status = 400
    message = _("A sample has 1 to %(most)s rows; leave the number out to read all.")


class TrialOver(DomainError):
    """Only what is not over can be stopped."""

    code = "trial-over"
    status = 409
    message = _("This trial is over already.")
