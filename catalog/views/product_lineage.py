"""Where a product comes from, what is made from it, and how each column is made."""

from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.lineage.column_selectors import column_lineage
from catalog.lineage.selectors import product_graph
from catalog.models import Column, ColumnEdge, OutputPort, Transformation
from catalog.views.graphs import drawable
from catalog.views.product_frame import frame
from catalog.views.reach import reachable_product

HOPS = (1, 2, 3, 6)
MOST_EDGES = 1000
MOST_TOLD = 200
_DIRECT = Q(kind__in=["IDENTITY", "TRANSFORMATION", "AGGREGATION"])


@require_safe
def lineage(request, slug):
    """The graph with its lists, the columns of one port with their origins, and the SQL between."""
    product = reachable_product(request, slug)
    context = frame(request, product, "catalog:product-lineage")
    hops = _hops(request.GET.get("hops"))
    graph = product_graph(request.user, product, hops)
    context |= {
        "graph": drawable(graph),
        "lists": _lists(graph),
        "hops": hops,
        "hop_choices": [{"label": n, "url": f"?hops={n}", "active": n == hops} for n in HOPS],
    }
    if port := context["port"]:
        context |= _of_port(request, context["version"], port)
    return render(request, "catalog/product/lineage.html", context)


def _hops(text: str | None) -> int:
    return int(text) if text in {str(n) for n in HOPS} else 3


def _lists(graph: dict) -> dict[str, list[dict]]:
    """What lies before the product, and what lies behind it, for those who cannot use a drawing."""
    centre = next((node["id"] for node in graph["nodes"] if node.get("centre")), None)
    return {
        "up": _walk(graph, centre, "target", "source"),
        "down": _walk(graph, centre, "source", "target"),
    }


def _walk(graph: dict, start: str | None, near: str, far: str) -> list[dict]:
    nodes = {node["id"]: node for node in graph["nodes"]}
    beside: dict[str, list[str]] = {}
    for edge in graph["edges"]:
        beside.setdefault(edge[near], []).append(edge[far])
    told, edge_of_it, depth = {start: 0}, [start], 0
    while edge_of_it:
        depth += 1
        edge_of_it = [
            found for at in edge_of_it for found in beside.get(at, ()) if told.setdefault(found, depth) == depth
        ]
        edge_of_it = list(dict.fromkeys(edge_of_it))
    listed = [nodes[node] | {"depth": far_off} for node, far_off in told.items() if far_off and node in nodes]
    return sorted(listed, key=lambda node: (node["depth"], node["label"]))[:MOST_TOLD]


def _of_port(request, version, port: OutputPort) -> dict:
    """The columns of one port with what they are made from, one of them walked to its ends, and the SQL."""
    names = list(Column.objects.filter(contract=port.contract_id).values_list("name", flat=True)[:MOST_TOLD])
    edges = ColumnEdge.objects.filter(_DIRECT, version=version, port=port).select_related(
        "input_port__upstream__product", "input_port__source__system"
    )
    origins: dict[str, list[ColumnEdge]] = {}
    for edge in edges[:MOST_EDGES]:
        origins.setdefault(edge.column.lower(), []).append(edge)
    wanted = request.GET.get("column", "")
    chosen = next((name for name in names if name.lower() == wanted.lower()), "")
    walked = column_lineage(request.user, port, chosen) if chosen else None
    return {
        "columns": [{"name": name, "origins": origins.get(name.lower(), [])} for name in names],
        "column": chosen,
        "walked": walked and {way: _parted(edges) for way, edges in walked.items()},
        "transformation": Transformation.objects.filter(version=version, port=port).first(),
    }


def _parted(edges: list[dict]) -> dict[str, list[dict]]:
    """Columns that values are made from, and columns that only decide which rows there are."""
    return {
        "direct": [edge for edge in edges if edge["direct"]][:MOST_TOLD],
        "deciding": [edge for edge in edges if not edge["direct"]][:MOST_TOLD],
    }
