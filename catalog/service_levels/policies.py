"""Who may do what about promises."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.policies import YES, Answer, no


def may_attest(user, product) -> Answer:
    """May this person give their word about a promise of a product?"""
    if user.sees_everything or product.owner_id in user.team_ids:
        return YES
    return no(_("only the owning team, stewards and the platform team attest what a contract promises in words"))


def may_teach(user, product) -> Answer:
    """May this person say what is usual for a product, and how closely it is watched?"""
    if user.sees_everything or product.owner_id in user.team_ids:
        return YES
    return no(_("only the owning team, stewards and the platform team say what is usual"))


def may_set_objective(user, product) -> Answer:
    """May this person say for which part of the time the promises of a product are to be kept?"""
    if user.sees_everything or product.owner_id in user.team_ids:
        return YES
    return no(_("only the owning team, stewards and the platform team set objectives"))
