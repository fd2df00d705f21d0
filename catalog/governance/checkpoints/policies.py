"""Who may ask for a sign-off, give it, and say what is asked."""

from django.utils.translation import gettext_lazy as _
from guardian.core import ObjectPermissionChecker

from accounts.policies import may_govern
from catalog.models import Checkpoint, CheckpointForm, DataProduct
from marketplace.foundation.policies import YES, Answer, no

Signer = CheckpointForm.Signer


def may_request(user, product: DataProduct) -> Answer:
    """May this person ask for the sign-offs of this product? Whoever may change its draft may."""
    if product.status == DataProduct.Status.RETIRED:
        return no(_("the product is retired"))
    if not user.is_active:
        return no(_("you are not signed in"))
    if user.is_platform or ObjectPermissionChecker(user).has_perm("configure_product", product):
        return YES
    return no(_("only members of the owning team ask for its checkpoints"))


def may_sign(user, checkpoint: Checkpoint) -> Answer:
    """May this person sign or refuse this checkpoint? Nobody answers their own request."""
    if not user.is_active:
        return no(_("you are not signed in"))
    signs = user.is_platform if checkpoint.form.signer == Signer.PLATFORM else user.is_steward
    if not signs:
        return no(_("it is answered by: %(signer)s") % {"signer": checkpoint.form.get_signer_display()})
    if checkpoint.requested_by_id == user.pk:
        return no(_("nobody answers what they asked for themselves"))
    return YES


def may_withdraw(user, checkpoint: Checkpoint) -> Answer:
    """May this person take this request back? Who asked may, and the maintainers of the team."""
    if user.is_active and (user.pk == checkpoint.requested_by_id or checkpoint.team_id in user.maintained_team_ids):
        return YES
    return no(_("only who asked for it, or a maintainer of the team, takes it back"))


def may_see_inbox(user) -> Answer:
    """May this person go where checkpoints wait to be answered?"""
    return YES if user.sees_everything else no(_("this is for those who answer checkpoints"))


def may_shape_forms(user) -> Answer:
    """May this person say what checkpoints ask?"""
    return may_govern(user)
