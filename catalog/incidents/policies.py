"""Who may do what about incidents."""

from django.utils.translation import gettext_lazy as _

from catalog.models import Incident, OutputPort
from marketplace.foundation.policies import YES, Answer, no


def may_handle(user, incident: Incident) -> Answer:
    """May this person take on, give away, weigh, close or open again an incident?"""
    if user.sees_everything or incident.port.product.owner_id in user.team_ids:
        return YES
    return no(_("only the owning team, stewards and the platform team handle incidents"))


def may_comment(user, incident: Incident) -> Answer:
    """May this person say something about an incident? Whoever sees it may."""
    if may_handle(user, incident) or incident.port.product.status in type(incident.port.product).Status.shown():
        return YES
    return no(_("you cannot see this product"))


def may_report(user, port: OutputPort) -> Answer:
    """May this person say that something is wrong with a port?"""
    if OutputPort.objects.visible_to(user).filter(pk=port.pk).exists():
        return YES
    return no(_("you cannot see this port"))
