"""Who may want, pick up, answer and close."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from catalog.models import Domain, WantedProduct
from marketplace.foundation.policies import YES, Answer, no

State = WantedProduct.State


def may_ask(user) -> Answer:
    """May this person ask for a product? Everybody may."""
    return YES if user.is_active else no(_("you are not signed in"))


def may_vote(user, wanted: WantedProduct) -> Answer:
    """May this person say that they want it, too, or take that back?"""
    if not user.is_active:
        return no(_("you are not signed in"))
    if not wanted.is_alive:
        return no(_("it is closed"))
    if wanted.asked_by_id == user.pk:
        return no(_("you asked for it"))
    return YES


def handling_teams(user) -> list[Team]:
    """The teams that look after a domain and for which this person speaks; asked once."""
    if "handling_teams" not in user.__dict__:
        domains = Domain.objects.filter(team__in=user.maintained_team_ids)
        teams = Team.objects.filter(pk__in=domains.values("team")).order_by("name")
        user.__dict__["handling_teams"] = list(teams) if user.is_active and user.maintained_team_ids else []
    return user.__dict__["handling_teams"]


def may_pick_up(user, wanted: WantedProduct, team: Team | None = None) -> Answer:
    """May this person promise that a team of theirs makes it? Without a team: in the name of any."""
    if wanted.state != State.OPEN:
        return no(_("it is not open any more"))
    teams = handling_teams(user)
    if team in teams or (team is None and teams):
        return YES
    return no(_("only maintainers of a team that looks after a domain pick it up"))


def may_put_back(user, wanted: WantedProduct) -> Answer:
    """May this person take the promise back?"""
    if wanted.state != State.PICKED_UP:
        return no(_("nobody has picked it up"))
    if user.is_active and (wanted.taken_by_id in user.maintained_team_ids or user.is_steward):
        return YES
    return no(_("only maintainers of the team that picked it up, and stewards, put it back"))


def may_decline(user, wanted: WantedProduct) -> Answer:
    """May this person say that nobody will make it?

    Who picked it up may; before that the team of the domain it was meant for. Of what was meant for no domain, a team
    can only say that it will not make it itself, so that a steward declines it.
    """
    if not wanted.is_alive:
        return no(_("it is closed"))
    if user.is_active and user.is_steward:
        return YES
    if wanted.state == State.PICKED_UP:
        return _of_whoever_has_it(user, wanted)
    if user.is_active and wanted.domain_id and wanted.domain.team_id in user.maintained_team_ids:
        return YES
    return no(_("only maintainers of the team of its domain, and stewards, decline it"))


def may_answer(user, wanted: WantedProduct) -> Answer:
    """May this person answer it with a product that exists? Who picked it up may, or any team with a domain."""
    if not wanted.is_alive:
        return no(_("it is closed"))
    if user.is_active and user.is_steward:
        return YES
    if wanted.state == State.PICKED_UP:
        return _of_whoever_has_it(user, wanted)
    if handling_teams(user):
        return YES
    return no(_("only maintainers of a team that looks after a domain, and stewards, answer it"))


def may_withdraw(user, wanted: WantedProduct) -> Answer:
    """May this person close it because it is needed no more?"""
    if not wanted.is_alive:
        return no(_("it is closed"))
    return YES if user.is_active and wanted.asked_by_id == user.pk else no(_("only who asked for it closes it"))


def may_reopen(user, wanted: WantedProduct) -> Answer:
    """May this person ask for it again, because the answer is none?"""
    if wanted.is_alive:
        return no(_("it is open"))
    return YES if user.is_active and wanted.asked_by_id == user.pk else no(_("only who asked for it opens it again"))


def _of_whoever_has_it(user, wanted: WantedProduct) -> Answer:
    mine = user.is_active and wanted.taken_by_id in user.maintained_team_ids
    return YES if mine else no(_("another team has picked it up"))
