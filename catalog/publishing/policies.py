"""Who may change, publish and end a product."""

from typing import Protocol

from django.utils.translation import gettext_lazy as _
from guardian.core import ObjectPermissionChecker

from catalog.models import DataProduct
from marketplace.foundation.policies import YES, Answer, no


class Rights(Protocol):
    """Somebody's rights, known already."""

    def has_perm(self, name: str, product: DataProduct) -> bool:
        """Do they have this one over this product?"""


CONFIGURE = "configure_product"
PUBLISH = "publish_product"
APPROVE = "approve_access"


def may_begin(user, *, team) -> Answer:
    """May this person begin a product of this team?"""
    if not user.is_active:
        return no(_("you are not signed in"))
    if user.is_superuser or user.is_platform or team.pk in user.team_ids:
        return YES
    return no(_("only members of the owning team begin its products"))


def may_configure(user, product: DataProduct, *, rights: Rights | None = None) -> Answer:
    """May this person change the draft of this product? `rights` spares the query when many are asked about."""
    if _has(user, CONFIGURE, product, rights) or (user.is_active and user.is_platform):
        return YES
    return no(_("only members of the owning team change its draft"))


def may_publish(user, product: DataProduct, *, rights: Rights | None = None) -> Answer:
    """May this person publish, refresh, deprecate and retire this product? Stewards watch, they do not publish."""
    if product.status == DataProduct.Status.RETIRED:
        return no(_("the product is retired"))
    if _has(user, PUBLISH, product, rights):
        return YES
    return no(_("only maintainers of the owning team publish it"))


def rights_over(user, products) -> ObjectPermissionChecker:
    """What a person may do with many products, asked once, for `rights` above."""
    checker = ObjectPermissionChecker(user)
    checker.prefetch_perms(products)
    return checker


def _has(user, permission, product, rights) -> bool:
    return user.is_active and (rights or ObjectPermissionChecker(user)).has_perm(permission, product)
