"""Whom a change breaks: who may read the product now, and which columns of which products are made from what breaks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from catalog.lineage.selectors import downstream_of
from catalog.lineage.transformations import DIRECT
from catalog.models import ColumnEdge, DataProduct, InputPort
from catalog.spec import Change
from catalog.transitions.hooks import Standing, standings_on

ALL = "*"
DEEPEST = 12  # products in a row that a change is followed through

Spot = tuple[int, str]  # a port, and a column of it in lower case; `*`: any of them


class Reading(NamedTuple):
    """A column of a product downstream, and how it comes from what breaks, in OpenLineage's words."""

    port: str
    column: str
    how: str
    expression: str


class Hit(NamedTuple):
    """One breaking change as one product feels it; no columns where it is not about any, or where none is known."""

    change: Change
    columns: list[Reading]


@dataclass(frozen=True)
class Downstream:
    """A product that is made from a port that breaks; `product` is None for a viewer who may not see it."""

    product: DataProduct | None
    port: str
    breaks: list[Hit]
    direct: bool

    @property
    def columns(self) -> list[Reading]:
        """Every column that reads what breaks, once."""
        return list(dict.fromkeys(reading for hit in self.breaks for reading in hit.columns))


@dataclass(frozen=True)
class Break:
    """One breaking change, and how many consumers, products and columns of products it reaches."""

    change: Change
    consumers: int
    products: int
    columns: int

    @property
    def takes_notice(self) -> bool:
        """Must somebody be told in time? A tightened access policy takes effect at once: it cannot wait."""
        return not self.change.access and bool(self.consumers or self.products)


@dataclass(frozen=True)
class BlastRadius:
    """Who is reached by the breaking changes of a version: live access to the ports that break, and what is made."""

    standings: list[Standing] = field(default_factory=list)
    downstream: list[Downstream] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    ports: dict[int, str] = field(default_factory=dict)  # names of the product's ports, for the standings
    flows: frozenset[tuple[int, int]] = frozenset()  # between products, on the ways that the changes go

    @property
    def concerns_somebody(self) -> bool:
        """Does publishing it need a notice period?"""
        return any(each.takes_notice for each in self.breaks)

    @property
    def consumers(self) -> int:
        """How many consumers it reaches."""
        return len({standing.consumer.pk for standing in self.standings})


def blast_radius(product: DataProduct, changes: Iterable[Change], *, viewer=None) -> BlastRadius:
    """Follow every breaking change to those it reaches; a fixed number of queries, however many changes.

    With a viewer, products they may not see are counted but not named.
    """
    breaking = [change for change in changes if change.kind == "breaking"]
    if not breaking:
        return BlastRadius()
    ports = dict(product.output_ports.values_list("pk", "name"))
    reach = _Reach.of(product)
    standings = standings_on(product)
    touched = {change: _ports_of(change, ports) for change in breaking}
    reached = {change: reach.of_change(change, touched[change]) for change in breaking}
    downstream = list(_downstream(reach, reached, ports))
    reached_ports = {pk for pks in touched.values() for pk in pks}
    return BlastRadius(
        standings=[standing for standing in standings if standing.port_id in reached_ports],
        downstream=_for_viewer(downstream, viewer) if viewer else downstream,
        breaks=[_counted(change, touched[change], reached[change], standings) for change in breaking],
        ports=ports,
        flows=frozenset(reach.flows),
    )


def _ports_of(change: Change, ports: dict[int, str]) -> list[int]:
    """The ports that a change is about: one, or all where it is about the product."""
    return [pk for pk, name in ports.items() if change.port in ("", name)]


Felt = dict[tuple[int, int], list[Reading]]  # by product downstream, and the port of ours where it begins


def _counted(change: Change, ports: list[int], felt: Felt, standings: list[Standing]) -> Break:
    consumers = {standing.consumer.pk for standing in standings if standing.port_id in ports}
    columns = {(pk, each.port, each.column) for (pk, _port), found in felt.items() for each in found}
    return Break(change, len(consumers), len({pk for pk, _port in felt}), len(columns))


def _downstream(reach: "_Reach", reached: dict[Change, Felt], ports: dict[int, str]) -> Iterator[Downstream]:
    """By product and port; those that read the port themselves come first."""
    hits: dict[tuple[int, int], list[Hit]] = {}
    for change, felt in reached.items():
        for place, readings in felt.items():
            hits.setdefault(place, []).append(Hit(change, readings))
    told = [
        Downstream(reach.products[pk], ports.get(port, ""), found, (pk, port) in reach.direct)
        for (pk, port), found in hits.items()
    ]
    yield from sorted(told, key=lambda one: (not one.direct, one.product.name, one.port))


def _for_viewer(downstream: list[Downstream], viewer) -> list[Downstream]:
    """What lies in a product that this person may not see is not named."""
    wanted = {one.product.pk for one in downstream}
    seen = set(DataProduct.objects.visible_to(viewer).filter(pk__in=wanted).values_list("pk", flat=True))
    return [one if one.product.pk in seen else _hidden(one) for one in downstream]


