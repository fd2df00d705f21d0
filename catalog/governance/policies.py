"""Who may write policies and decide about exceptions from them. Named for what the house calls such questions."""

from django.utils.translation import gettext_lazy as _
from guardian.core import ObjectPermissionChecker

from catalog.models import DataProduct, PolicyException
from marketplace.foundation.policies import YES, Answer, no

CONFIGURE = "configure_product"


def may_read_policies(user) -> Answer:
    """May this person see which policies are in force? Everybody may: they hold for everybody."""
    return YES if user.is_active else no(_("you are not signed in"))


def may_write_policies(user) -> Answer:
    """May this person draft policies, put them in force and withdraw them?"""
    if user.is_active and user.is_steward:
        return YES
    return no(_("only governance stewards write policies"))


def may_ask_exception(user, product: DataProduct) -> Answer:
    """May this person ask that a product need not keep a policy for a while? Those who work on it may."""
    if product.status == DataProduct.Status.RETIRED:
        return no(_("the product is retired"))
    if user.is_active and (user.is_platform or ObjectPermissionChecker(user).has_perm(CONFIGURE, product)):
        return YES
    return no(_("only members of the owning team ask for exceptions"))


def may_decide_exception(user, exception: PolicyException) -> Answer:
    """May this person grant or refuse an exception? Stewards do, but not what they asked for themselves."""
    if not (user.is_active and user.is_steward):
        return no(_("only governance stewards decide about exceptions"))
    if exception.requested_by_id == user.pk:
        return no(_("nobody grants themselves an exception"))
    if exception.state != PolicyException.State.REQUESTED:
        return no(_("it is decided already"))
    return YES


def may_end_exception(user, exception: PolicyException) -> Answer:
    """May this person end an exception before its last day, or take a request back?"""
    if exception.state not in PolicyException.State.open():
        return no(_("it is over already"))
    if exception.state == PolicyException.State.GRANTED and user.is_active and user.is_steward:
        return YES
    return may_ask_exception(user, exception.product)
