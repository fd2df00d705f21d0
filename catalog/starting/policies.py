"""Who may look at the data behind a draft, and who decides what is proposed for it."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from catalog.models import DataProduct
from catalog.publishing.policies import may_configure
from marketplace.foundation.policies import YES, Answer, no


def may_look(user, team: Team) -> Answer:
    """May this person look at data as this team reads it? Watching over everything is no reason to."""
    if user.is_active and team.pk in user.team_ids:
        return YES
    return no(_("only members of %(team)s look at its data") % {"team": team})


def may_propose(user, product: DataProduct) -> Answer:
    """May this person have the data looked at for proposals?"""
    return may_decide(user, product) and may_look(user, product.owner)


def may_decide(user, product: DataProduct) -> Answer:
    """May this person accept and dismiss proposals? Accepting changes the draft."""
    if product.status == DataProduct.Status.RETIRED:
        return no(_("the product is retired"))
    return may_configure(user, product)
