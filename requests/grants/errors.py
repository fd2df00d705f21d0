"""Refusals about standing access."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class GrantOverlaps(DomainError):
    """A consumer holds a port once at a time."""

    code = "grant-overlaps"
    status = 409
    message = _("%(consumer)s holds %(port)s for this time already.")


class GrantEnded(DomainError):
    """What has ended cannot be ended again, nor prolonged."""

    code = "grant-ended"
    status = 409
    message = _("This access has ended: %(state)s.")


class ReasonMissing(DomainError):
    """Some acts need a reason, because somebody is told why."""

    code = "reason-missing"
    status = 400
    message = _("Say why: a reason is needed here.")


class NoAccess(DomainError):
    """A read without a grant in force."""

    code = "no-access"
    status = 403
    message = _("You cannot read %(port)s: %(reason)s. Order it at %(order)s.")


class UnknownColumns(DomainError):
    """A read asked for columns that its reader does not see."""

    code = "unknown-columns"
    status = 400
    message = _("There is no column %(columns)s here. There is: %(available)s.")


class QueryNotFit(DomainError):
    """A query is one SELECT over the tables that its writer may read."""

    code = "query-not-fit"
    status = 422
    message = _("Line %(line)s: %(reason)s")


class QueryFailed(DomainError):
    """The engine could not carry a query out."""

    code = "query-failed"
    status = 422
    message = _("The query could not be carried out: %(reason)s")


class QueryTooSlow(DomainError):
    """A query took longer, or more memory or space, than it may."""

    code = "query-too-slow"
    status = 422
    message = _(
        "The query needs more than the %(seconds)s seconds or the memory that it may have. Ask for less at once."
    )


class OneQueryAtATime(DomainError):
    """Somebody's query is still running."""

    code = "one-query-at-a-time"
    status = 409
    message = _("Your last query is still running; wait until it has ended.")


class SeveralWarehouses(DomainError):
    """A query runs where its tables lie."""

    code = "several-warehouses"
    status = 422
    message = _("The tables of one query lie in one warehouse; these lie in %(warehouses)s.")


class UnknownFormat(DomainError):
    """A read asked for a format that nobody writes."""

    code = "format-not-available"
    status = 406
    message = _("There is no format %(format)s. There is: %(formats)s.")


class AlreadySuspended(DomainError):
    """A port, or a person, is suspended once at a time."""

    code = "already-suspended"
    status = 409
    message = _("%(about)s is suspended already.")


class AlreadyLifted(DomainError):
    """Somebody lifted it before."""

    code = "already-lifted"
    status = 409
    message = _("Access is not suspended any more.")


class NoticeNotFit(DomainError):
    """A notice period ends on a day that is still to come, and before access would end anyway."""

    code = "notice-not-fit"
    status = 400
    message = _("Access can be ended with %(first)s at the earliest and before %(last)s; else end it at once.")


class NothingToReview(DomainError):
    """A campaign asks about at least one grant."""

    code = "nothing-to-review"
    status = 409
    message = _("No standing grant fits this scope.")


class ReviewsDecided(DomainError):
    """Somebody was faster, or the deadline was."""

    code = "reviews-decided"
    status = 409
    message = _("None of these waits for a decision any more.")


class DeadlineNotFit(DomainError):
    """Reviewers need at least a day."""

    code = "deadline-not-fit"
    status = 400
    message = _("The deadline must be a day that is still to come.")


class PlainEnded(DomainError):
    """What is masked again cannot be masked once more."""

    code = "plain-ended"
    status = 409
    message = _("These columns are not plain any more: %(state)s.")


class NothingMasked(DomainError):
    """An exception is from a mask."""

    code = "nothing-masked"
    status = 400
    message = _("%(columns)s cannot be asked for plain here; masked for %(consumer)s are: %(masked)s.")


class PlainTooLong(DomainError):
    """Nothing is seen plain for longer than it is seen."""

    code = "plain-too-long"
    status = 400
    message = _("You may ask for between 1 and %(longest)s days, not %(days)s: as long as the access lasts.")
