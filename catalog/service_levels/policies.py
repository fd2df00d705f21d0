"""Who may do what about incidents."""

from django.utils.translation import gettext_lazy as _

from catalog.models import OutputPort
from marketplace.foundation.policies import YES, Answer, no


def may_handle(user, incident) -> Answer:
    """May this person take on or close an incident?"""
    if user.sees_everything or incident.port.product.owner_id in user.team_ids:
        return YES
    return no(_("only the owning team, stewards and the platform team handle incidents"))


def may_attest(user, product) -> Answer:
    """May this person give their word about a promise of a product?"""
    if user.sees_everything or product.owner_id in user.team_ids:
        return YES
    return no(_("only the owning team, stewards and the platform team attest what a contract promises in words"))


def may_report(user, port) -> Answer:
    """May this person say that something is wrong with a port?"""
    if OutputPort.objects.visible_to(user).filter(pk=port.pk).exists():
        return YES
    return no(_("you cannot see this port"))


def may_set_objective(user, product) -> Answer:
    """May this person say for which part of the time the promises of a product are to be kept?"""
    if user.sees_everything or product.owner_id in user.team_ids:
        return YES
    return no(_("only the owning team, stewards and the platform team set objectives"))