def _hidden(one: Downstream) -> Downstream:
    return replace(one, product=None, breaks=[Hit(hit.change, []) for hit in one.breaks])


@dataclass(frozen=True)
class _Reach:
    """What is made from a product, as it is published: who reads which port, and the column edges on the way."""

    product: int
    products: dict[int, DataProduct]
    direct: set[tuple[int, int]]  # product downstream and port of ours
    unknown: set[tuple[int, int]]  # those of them whose SQL told no edges
    into: dict[Spot, list[ColumnEdge]]
    of_port: dict[int, list[ColumnEdge]]
    walked: dict[Spot, list[ColumnEdge]] = field(default_factory=dict)
    felt: dict[tuple[tuple[int, ...], tuple[str, ...]], Felt] = field(default_factory=dict)
    flows: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def of(cls, product: DataProduct) -> "_Reach":
        """At most three queries."""
        inputs = list(
            InputPort.objects.filter(version__state="published", upstream__product=product)
            .exclude(version__product__status=DataProduct.Status.RETIRED)
            .values_list("version__product", "upstream")
        )
        made = downstream_of(product) - {product.pk} if inputs else set()
        edges = list(
            ColumnEdge.objects.filter(version__state="published", version__product__in=made)
            .filter(input_port__upstream__isnull=False)
            .select_related("port__product__domain", "input_port__upstream")
            .order_by("pk")
            if made
            else ()
        )
        products = {edge.port.product_id: edge.port.product for edge in edges}
        if missing := {pk for pk, _port in inputs} - products.keys() - {product.pk}:
            products |= DataProduct.objects.select_related("domain").in_bulk(missing)
        into: dict[Spot, list[ColumnEdge]] = {}
        of_port: dict[int, list[ColumnEdge]] = {}
        for edge in edges:
            upstream = edge.input_port.upstream_id
            into.setdefault((upstream, edge.from_column.lower()), []).append(edge)
            of_port.setdefault(upstream, []).append(edge)
        direct = {(pk, port) for pk, port in inputs if pk in products}
        told = {(edge.port.product_id, edge.input_port.upstream_id) for edge in edges}
        return cls(product.pk, products, direct, direct - told, into, of_port)

    def of_change(self, change: Change, ports: list[int]) -> Felt:
        """The columns that a change reaches, by product and port; a product without known edges may be reached."""
        alike = (tuple(ports), change.columns)
        if alike not in self.felt:
            self.felt[alike] = self._felt(ports, change.columns)
        return self.felt[alike]

    def _felt(self, ports: list[int], columns: tuple[str, ...]) -> Felt:
        felt: dict[tuple[int, int], dict[Reading, None]] = {}
        for port in ports:
            for product, reader in self.direct:
                if reader == port and (not columns or (product, port) in self.unknown):
                    felt.setdefault((product, port), {})
                    self.flows.add((self.product, product))
            for column in columns:
                for edge in self._walk((port, column.lower())):
                    reading = Reading(edge.port.name, edge.column, edge.kind, edge.expression)
                    felt.setdefault((edge.port.product_id, port), {})[reading] = None
        return {place: list(readings) for place, readings in felt.items()}

    def _walk(self, start: Spot) -> list[ColumnEdge]:
        """Every edge on the way from a column, or from a whole port, to what is made of it.

        Columns that only decide which rows there are (a filter, a join) are told but not followed.
        """
        if start in self.walked:
            return self.walked[start]
        told: dict[int, ColumnEdge] = {}
        seen, waiting = {start}, [start]
        for _depth in range(DEEPEST):
            following: list[Spot] = []
            for spot in waiting:
                for edge in self._reading(spot):
                    told[edge.pk] = edge
                    self.flows.add((edge.input_port.upstream.product_id, edge.port.product_id))
                    beyond = _beyond(edge, spot)
                    if beyond and beyond not in seen:
                        seen.add(beyond)
                        following.append(beyond)
            waiting = following
        self.walked[start] = list(told.values())
        return self.walked[start]

    def _reading(self, spot: Spot) -> list[ColumnEdge]:
        """The edges that begin at a column; those that read a whole row read each column, unless they only count."""
        port, column = spot
        if column == ALL:
            return self.of_port.get(port, [])
        rows = [edge for edge in self.into.get((port, ALL), ()) if edge.kind != "AGGREGATION"]
        return [*self.into.get(spot, ()), *rows]


def _beyond(edge: ColumnEdge, spot: Spot) -> Spot | None:
    """What an edge makes of a column; a whole row that is handed on keeps the names of its columns."""
    if edge.kind not in DIRECT:
        return None
    if edge.column != ALL:
        return edge.port_id, edge.column.lower()
    return edge.port_id, spot[1]
