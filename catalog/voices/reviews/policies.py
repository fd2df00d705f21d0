"""Who may review, and who may reply."""

from django.utils.translation import gettext_lazy as _

from catalog.models import DataProduct, ProductReview
from catalog.voices.hooks import has_held_access
from catalog.voices.writing import may_see
from marketplace.foundation.policies import YES, Answer, no


def may_review(user, product: DataProduct) -> Answer:
    """May this person say how good the product is? Who holds or held verified access may, but for the owning team."""
    if not (seen := may_see(user, product)):
        return seen
    if product.owner_id in user.team_ids:
        return no(_("nobody reviews what their own team offers"))
    if product.status not in DataProduct.Status.shown():
        return no(_("the product is not published"))
    if not has_held_access(user, product):
        return no(_("only those review it who hold or held access to it, so that they know what they judge"))
    return YES


def may_reply(user, review: ProductReview) -> Answer:
    """May this person reply for the owning team? It replies once."""
    if not user.is_active or review.product.owner_id not in user.team_ids:
        return no(_("only the owning team replies"))
    if review.hidden_at:
        return no(_("a steward has hidden it"))
    return no(_("the owning team has replied already")) if review.replied_at else YES
