"""Found teams and change who is in them."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.models import Consumer, Membership, MembershipPeriod, Team
from accounts.policies import may_set_region
from accounts.teams.errors import NotAPerson
from accounts.teams.hooks import AFTER_LEAVING_TEAM, AFTER_MEMBERSHIP
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist


@transaction.atomic
def found_team(*, actor, slug: str, name: str, description: str = "", region: str = "") -> Team:
    """Make a team with the two groups behind it and the consumer it can read as."""
    members, _ = Group.objects.get_or_create(name=f"team:{slug}")
    maintainers, _ = Group.objects.get_or_create(name=f"team:{slug}:maintainers")
    team = Team(slug=slug, name=name, description=description, region=region)
    team.members_group, team.maintainers_group = members, maintainers
    team.full_clean()
    team.save()
    Consumer.objects.for_team(team)

    record("team.created", team, actor=actor, team=team)
    return team


@transaction.atomic
def change_team(*, actor, team: Team, name: str, description: str, region: str | None = None) -> Team:
    """Give a team another name, description or region."""
    before = Team.objects.select_for_update().get(pk=team.pk)
    new = {"name": name, "description": description, "region": before.region if region is None else region}
    old = {field: getattr(before, field) for field in new}
    if old == new:
        return before
    for field, value in new.items():
        setattr(before, field, value)
    before.full_clean()
    before.save(update_fields=[*new, "updated_at"])

    record("team.changed", before, actor=actor, team=before, old=old, new=new)
    return before


@transaction.atomic
def set_region(*, actor, team: Team, region: str) -> Team:
    """Say in which region a team works; what is asked for from now on is routed by it."""
    insist(may_set_region(actor))
    before = Team.objects.select_for_update().get(pk=team.pk)
    return change_team(
        actor=actor, team=before, name=before.name, description=before.description, region=region.strip()
    )


@transaction.atomic
def set_member(*, actor, team: Team, person, role: str) -> Membership:
    """Take somebody into a team, or change their role; the groups follow.

    Raises NotAPerson for a service account.
    """
    if person.account_of_id:
        raise NotAPerson(account=str(person))
    old = Membership.objects.filter(team=team, person=person).values_list("role", flat=True).first()
    if old == role:
        return Membership.objects.get(team=team, person=person)
    membership, _ = Membership.objects.update_or_create(team=team, person=person, defaults={"role": role})
    if old is None:
        MembershipPeriod.objects.create(team=team, person=person, since=timezone.now())
    person.groups.add(team.members_group)
    if role == Membership.Role.MAINTAINER:
        person.groups.add(team.maintainers_group)
    else:
        person.groups.remove(team.maintainers_group)

    record("team.member_added", team, actor=actor, person=person, team=team, old=old, new=role, role=role)
    _follow(team, person)
    return membership


@transaction.atomic
def remove_member(*, actor, team: Team, person) -> None:
    """Take somebody out of a team, and out of the groups behind it; what came to them through it ends at once."""
    removed, _ = Membership.objects.filter(team=team, person=person).delete()
    if not removed:
        return
    MembershipPeriod.objects.filter(team=team, person=person, until=None).update(until=timezone.now())
    person.groups.remove(team.members_group, team.maintainers_group)
    record("team.member_removed", team, actor=actor, person=person, team=team)
    for act in AFTER_LEAVING_TEAM:
        act(person, team, actor)
    _follow(team, person)


def _follow(team: Team, person) -> None:
    for follow in AFTER_MEMBERSHIP:
        follow(team, person)
