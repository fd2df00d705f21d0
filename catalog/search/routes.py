"""Which products a person's wish would take a certain way to, without asking port by port."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet

from catalog.models import Column, OutputPort, RouteTerms, SearchFacet
from catalog.panels import ROUTE_CHOICES, ROUTE_LOOKS
from catalog.spec.product import DAYS_AT_FIRST
from catalog.warehouses.strictness import NOTHING

ROUTE = "route"  # the kind of the piece that holds the ids of a product's terms
BETWEEN = "."
MOST_TERMS = 24  # of one product, so that the piece stays short; more are left out, and not found by them
PURPOSES, CLASSIFICATIONS = "purposes", "classifications"


def routes_of(ids: Sequence[int]) -> dict[int, str]:
    """Of each product, the ids of the terms by which its ports are routed: five queries, and two for new terms."""
    ports = list(
        OutputPort.objects.offered()
        .filter(product__in=ids)
        .select_related("policy")
        .order_by("pk")
        .defer("description")
    )
    looks = {one for looked_at in ROUTE_LOOKS for one in looked_at()}
    told = {port.pk: _told(port, looks) for port in ports}
    every, read = _classes([port for port in ports if CLASSIFICATIONS in told[port.pk]])
    terms = {port.pk: _terms(port, told[port.pk], every.get(port.pk, ()), read.get(port.pk, ())) for port in ports}
    known = _ids_of({each.digest: each for each in terms.values()})
    found = defaultdict(set)
    for port in ports:
        found[port.product_id].add(known[terms[port.pk].digest])
    return {product: BETWEEN.join(map(str, sorted(each)[:MOST_TERMS])) for product, each in found.items()}


class Ways:
    """Which of the routes that occur give a person each choice; a few queries when it is first asked."""

    def __init__(self, user):
        self.user = user
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
            giving = ROUTE_CHOICES.get(value).terms(self.user, self._terms)
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


def _told(port: OutputPort, looks: Collection[str]) -> list[str]:
    """What the terms of a port have to tell: what the company's rules or its own look at."""
    document = port.policy.document
    asked = {key for rule in document.get("rules", ()) for key in rule.get("when") or {}}
    return sorted({PURPOSES, CLASSIFICATIONS} & (asked | set(looks)))


def _terms(port: OutputPort, told: list[str], every: Collection[str], read: Collection[str]) -> RouteTerms:
    document = port.policy.document
    decides = {
        "rules": [{key: rule[key] for key in ("when", "then") if key in rule} for rule in document.get("rules", ())],
        "default": {"then": (document.get("default") or {}).get("then", "review")},
        "longestDays": min(port.policy.longest_days, DAYS_AT_FIRST),  # whoever allows longer is alike
    }
    facts = {
        "document": decides | ({PURPOSES: sorted(port.policy.purposes)} if PURPOSES in told else {}),
        "classifications": sorted(filter(None, read)),
        "all_classifications": sorted(filter(None, every)),
        # Who sees masked columns plain matters only where that changes what is read; its owners read it anyway.
        "plain_for": [] if every == read else sorted(port.policy.unmasked_for),
        "tells": told,
    }
    return RouteTerms(digest=hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest(), **facts)


def _ids_of(wanted: Mapping[str, RouteTerms]) -> dict[str, int]:
    known = dict(RouteTerms.objects.filter(digest__in=wanted).values_list("digest", "pk"))
    if new := [terms for digest, terms in wanted.items() if digest not in known]:
        # Somebody else may write the same at this moment.
        RouteTerms.objects.bulk_create(new, ignore_conflicts=True, batch_size=100)
        known |= dict(RouteTerms.objects.filter(digest__in=[terms.digest for terms in new]).values_list("digest", "pk"))
    return known
