"""What access adds to the search: what one can read already, and what opens without anybody being asked."""

from collections.abc import Collection

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Consumer
from catalog.models import DataProduct, OutputPort, RouteTerms
from catalog.panels import PRODUCT_CHOICES, ROUTE_CHOICES, ProductChoice, RouteChoice
from catalog.spec.viewing import policy_of
from requests.approvals.chain import Facts, route
from requests.models import Grant, Suspension
from requests.ordering.situation import situation_of

DAYS = 30  # what an order begins with


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

    By the company's rules, too. Where a policy names purposes, one of them is enough. Three queries.
    """
    here = situation_of(Consumer(person=user), [])
    giving = []
    for each in terms:
        policy = policy_of(each.document)
        days = min(DAYS, policy.longest_days or DAYS)
        plain = not here.teams.isdisjoint(each.plain_for)
        classes = frozenset(each.all_classifications if plain else each.classifications)
        wishes = (
            Facts(here.teams, here.domains, purpose, days, "person", here.regions, classes)
            for purpose in policy.purposes or ("",)
        )
        if any(route(policy, wish, here.rules).outcome == "approve" for wish in wishes):
            giving.append(each)
    return giving


ROUTE_CHOICES.add("at-once")(RouteChoice(_("Opens at once, by rule"), opening_at_once))
PRODUCT_CHOICES.add("readable")(ProductChoice(_("I can read it now"), readable_by))
