"""Who may do what with people, tokens and the two places that are not for everybody."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.policies import YES, Answer, no


def may_govern(user) -> Answer:
    """May this person go to the governance place?"""
    return YES if user.is_steward else no(_("this is for governance stewards"))


def may_operate(user) -> Answer:
    """May this person go to the platform place?"""
    return YES if user.is_platform else no(_("this is for the platform team"))


def may_change_person(user, person) -> Answer:
    """May this person change that person's name, address and time zone?"""
    return YES if user == person or user.is_platform else no(_("everybody looks after their own profile"))


def may_give_roles(user, person) -> Answer:
    """May this person make that person a steward or a platform engineer?"""
    if not user.is_platform:
        return no(_("only the platform team gives these roles"))
    if user == person and not user.is_superuser:
        return no(_("nobody gives a role to themselves"))
    return YES


def may_change_teams(user, team=None) -> Answer:
    """May this person found teams and change who is in them? A maintainer may, in their own team."""
    if user.sees_everything or (team is not None and team.pk in user.maintained_team_ids):
        return YES
    return no(_("only its maintainers, stewards and the platform team change a team"))


def may_set_region(user) -> Answer:
    """May this person say where teams work? Access rules look at it, so no team says it of itself."""
    return YES if user.sees_everything else no(_("stewards and the platform team set the region of a team"))


def may_manage_accounts(user, team) -> Answer:
    """May this person open and close service accounts of a team, and make tokens for them?"""
    if team.pk in user.maintained_team_ids:
        return YES
    return no(_("only maintainers of a team look after its service accounts"))


def may_issue_token(user, owner) -> Answer:
    """May this person make a token that acts as the owner? For a service account those who speak for its team may."""
    if owner.account_of_id:
        return may_manage_accounts(user, owner.account_of)
    return YES if user == owner else no(_("a token acts as its owner, so only they can make it"))


def may_revoke_token(user, token) -> Answer:
    """May this person end a token?"""
    if user.pk == token.owner_id or user.sees_everything or token.owner.account_of_id in user.maintained_team_ids:
        return YES
    return no(_("this token belongs to somebody else"))
