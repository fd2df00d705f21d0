"""What a change of the company's rules would have made of the last quarter's requests; nothing is written."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Membership, Team
from catalog.models import AccessPolicy, Domain
from catalog.spec import PolicySpec
from catalog.spec.access_rules import AccessRules
from catalog.spec.viewing import policy_of
from requests.approvals.chain import Facts, Route, route, route_plain
from requests.approvals.company_rules import rules_in_force
from requests.models import AccessRequest
from requests.ordering.classes import classes_of_contracts, read_classes

LATELY = timedelta(days=90)
MOST = 20_000  # requests that are looked at, the newest
SHOWN = 20


@dataclass(frozen=True)
class Changed:
    """One request that would have gone another way."""

    request: AccessRequest
    before: Route
    after: Route


@dataclass(frozen=True)
class RuleTrial:
    """How many requests there were, what would have become of them, and what would have been different."""

    total: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)  # approve, deny, review: by the rules that are tried
    changes: Mapping[str, int] = field(default_factory=dict)  # approve, deny, review, others: where it is different
    shown: tuple[Changed, ...] = ()
    guessed: int = 0  # requests of before their facts were kept: by the teams of today

    @property
    def same(self) -> int:
        """How many would have gone the same way."""
        return self.total - sum(self.changes.values())


def try_rules(rules: AccessRules) -> RuleTrial:
    """Every request of the last quarter, sent by the rules in force and by these, with the policy and facts of then."""
    requests = list(_lately())
    before, total = rules_in_force(), len(requests)
    outcomes, changes, shown = Counter[str](), Counter[str](), []
    for request, policy, facts in _with_facts(requests):
        ways = route_plain if facts.plain else route
        old, new = ways(policy, facts, before), ways(policy, facts, rules)
        outcomes[new.outcome] += 1
        if (old.outcome, old.stages) == (new.outcome, new.stages):
            continue
        changes[new.outcome if new.outcome != old.outcome else "others"] += 1
        if len(shown) < SHOWN:
            shown.append(Changed(request, old, new))
    guessed = sum("facts" not in request.rule for request in requests)
    return RuleTrial(total, dict(outcomes), dict(changes), tuple(shown), guessed)


def pinned(facts: Facts) -> dict:
    """What is kept of the facts that a request was routed by; the rest stands in its own row, contract and policy."""
    kept = {
        "consumer": facts.consumer,
        "teams": sorted(facts.teams),
        "domains": sorted(facts.domains),
        "regions": sorted(facts.regions),
    }
    # A wish to see columns plain is routed by those columns alone, and not by all of the contract.
    return kept | ({"plain": True, "classifications": sorted(facts.classifications)} if facts.plain else {})


def _lately() -> QuerySet[AccessRequest]:
    recent = AccessRequest.objects.filter(created_at__gte=timezone.now() - LATELY)
    parts = ("order", "consumer__person", "consumer__team", "port__product__owner")
    return recent.select_related(*parts).order_by("-pk")[:MOST]


def _with_facts(requests: Collection[AccessRequest]) -> Iterator[tuple[AccessRequest, PolicySpec, Facts]]:
    policies = AccessPolicy.objects.in_bulk({request.policy_id for request in requests})
    classes = classes_of_contracts({request.contract_id for request in requests}, policies.values())
    today = _today(request for request in requests if "facts" not in request.rule)

    @cache
    def spec(policy: int) -> PolicySpec:
        return policy_of(policies[policy].document)

    for request in requests:
        known = request.rule.get("facts") or today.get(request.consumer_id) or pinned(Facts())
        policy = policies[request.policy_id]
        plain = not request.consumer.account_of_id and not {
            request.port.product.owner.slug,
            *policy.unmasked_for,
        }.isdisjoint(known["teams"])
        facts = Facts(
            teams=frozenset(known["teams"]),
            domains=frozenset(known["domains"]),
            purpose=request.purpose,
            days=request.days,
            consumer=known["consumer"],
            regions=frozenset(known["regions"]),
            classifications=frozenset(
                known["classifications"]
                if request.adds_to_id
                else read_classes(classes[request.contract_id], policy, plain=plain)
            ),
            plain=request.adds_to_id is not None,
        )
        yield request, spec(policy.pk), facts


def _today(requests: Iterable[AccessRequest]) -> dict[int, dict]:
    """The same facts by the teams of now, by consumer; three queries."""
    consumers = {request.consumer_id: request.consumer for request in requests}
    if not consumers:
        return {}
    people = [one.person_id for one in consumers.values() if not one.behind_id]
    teams: dict[int, set[int]] = {pk: {one.behind_id} if one.behind_id else set() for pk, one in consumers.items()}
    of_person = {one.person_id: pk for pk, one in consumers.items() if not one.behind_id}
    for person, team in Membership.objects.filter(person__in=people).values_list("person", "team"):
        teams[of_person[person]].add(team)
    every = set().union(*teams.values())
    names = {
        pk: (slug, region) for pk, slug, region in Team.objects.filter(pk__in=every).values_list("pk", "slug", "region")
    }
    owned = list(Domain.objects.filter(team__in=every).values_list("team", "slug"))
    found = {}
    for pk, consumer in consumers.items():
        mine = teams[pk] & names.keys()
        kind = "service-account" if consumer.account_of_id else "team" if consumer.team_id else "person"
        found[pk] = {
            "consumer": kind,
            "teams": [names[team][0] for team in mine],
            "domains": [slug for team, slug in owned if team in mine],
            "regions": [names[team][1] for team in mine if names[team][1]],
        }
    return found
