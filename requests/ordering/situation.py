"""Where a consumer stands: what they hold and wait for, which teams and domains they count as. Asked once per order."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from accounts.models import Consumer, Team, User
from catalog.models import Domain, OutputPort
from catalog.spec.access_rules import AccessRules
from catalog.spec.viewing import policy_of
from requests.approvals.chain import NO_RULES, Facts, Route, route
from requests.approvals.company_rules import rules_in_force
from requests.models import AccessRequest, Grant
from requests.ordering.classes import classes_of


@dataclass(frozen=True)
class Situation:
    """A consumer over some ports: what is held and waited for, by port, and slugs that rules ask about."""

    consumer: Consumer
    held: Mapping[int, Grant] = field(default_factory=dict)
    waiting: Mapping[int, AccessRequest] = field(default_factory=dict)
    teams: frozenset[str] = field(default_factory=frozenset)
    domains: frozenset[str] = field(default_factory=frozenset)
    regions: frozenset[str] = field(default_factory=frozenset)
    rules: AccessRules = NO_RULES
    classes: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def facts(self, port: OutputPort, *, purpose: str, days: int) -> Facts:
        """What rules may look at."""
        kind = "service-account" if self.consumer.account_of_id else "team" if self.consumer.team_id else "person"
        classes = self.classes.get(port.pk, frozenset())
        return Facts(self.teams, self.domains, purpose, days, kind, self.regions, classes)

    def way(self, port: OutputPort, *, purpose: str, days: int) -> Route:
        """The way of a wish by the company's rules and the policy of the port that are in force."""
        facts = self.facts(port, purpose=purpose, days=days)
        return route(policy_of(port.policy.document), facts, self.rules)


def consumer_of(user, team: Team | None, account: User | None = None) -> Consumer:
    """In whose name is ordered: oneself, a team, or a service account; a row that is missing is not made."""
    if team is not None:
        return Consumer.objects.select_related("team").filter(team=team).first() or Consumer(team=team)
    person = account or user
    return Consumer.objects.select_related("person").filter(person=person).first() or Consumer(person=person)


def situation_of(consumer: Consumer, ports: Collection[OutputPort]) -> Situation:
    """Where a consumer stands. A team counts as itself only, as does its service account, a person as all their teams.

    Ports need their policy and their product. What waits is asked for first: whoever is granted a port in between is
    found to hold it.
    """
    held: dict[int, Grant] = {}
    waiting: dict[int, AccessRequest] = {}
    if consumer.pk:
        over = {"consumer": consumer, "port__in": [port.pk for port in ports]}
        waiting = {
            one.port_id: one
            for one in AccessRequest.objects.waiting().for_access().filter(**over).select_related("order")
        }
        standing = Grant.objects.standing().filter(valid_until__gt=timezone.now(), **over)
        held = {one.port_id: one for one in standing.order_by("valid_until")}
    mine = Q(pk=consumer.behind_id) if consumer.behind_id else Q(memberships__person=consumer.person_id)
    found = {pk: (slug, region) for pk, slug, region in Team.objects.filter(mine).values_list("pk", "slug", "region")}
    return Situation(consumer, held, waiting, **standing_of(consumer, found, ports))


def teams_and_domains(user: User) -> tuple[dict[int, tuple[str, str]], set[str]]:
    """The teams of a person, short name and region by id, and the domains of these; one query."""
    # Not the domains of their products: a team that begins a product in a domain would make itself a colleague.
    rows = list(user.teams.order_by().values_list("pk", "slug", "region", "domains__slug"))
    teams = {pk: (slug, region) for pk, slug, region, _domain in rows}
    return teams, {domain for _pk, _slug, _region, domain in rows if domain}


def standing_of(
    consumer: Consumer,
    teams: Mapping[int, tuple[str, str]],
    ports: Collection[OutputPort],
    *,
    domains: Collection[str] | None = None,
    rules: AccessRules | None = None,
) -> dict:
    """What rules ask about a consumer who counts as these teams (short name and region by id), and the rules.

    The domains of the teams and the rules are asked for where they are not at hand.
    """
    slugs = frozenset(slug for slug, _region in teams.values())
    rules = rules_in_force() if rules is None else rules
    if domains is None:
        # Not those of their products: a team that begins a product in a domain would make itself a colleague.
        domains = Domain.objects.filter(team__in=teams).values_list("slug", flat=True)
    return {
        "teams": slugs,
        "domains": frozenset(domains),
        "regions": frozenset(region for _slug, region in teams.values() if region),
        "rules": rules,
        "classes": classes_of(consumer, slugs, ports, rules),
    }
