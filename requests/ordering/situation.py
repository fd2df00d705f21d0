"""Where a consumer stands: what they hold and wait for, which teams and domains they count as. Asked once per order."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from accounts.models import Consumer, Team, User
from catalog.models import Domain, OutputPort
from requests.approvals.chain import Facts
from requests.models import AccessRequest, Grant


@dataclass(frozen=True)
class Situation:
    """A consumer over some ports: what is held and waited for, by port, and slugs that rules ask about."""

    consumer: Consumer
    held: Mapping[int, Grant] = field(default_factory=dict)
    waiting: Mapping[int, AccessRequest] = field(default_factory=dict)
    teams: frozenset[str] = field(default_factory=frozenset)
    domains: frozenset[str] = field(default_factory=frozenset)

    def facts(self, *, purpose: str, days: int) -> Facts:
        """What the rules of a policy may look at."""
        return Facts(self.teams, self.domains, purpose, days)


def consumer_of(user, team: Team | None, account: User | None = None) -> Consumer:
    """In whose name is ordered: oneself, a team, or a service account; a row that is missing is not made."""
    if team is not None:
        return Consumer.objects.select_related("team").filter(team=team).first() or Consumer(team=team)
    person = account or user
    return Consumer.objects.select_related("person").filter(person=person).first() or Consumer(person=person)


def situation_of(consumer: Consumer, ports: Collection[OutputPort]) -> Situation:
    """Where a consumer stands. A team counts as itself only, as does its service account, a person as all their teams.

    What waits is asked for first: whoever is granted a port in between is found to hold it.
    """
    held: dict[int, Grant] = {}
    waiting: dict[int, AccessRequest] = {}
    if consumer.pk:
        over = {"consumer": consumer, "port__in": [port.pk for port in ports]}
        waiting = {one.port_id: one for one in AccessRequest.objects.waiting().filter(**over).select_related("order")}
        standing = Grant.objects.standing().filter(valid_until__gt=timezone.now(), **over)
        held = {one.port_id: one for one in standing.order_by("valid_until")}
    mine = Q(pk=consumer.behind_id) if consumer.behind_id else Q(memberships__person=consumer.person_id)
    teams = dict(Team.objects.filter(mine).values_list("pk", "slug"))
    # Not those of their products: a team that begins a product in a domain would make itself a colleague.
    domains = Domain.objects.filter(team__in=teams)
    return Situation(
        consumer, held, waiting, frozenset(teams.values()), frozenset(domains.values_list("slug", flat=True))
    )
