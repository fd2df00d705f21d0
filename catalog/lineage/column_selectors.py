"""Where one column comes from, and what is made from it, over all products."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from catalog.lineage.selectors import downstream_of, upstream_of
from catalog.lineage.transformations import DIRECT
from catalog.models import ColumnEdge, DataProduct, OutputPort

ALL = "*"
DEEPEST = 12


@dataclass(frozen=True)
class Place:
    """One column of one port, or of one source table."""

    kind: str  # port or source
    pk: int
    column: str


def column_lineage(user, port: OutputPort, column: str) -> dict:
    """`{up, down}`: each a list of edges with their depth, 1 being the nearest.

    Columns that only decide (a filter, a join) are told but not followed; `*` stands for all columns of a row.
    """
    visible = set(DataProduct.objects.visible_to(user).values_list("pk", flat=True))
    start = Place("port", port.pk, column.lower())
    up = _edges_of(upstream_of(port.product) | {port.product_id})
    down = _edges_of(downstream_of(port.product))
    return {
        "up": _walk(
            up, start, _target, _origin, lambda edge, at: _told(edge, at, _origin(edge), _origin_facts(edge), visible)
        ),
        "down": _walk(
            down, start, _origin, _target, lambda edge, at: _told(edge, at, _target(edge), _target_facts(edge), visible)
        ),
    }


def _edges_of(products: set[int]) -> list[ColumnEdge]:
    """All edges into these products, as they are published. One query."""
    published = ColumnEdge.objects.filter(Q(version__state="published"), version__product__in=products)
    return list(
        published.select_related(
            "port__product", "input_port__upstream__product", "input_port__source__system"
        ).order_by("pk")
    )


def _target(edge: ColumnEdge) -> Place:
    return Place("port", edge.port_id, edge.column.lower())


def _origin(edge: ColumnEdge) -> Place:
    wish = edge.input_port
    if wish.upstream_id:
        return Place("port", wish.upstream_id, edge.from_column.lower())
    return Place("source", wish.source_id, edge.from_column.lower())


def _walk(edges: list[ColumnEdge], start: Place, near: Callable, far: Callable, tell: Callable) -> list[dict]:
    beside: dict[Place, list[ColumnEdge]] = {}
    for edge in edges:
        beside.setdefault(near(edge), []).append(edge)
    told: list[dict] = []
    seen, waiting = {start}, [start]
    for depth in range(1, DEEPEST + 1):
        following: list[Place] = []
        for place in waiting:
            for edge in [*beside.get(place, ()), *beside.get(Place(place.kind, place.pk, ALL), ())]:
                told.append(tell(edge, depth))
                beyond = far(edge)
                if edge.kind in DIRECT and beyond.column != ALL and beyond not in seen:
                    seen.add(beyond)
                    following.append(beyond)
        waiting = following
    return told


def _told(edge: ColumnEdge, depth: int, place: Place, facts: dict, visible: set[int]) -> dict:
    """An edge for the page; what lies in a product that this person cannot see is not named."""
    hidden = {"kind": "hidden", "product": "", "port": "", "column": ""}
    seen = facts["kind"] == "source" or facts.pop("product_id") in visible
    return {
        "depth": depth,
        **(facts if seen else hidden),
        "how": edge.kind,
        "direct": edge.kind in DIRECT,
        "to": edge.column,
        "expression": edge.expression if edge.port.product_id in visible else "",
    }


def _origin_facts(edge: ColumnEdge) -> dict:
    wish = edge.input_port
    if wish.upstream_id:
        return {**_port_facts(wish.upstream), "column": edge.from_column}
    return {"kind": "source", "product": "", "port": str(wish.source), "column": edge.from_column}


def _target_facts(edge: ColumnEdge) -> dict:
    return {**_port_facts(edge.port), "column": edge.column}


def _port_facts(port: OutputPort) -> dict:
    return {
        "kind": "port",
        "product": port.product.slug,
        "product_name": port.product.name,
        "product_id": port.product_id,
        "port_id": port.pk,
        "port": port.name,
    }
