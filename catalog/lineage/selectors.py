"""What the pages and the API show of lineage: graphs of products, and where one column comes from and goes."""

from collections.abc import Iterable, Set
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _

from catalog.lineage.graph import Graph
from catalog.models import DataProduct, InputPort, OutputPort, SourceTable

MOST_NODES = 300
Node = tuple[str, int]  # ("product", 12) or ("source", 3)


@dataclass(frozen=True)
class Flow:
    """Data goes from a product's port, or a source table, into a product."""

    origin: Node
    target: Node
    port: str


def product_graph(user, product: DataProduct, hops: int = 3) -> dict:
    """What a product is made from and what is made from it, up to so many hops: `{nodes, edges, more}`.

    At most 300 nodes, the nearest; `more` says that there are others. The number of queries grows with the hops alone.
    """
    centre: Node = ("product", product.pk)
    around = _Around(centre)
    for _hop in range(hops):
        around.go(up=True)
        around.go(up=False)
    flows = around.flows()
    if not any(flow.target == centre for flow in flows):
        flows += _flows_of_draft(product)
    nodes = {centre, *(end for flow in flows for end in (flow.origin, flow.target))}
    drawn = _drawn(user, nodes, flows)
    for node in drawn["nodes"]:
        node["centre"] = node["id"] == _id(centre)
    return drawn | {"more": around.more}


class _Around:
    """Products and sources around one product, found step by step."""

    def __init__(self, centre: Node) -> None:
        self.sides: dict[bool, set[Node]] = {True: {centre}, False: {centre}}
        self._edge: dict[bool, set[Node]] = {True: {centre}, False: {centre}}
        self.more = False

    def go(self, *, up: bool) -> None:
        """One step outwards, as far as there is room."""
        at = _products(self._edge[up])
        self._edge[up] = set()
        if not at:
            return
        known = self.sides[up]
        products, sources = _products(known), [pk for kind, pk in known if kind == "source"]
        if up:
            found = _flowing().filter(version__product__in=at).exclude(upstream__product__in=products)
            found, ends = found.exclude(source__in=sources), ("upstream__product_id", "source_id")
        else:
            found = _flowing().filter(upstream__product__in=at).exclude(version__product__in=products)
            ends = ("version__product_id",)
        room = MOST_NODES + 1 - len(self.sides[True]) - len(self.sides[False])
        rows = list(found.order_by(*ends).values_list(*ends).distinct()[: room + 1])
        new: set[Node] = {("product", row[0]) if row[0] else ("source", row[1]) for row in rows[:room]}
        self.more = self.more or len(rows) > room
        self._edge[up] = new
        self.sides[up] |= new

    def flows(self) -> list[Flow]:
        """Everything that flows between what was found on either side. Two queries."""
        told: dict[Flow, None] = {}
        for side in self.sides.values():
            products = _products(side)
            within = Q(upstream__product__in=products) | Q(source__in=[pk for kind, pk in side if kind == "source"])
            told.update(dict.fromkeys(_as_flows(_flowing().filter(within, version__product__in=products))))
        return list(told)


def downstream_of(product: DataProduct) -> set[int]:
    """The products that are made from this one, directly or not: what a change of it may touch."""
    return _products(_graph(_flows()).downstream(("product", product.pk)))


def _products(nodes: Iterable[Node]) -> set[int]:
    return {pk for kind, pk in nodes if kind == "product"}


def _flows() -> list[Flow]:
    """Everything that flows in the published mesh. One query."""
    return _as_flows(_flowing())


def _flowing():
    """What the published versions of products that are not retired read."""
    return InputPort.objects.filter(version__state="published").exclude(version__product__status="retired")


def _flows_of_draft(product: DataProduct) -> list[Flow]:
    """What a product that is not published would read, by its last version."""
    last = product.versions.order_by("-pk").values("pk")[:1]
    return _as_flows(InputPort.objects.filter(version__in=list(last.values_list("pk", flat=True))))


def _as_flows(ports) -> list[Flow]:
    rows = ports.order_by("pk").values_list(
        "version__product_id", "upstream__product_id", "upstream__name", "source_id", "name"
    )
    return [
        Flow(("product", upstream) if upstream else ("source", source), ("product", reader), port or name)
        for reader, upstream, port, source, name in rows
    ]


def _graph(flows: Iterable[Flow]) -> Graph[Node]:
    return Graph.of((flow.origin, flow.target) for flow in flows)


def _drawn(user, nodes: Set[Node], flows: list[Flow]) -> dict:
    """Nodes and edges as cytoscape draws them. Two queries."""
    scored = FilteredRelation("fitness_scores", condition=Q(fitness_scores__latest=True))
    products = DataProduct.objects.visible_to(user).filter(pk__in=[pk for kind, pk in nodes if kind == "product"])
    products = products.select_related("domain").annotate(scored=scored)
    rows = products.annotate(fitness=F("scored__score"), band=F("scored__band"))
    drawn = {("product", product.pk): _product_node(product) for product in rows}
    wanted = [pk for kind, pk in nodes if kind == "source"]
    tables = SourceTable.objects.filter(pk__in=wanted).select_related("system") if wanted else ()
    drawn |= {("source", table.pk): _source_node(table) for table in tables}
    # What only a hidden product reads is hidden with it, and so is the name of a port of it.
    read = {flow.origin for flow in flows if flow.target in drawn}
    nodes = {node for node in nodes if node[0] == "product" or node in read}
    together: dict[tuple[Node, Node], list[str]] = {}
    for flow in flows:
        if flow.origin in nodes:
            named = [flow.port] if flow.origin in drawn and flow.target in drawn else []
            together.setdefault((flow.origin, flow.target), []).extend(named)
    return {
        "nodes": [drawn.get(node) or _hidden_node(node) for node in sorted(nodes)],
        "edges": [
            {
                "id": f"{_id(origin)}-{_id(target)}",
                "source": _id(origin),
                "target": _id(target),
                "ports": sorted(set(ports)),
            }
            for (origin, target), ports in sorted(together.items())
        ],
    }


def _id(node: Node) -> str:
    return f"{node[0]}-{node[1]}"


def _product_node(product: DataProduct) -> dict:
    return {
        "id": f"product-{product.pk}",
        "kind": "product",
        "slug": product.slug,
        "label": product.name,
        "domain": product.domain.slug,
        "domain_name": product.domain.name,
        "archetype": product.archetype,
        "status": product.status,
        "score": product.fitness,
        "band": product.band or "unknown",
        "href": product.get_absolute_url(),
    }


def _source_node(table: SourceTable) -> dict:
    return {"id": f"source-{table.pk}", "kind": "source", "label": str(table), "system": table.system.name, "href": ""}


def _hidden_node(node: Node) -> dict:
    return {"id": _id(node), "kind": "hidden", "label": _("A product you may not see"), "href": ""}


def ports_read_by(product: DataProduct) -> list[OutputPort]:
    """The ports of other products that the published version of this one reads."""
    reading = InputPort.objects.filter(version__product=product, version__state="published", upstream__isnull=False)
    return list(OutputPort.objects.filter(downstream_inputs__in=reading).select_related("product").distinct())
