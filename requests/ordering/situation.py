"""Where a consumer stands: what they hold and wait for, which teams and domains they count as. Asked once per order."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from accounts.models import Consumer, Team
from catalog.models import Domain, OutputPort
from requests.approvals.chain import Facts
from requests.models import AccessRequest, Grant


@dataclass(frozen=True)
class Situation:
    """A consumer over some ports: ids of ports held and waited for, and slugs that rules ask about."""

    consumer: Consumer
    held: frozenset[int] = frozenset()
    waiting: frozenset[int] = frozenset()
    teams: frozenset[str] = field(default_factory=frozenset)
    domains: frozenset[str] = field(default_factory=frozenset)
    pools: dict = field(default_factory=dict, compare=False, repr=False)  # people to ask, once they were looked up

    def facts(self, *, purpose: str, days: int) -> Facts:
        """What the rules of a policy may look at."""
        return Facts(self.teams, self.domains, purpose, days)


def consumer_of(user, team: Team | None) -> Consumer:
    """In whose name is ordered; a row that is missing is not made."""
    if team is not None:
        return Consumer.objects.select_related("team").filter(team=team).first() or Consumer(team=team)
    return Consumer.objects.select_related("person").filter(person=user).first() or Consumer(person=user)


def situation_of(consumer: Consumer, ports: Collection[OutputPort]) -> Situation:
    """Where a consumer stands. A team counts as itself only, a person as all their teams."""
    held, waiting = frozenset(), frozenset()
    if consumer.pk:
        over = {"consumer": consumer, "port__in": [port.pk for port in ports]}
        standing = Grant.objects.standing().filter(valid_until__gt=timezone.now(), **over)
        held = frozenset(standing.values_list("port", flat=True))
        waiting = frozenset(AccessRequest.objects.waiting().filter(**over).values_list("port", flat=True))
    mine = Q(pk=consumer.team_id) if consumer.team_id else Q(memberships__person=consumer.person_id)
    teams = dict(Team.objects.filter(mine).values_list("pk", "slug"))
    # Not those of their products: a team that begins a product in a domain would make itself a colleague.
    domains = Domain.objects.filter(team__in=teams)
    return Situation(
        consumer, held, waiting, frozenset(teams.values()), frozenset(domains.values_list("slug", flat=True))
    )
