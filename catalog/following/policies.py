"""Who may follow what."""

from django.utils.translation import gettext_lazy as _

from catalog.models import DataProduct, SavedSearch
from marketplace.foundation.policies import YES, Answer, no


def may_follow(user, product: DataProduct) -> Answer:
    """May this person ask to hear of this product? Whoever sees it may, as long as it lives."""
    if not user.is_active:
        return no(_("you are not signed in"))
    if product.status == DataProduct.Status.RETIRED:
        return no(_("the product is retired, nothing will happen to it any more"))
    if product.status in DataProduct.Status.shown() or user.sees_everything or product.owner_id in user.team_ids:
        return YES
    return no(_("you cannot see this product"))


def may_follow_domain(user) -> Answer:
    """May this person ask to hear of a domain? Everybody may."""
    return YES if user.is_active else no(_("you are not signed in"))


def may_keep_search(user, search: SavedSearch) -> Answer:
    """May this person follow, rename or delete a saved search? Only whose it is."""
    if not user.is_active:
        return no(_("you are not signed in"))
    return YES if search.person_id == user.pk else no(_("it is somebody else's search"))
