"""Which products a person's wish would take a certain way to, without asking port by port."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet

from catalog.models import Column, OutputPort, RouteTerms, SearchFacet
from catalog.panels import ROUTE_CHOICES

ROUTE = "route"  # the kind of the piece that holds the ids of a product's terms
BETWEEN = "."
MOST_TERMS = 24  # of one product, so that the piece stays short; more are left out, and not found by them
_DECIDE = ("purposes", "longestDays", "rules", "default")  # of the document of an access policy


def routes_of(ids: Sequence[int]) -> dict[int, str]:
    """Of each product, the ids of the terms by which its ports are routed: three queries, and one for new terms."""
    ports = OutputPort.objects.offered().filter(product__in=ids).order_by("pk")
    rows = list(ports.values_list("product_id", "contract_id", "policy__document"))
    classes = defaultdict(set)
    kinds = Column.objects.filter(contract__in=[contract for _product, contract, _document in rows]).order_by()
    for contract, kind in kinds.values_list("contract_id", "classification").distinct():
        classes[contract].add(kind)
    wanted = [(product, _terms(document, classes[contract])) for product, contract, document in rows]
    known = _ids_of({terms.digest: terms for _product, terms in wanted})
    found = defaultdict(set)
    for product, terms in wanted:
        found[product].add(known[terms.digest])
    return {product: BETWEEN.join(map(str, sorted(each)[:MOST_TERMS])) for product, each in found.items()}


class Ways:
    """Which of the routes that occur give a person each choice; one query when it is first asked."""

    def __init__(self, user):
        self._user = user
        self._terms: list[RouteTerms] | None = None
        self._opening: dict[str, frozenset[str]] = {}

    def count(self, value: str, counted: Mapping[tuple[str, str], int]) -> int:
        """How many of the products counted have a port with this choice."""
        return sum(
            products for (kind, route), products in counted.items() if kind == ROUTE and self._gives(value, route)
        )

    def facts(self, value: str) -> QuerySet:
        """The ids of the products that have a port with this choice."""
        routes = SearchFacet.objects.filter(kind=ROUTE).order_by().values_list("value", flat=True).distinct()
        giving = [route for route in routes if self._gives(value, route)]
        return SearchFacet.objects.filter(kind=ROUTE, value__in=giving).values("facts")

    def _gives(self, value: str, route: str) -> bool:
        return not self._by(value).isdisjoint(route.split(BETWEEN))

    def _by(self, value: str) -> frozenset[str]:
        if value not in self._opening:
            if self._terms is None:
                self._terms = list(RouteTerms.objects.order_by("pk"))
            giving = ROUTE_CHOICES.get(value).terms(self._user, self._terms)
            self._opening[value] = frozenset(str(terms.pk) for terms in giving)
        return self._opening[value]


def _terms(document: Mapping, classes: Collection[str]) -> RouteTerms:
    decides = {key: document[key] for key in _DECIDE if key in document}
    classifications = sorted(filter(None, classes))
    told = json.dumps([decides, classifications], sort_keys=True)
    digest = hashlib.sha256(told.encode()).hexdigest()
    return RouteTerms(digest=digest, document=decides, classifications=classifications)


def _ids_of(wanted: Mapping[str, RouteTerms]) -> dict[str, int]:
    known = dict(RouteTerms.objects.filter(digest__in=wanted).values_list("digest", "pk"))
    if new := [terms for digest, terms in wanted.items() if digest not in known]:
        # Somebody else may write the same at this moment.
        RouteTerms.objects.bulk_create(new, ignore_conflicts=True, batch_size=100)
        known |= dict(RouteTerms.objects.filter(digest__in=[terms.digest for terms in new]).values_list("digest", "pk"))
    return known
