"""Who may say how functions count, and who may dispute and waive what they answer."""

from django.utils.translation import gettext_lazy as _
from guardian.core import ObjectPermissionChecker

from catalog.models import DataProduct, FitnessDispute
from marketplace.foundation.policies import YES, Answer, no

CONFIGURE = "configure_product"


def may_see_functions(user) -> Answer:
    """May this person see by which functions products are scored? Everybody is judged by them."""
    return YES if user.is_active else no(_("you are not signed in"))


def may_set_functions(user) -> Answer:
    """May this person say how a function counts?"""
    if user.is_active and user.is_steward:
        return YES
    return no(_("only governance stewards say how fitness functions count"))


def may_dispute(user, product: DataProduct) -> Answer:
    """May this person dispute what a function says of a product? Those who work on it may."""
    if product.status not in DataProduct.Status.shown():
        return no(_("the product is not published"))
    if user.is_active and (user.is_platform or ObjectPermissionChecker(user).has_perm(CONFIGURE, product)):
        return YES
    return no(_("only members of the owning team dispute its fitness"))


def may_decide_dispute(user, dispute: FitnessDispute) -> Answer:
    """May this person waive an answer or let it stand? Stewards do, but not what they disputed themselves."""
    if not (user.is_active and user.is_steward):
        return no(_("only governance stewards decide disputes"))
    if dispute.disputed_by_id == user.pk:
        return no(_("nobody decides about their own dispute"))
    if dispute.state != FitnessDispute.State.DISPUTED:
        return no(_("it is decided already"))
    return YES


def may_end_dispute(user, dispute: FitnessDispute) -> Answer:
    """May this person end a waiver before its last day, or take a dispute back?"""
    if dispute.state not in FitnessDispute.State.open():
        return no(_("it is over already"))
    if dispute.state == FitnessDispute.State.WAIVED and user.is_active and user.is_steward:
        return YES
    return may_dispute(user, dispute.product)
