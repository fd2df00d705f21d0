"""Which products a person's wish would take a certain way to, without asking port by port."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet

from catalog.models import Column, OutputPort, RouteTerms, SearchFacet
from catalog.panels import ROUTE_CHOICES
from catalog.warehouses.strictness import NOTHING

ROUTE = "route"  # the kind of the piece that holds the ids of a product's terms
BETWEEN = "."
MOST_TERMS = 24  # of one product, so that the piece stays short; more are left out, and not found by them
_DECIDE = ("purposes", "longestDays", "rules", "default")  # of the document of an access policy


def routes_of(ids: Sequence[int]) -> dict[int, str]:
    """Of each product, the ids of the terms by which its ports are routed: four queries, and one for new terms."""
    parts = ("product", "product__owner", "policy")
    ports = list(OutputPort.objects.offered().filter(product__in=ids).select_related(*parts).order_by("pk"))
    every, read = _classes(ports)
    wanted = [(port.product_id, _terms(port, every[port.pk], read[port.pk])) for port in ports]
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


def _classes(ports: Collection[OutputPort]) -> tuple[Mapping[int, set[str]], Mapping[int, set[str]]]:
    """How the columns of ports are classified: all of them, and those that are read where some are masked away."""
    hidden = {port.pk: _hidden(port) for port in ports}
    of_contract, of_open = defaultdict(set), defaultdict(set)
    columns = Column.objects.order_by()
    kinds = columns.filter(contract__in=[port.contract_id for port in ports])
    for contract, kind in kinds.values_list("contract_id", "classification").distinct():
        of_contract[contract].add(kind)
    masked = {port.contract_id: hidden[port.pk] for port in ports if hidden[port.pk]}
    for contract, kind, name in columns.filter(contract__in=masked).values_list(
        "contract_id", "classification", "name"
    ):
        if name.upper() not in masked[contract]:
            of_open[contract].add(kind)
    every = {port.pk: of_contract[port.contract_id] for port in ports}
    read = {port.pk: of_open[port.contract_id] if hidden[port.pk] else every[port.pk] for port in ports}
    return every, read


def _hidden(port: OutputPort) -> frozenset[str]:
    """The columns, in capitals, of which a mask leaves nothing."""
    return frozenset(mask["column"].upper() for mask in port.policy.masks if mask.get("method") in NOTHING)


def _terms(port: OutputPort, every: Collection[str], read: Collection[str]) -> RouteTerms:
    document = port.policy.document
    facts = {
        "document": {key: document[key] for key in _DECIDE if key in document},
        "classifications": sorted(filter(None, read)),
        "all_classifications": sorted(filter(None, every)),
        # Who sees masked columns plain matters only where that changes what is read.
        "plain_for": [] if every == read else sorted({port.product.owner.slug, *port.policy.unmasked_for}),
    }
    return RouteTerms(digest=hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest(), **facts)


def _ids_of(wanted: Mapping[str, RouteTerms]) -> dict[str, int]:
    known = dict(RouteTerms.objects.filter(digest__in=wanted).values_list("digest", "pk"))
    if new := [terms for digest, terms in wanted.items() if digest not in known]:
        # Somebody else may write the same at this moment.
        RouteTerms.objects.bulk_create(new, ignore_conflicts=True, batch_size=100)
        known |= dict(RouteTerms.objects.filter(digest__in=[terms.digest for terms in new]).values_list("digest", "pk"))
    return known
