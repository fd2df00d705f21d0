"""Who holds a grant, and who is to be told about it."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q

from accounts.models import Consumer, Membership, Team, User
from accounts.models.user import STEWARD
from accounts.notifications.selectors import platform_team
from catalog.models import OutputPort
from requests.models import AccessRequest, Grant, Suspension

__all__ = [
    "follower_of",
    "maintainers_of",
    "people_of",
    "platform_team",
    "readers_as",
    "readers_of",
    "reading_as",
    "stewards",
    "whom_it_concerns",
]


def people_of(consumer: Consumer) -> list[User]:
    """The person, or everybody in the team, also for its service account; only those who can sign in."""
    if consumer.behind_id is None:
        return [consumer.person] if consumer.person.is_active else []
    return list(User.objects.filter(is_active=True, memberships__team=consumer.behind_id).order_by("pk"))


def people_of_each(consumers: Collection[Consumer]) -> dict[int, list[User]]:
    """The same of many consumers, by id, with person and team at hand: one query, however many."""
    teams = {one.behind_id for one in consumers if one.behind_id}
    of: dict[int, list[User]] = defaultdict(list)
    for member in Membership.objects.filter(team__in=teams, person__is_active=True).select_related("person"):
        of[member.team_id].append(member.person)
    alone = {one.pk: [one.person] if one.person.is_active else [] for one in consumers if one.behind_id is None}
    return {one.pk: alone[one.pk] if one.behind_id is None else of[one.behind_id] for one in consumers}


def readers_as(consumer: Consumer) -> list[User]:
    """Who reads in its name: the person or service account itself, or everybody in the team; nobody suspended."""
    found = people_of(consumer)
    if consumer.account_of_id:
        found = [consumer.person] if consumer.person.is_active else []
    stopped = set(Suspension.objects.standing().filter(person__in=found).values_list("person", flat=True))
    return [person for person in found if person.pk not in stopped]


def whom_it_concerns(request: AccessRequest) -> list[User]:
    """Who is told what becomes of a request: who ordered, and who is meant to read."""
    people = {person.pk: person for person in (request.order.ordered_by, *people_of(request.consumer))}
    return list(people.values())


def maintainers_of(team: Team) -> list[User]:
    """Those who speak for a team."""
    speaks = Q(memberships__team=team, memberships__role=Membership.Role.MAINTAINER)
    return list(User.objects.filter(speaks, is_active=True).order_by("pk"))


def stewards() -> list[User]:
    """Those who watch over governance."""
    return list(User.objects.filter(is_active=True, groups__name=STEWARD).order_by("pk"))


def follower_of(grant: Grant) -> Grant | None:
    """The standing grant that begins when this one ends, if it was renewed."""
    return (
        Grant.objects.standing()
        .filter(consumer=grant.consumer_id, port=grant.port_id, valid_from__gte=grant.valid_until)
        .exclude(pk=grant.pk)
        .first()
    )


def reading_as(person: User, port: OutputPort) -> list[Consumer]:
    """In whose name this person reads a port at this moment: by grants of their own, and of teams of theirs."""
    held = Grant.objects.readable_by(person).filter(port=port)
    return list(Consumer.objects.filter(pk__in=held.values("consumer")))


def readers_of(product) -> list[User]:
    """Everybody who reads a product now, themselves or in a team."""
    return _readers(Grant.objects.standing().filter(port__product=product))


def port_readers(port: OutputPort) -> list[User]:
    """Everybody who reads one port now, themselves or in a team."""
    return _readers(Grant.objects.standing().filter(port=port))


def _readers(standing) -> list[User]:
    alone = Q(consumer__grants__in=standing)
    together = Q(teams__consumer__grants__in=standing)
    by_account = Q(teams__service_accounts__consumer__grants__in=standing)
    people = User.objects.filter(alone | together | by_account, is_active=True, account_of=None)
    return list(people.distinct())
