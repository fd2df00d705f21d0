"""What beginning a product, and proposing for one, may refuse."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class NameInUse(DomainError):
    """The name leads to the address of a product that is there already."""

    code = "name-in-use"
    status = 409
    message = _("There is a product at the address “%(slug)s” already; choose another name.")


class NameNotFit(DomainError):
    """No address can be made of the name."""

    code = "name-without-letters"
    status = 422
    message = _("A name needs letters or digits of the Latin alphabet, so that the product has an address.")


class SqlNotUsable(DomainError):
    """The SELECT cannot make a port; `problems` say why, each with its line."""

    code = "sql-not-usable"
    status = 422
    message = _("The SELECT cannot be used yet: %(reason)s")


class NothingToBeginWith(DomainError):
    """The files hold no product and no contract, or the documents of a product cannot be read."""

    code = "nothing-to-begin-with"
    status = 422
    message = _("There is nothing in it that a product could begin with.")


class NothingToLookAt(DomainError):
    """The draft does not say, or not rightly, what makes the port."""

    code = "nothing-to-look-at"
    status = 409
    message = _("The data of %(port)s cannot be looked at yet: %(reason)s.")


class AlreadyLooking(DomainError):
    """Somebody asked for proposals a moment ago."""

    code = "already-looking"
    status = 409
    message = _("The data of %(port)s is being looked at already.")


class ProposalDecided(DomainError):
    """Somebody was faster."""

    code = "proposal-decided"
    status = 409
    message = _("This proposal is decided already: %(state)s.")


class ProposalOutdated(DomainError):
    """The draft has no longer what the proposal is about."""

    code = "proposal-outdated"
    status = 409
    message = _("The draft has no %(what)s any more.")
