"""Why something cannot be ordered."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class LineRefused(DomainError):
    """One port cannot be ordered; `why` is the end of a sentence."""

    code = "line-refused"
    status = 409
    message = _("%(port)s cannot be ordered: %(reason)s.")
    why = _("it is not possible")

    def __init__(self, *, port, **facts) -> None:
        super().__init__(port=port.pk, name=str(port), reason=str(self.why) % facts, **facts)

    def __str__(self) -> str:
        return str(self.message) % {"port": self.facts["name"], "reason": self.facts["reason"]}


class PortNotOffered(LineRefused):
    """Retired, or not part of the published version."""

    code = "port-not-offered"
    why = _("it is not open for orders (%(state)s)")


class Superseded(LineRefused):
    """A deprecated product takes no new orders; its successor does."""

    code = "superseded"
    why = _("it is deprecated; order its successor %(successor)s instead")


class AlreadyHeld(LineRefused):
    """A consumer holds a port once at a time."""

    code = "already-held"
    why = _("%(consumer)s has access to it already")


class AlreadyWaiting(LineRefused):
    """A consumer waits for a port once at a time."""

    code = "already-waiting"
    why = _("%(consumer)s waits for a decision about it already")


class NotInTeam(LineRefused):
    """One orders for oneself, or for a team one is in."""

    code = "not-in-team"
    status = 403
    why = _("you are not a member of %(consumer)s")


class PurposeNotAllowed(LineRefused):
    """The policy names the purposes it allows."""

    code = "purpose-not-allowed"
    status = 422
    why = _("it may be used for %(allowed)s only")


class TooManyDays(LineRefused):
    """The policy, or the company, sets a longest time."""

    code = "too-many-days"
    status = 422
    why = _("it is given for 1 to %(longest)s days, not for %(days)s")


class NotRenewable(LineRefused):
    """There is nothing to prolong, or it is prolonged already."""

    code = "not-renewable"
    why = _("this access %(state)s")


class NothingToOrder(DomainError):
    """Not one line of an order can be ordered."""

    code = "nothing-to-order"
    status = 409
    message = _("None of this can be ordered: %(reasons)s")


class EmptyOrder(DomainError):
    """An order asks for something."""

    code = "empty-order"
    status = 400
    message = _("An order names at least one port, and each once.")


class JustificationMissing(DomainError):
    """Whoever decides needs to know what for."""

    code = "justification-missing"
    status = 400
    message = _("Say in one sentence what you need the data for.")


class KeyUsedOtherwise(DomainError):
    """An idempotency key stands for one order."""

    code = "idempotency-key-reused"
    status = 409
    message = _("This key was used for the order %(number)s, which asked for something else.")


class NothingWaits(DomainError):
    """Only what waits can be cancelled."""

    code = "nothing-waits"
    status = 409
    message = _("Nothing in %(number)s waits for a decision any more.")


class BasketFull(DomainError):
    """A basket is for what one needs, not for everything there is."""

    code = "basket-full"
    status = 409
    message = _("A basket holds at most %(most)s ports.")


class BasketEmpty(DomainError):
    """A checkout orders something."""

    code = "basket-empty"
    status = 409
    message = _("There is nothing in your basket.")


class OutlookChanged(DomainError):
    """What would happen is not what the person was shown."""

    code = "outlook-changed"
    status = 409
    message = _("What would happen has changed since you looked. Look again, and then check out.")


class TermsNotAccepted(DomainError):
    """Terms of use are accepted before data is ordered."""

    code = "terms-not-accepted"
    status = 409
    message = _("The terms of use have to be accepted before the data can be ordered.")
