"""Whose word about data is heard."""

from django.utils.translation import gettext_lazy as _

from catalog.models import OutputPort
from marketplace.foundation.policies import YES, Answer, no


def may_tell(user, port: OutputPort) -> Answer:
    """May this person say what was measured of a port?"""
    if user.is_platform or port.product.owner_id in user.team_ids:
        return YES
    return no(_("only the owning team and the platform team tell what they measured of it"))
