"""Who may keep and change requirement profiles."""

from django.utils.translation import gettext_lazy as _

from catalog.models import RequirementProfile
from marketplace.foundation.policies import YES, Answer, no


def may_keep_profile(user, team=None) -> Answer:
    """May this person keep a profile, of their own or of a team?"""
    if not user.is_active:
        return no(_("you are not signed in"))
    if team is not None and team.pk not in user.team_ids:
        return no(_("you are not a member of this team"))
    return YES


def may_change_profile(user, profile: RequirementProfile) -> Answer:
    """May this person change or delete this profile? Its person may; of a team's, every member."""
    if not user.is_active:
        return no(_("you are not signed in"))
    if profile.person_id == user.pk or (profile.team_id is not None and profile.team_id in user.team_ids):
        return YES
    return no(_("it belongs to somebody else"))
