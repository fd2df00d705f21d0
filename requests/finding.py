"""What access adds to the search: what one can read already, and what opens without anybody being asked."""

from collections.abc import Collection

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Consumer
from catalog.models import DataProduct, OutputPort, RouteTerms
from catalog.panels import PRODUCT_CHOICES, ROUTE_CHOICES, ROUTE_LOOKS, ProductChoice, RouteChoice
from catalog.spec.product import DAYS_AT_FIRST
from catalog.spec.viewing import policy_of
from requests.approvals.chain import Facts, route
from requests.approvals.company_rules import looks_of, rules_at_hand, rules_in_force
from requests.models import Grant, Suspension
from requests.ordering.situation import Situation, standing_of, teams_and_domains


def readable_by(user) -> QuerySet:
    """The ids of products of which this person can read a port at this moment, as `may_read` says of a single one."""
    offered = OutputPort.objects.offered().exclude(product__status=DataProduct.Status.RETIRED).order_by()
    granted = Grant.objects.readable_by(user).order_by().values("port")
    # Two ways, each by its index; as alternatives of one condition they would be looked up port by port.
    stopped = Suspension.objects.standing().filter(person=user.pk)
    owned = offered.filter(~Exists(stopped), product__owner__in=user.team_ids).values("product")
    return owned.union(offered.filter(pk__in=granted).values("product"))


def opening_at_once(user, terms: Collection[RouteTerms]) -> list[RouteTerms]:
    """The terms by which a rule would open a port to this person: for a month, or its longest, and a purpose of its.

    By the company's rules, too. Where a policy names purposes, one of them is enough. Terms that do not tell what a
    rule looks at open nothing. One query.
    """
    teams, domains = teams_and_domains(user)
    self = Consumer(person=user)
    here = Situation(self, **standing_of(self, teams, [], domains=domains, rules=rules_at_hand()))
    looked_at = looks_of(here.rules)
    return [each for each in terms if looked_at <= set(each.tells) and _opens(each, here)]


def _opens(terms: RouteTerms, here: Situation) -> bool:
    policy = policy_of(terms.document)
    plain = not here.teams.isdisjoint(terms.plain_for)
    classes = frozenset(terms.all_classifications if plain else terms.classifications)
    days = min(DAYS_AT_FIRST, policy.longest_days or DAYS_AT_FIRST)
    wishes = (
        Facts(here.teams, here.domains, purpose, days, "person", here.regions, classes)
        for purpose in policy.purposes or ("",)
    )
    return any(route(policy, wish, here.rules).outcome == "approve" for wish in wishes)


ROUTE_LOOKS.add("company")(lambda: looks_of(rules_in_force()))
ROUTE_CHOICES.add("at-once")(RouteChoice(_("Opens at once, by rule"), opening_at_once))
PRODUCT_CHOICES.add("readable")(ProductChoice(_("I can read it now"), readable_by))
