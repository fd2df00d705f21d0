"""Where a product comes from, what is made from it, and how each column is made."""

from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.lineage.column_selectors import named_column
from catalog.lineage.selectors import product_graph
from catalog.models import Column, ColumnEdge, OutputPort, Transformation
from catalog.views.graphs import drawable
from catalog.views.lineage_walk import MOST_COLUMNS, columns_of, walk_of
from catalog.views.product_frame import chosen_port, frame
from catalog.views.reach import reachable_product

HOPS = (1, 2, 3, 6)
MOST_EDGES = 1000
_DIRECT = Q(kind__in=["IDENTITY", "TRANSFORMATION", "AGGREGATION"])


@require_safe
@vary_on_headers("HX-Request")
def lineage(request, slug):
    """The graph with its lists, the columns of one port, and the SQL; one column alone where htmx asks for it."""
    product = reachable_product(request, slug)
    hops = _hops(request.GET.get("hops"))
    if request.htmx:
        return _walk(request, product, hops)
    context = frame(request, product, "catalog:product-lineage")
    graph = product_graph(request.user, product, hops)
    context |= {
        "graph": drawable(graph, hops),
        "more": graph["more"],
        "lists": _lists(graph),
        "hops": hops,
        "hop_choices": [{"label": n, "url": f"?hops={n}", "active": n == hops} for n in HOPS],
    }
    if port := context["port"]:
        context |= _of_port(request, context["version"], port, hops)
    return render(request, "catalog/product/lineage.html", context)


@require_safe
def columns(request, slug):
    """The tables and columns of a product, for its box in the drawing."""
    product = reachable_product(request, slug)
    return JsonResponse({"tables": columns_of(product, _hops(request.GET.get("hops")))})


def _walk(request, product, hops: int):
    """One column by itself."""
    ports = list(product.output_ports.offered().select_related("contract").order_by("position", "name"))
    port = chosen_port(ports, request.GET.get("port"))
    column = named_column(port, request.GET.get("column", "")) if port else ""
    context = {"wanted": request.GET.get("column", "")}
    if column:
        context = walk_of(request.user, product, product.versions.published().first(), port, column, hops)
        context["own"] = (request.htmx.current_url_abs_path or "").partition("?")[0] == request.path
    return render(request, "catalog/product/lineage_walk.html", context)


def _hops(text: str | None) -> int:
    return int(text) if text in {str(n) for n in HOPS} else 3


def _lists(graph: dict) -> dict[str, list[dict]]:
    """What lies before the product, and what lies behind it, for those who cannot use a drawing."""
    centre = next((node["id"] for node in graph["nodes"] if node.get("centre")), None)
    return {
        "up": _steps(graph, centre, "target", "source"),
        "down": _steps(graph, centre, "source", "target"),
    }


def _steps(graph: dict, start: str | None, near: str, far: str) -> list[dict]:
    """Everything one way, the nearest first, each with the shortest path to it."""
    nodes = {node["id"]: node for node in graph["nodes"]}
    beside: dict[str, list[str]] = {}
    for edge in graph["edges"]:
        beside.setdefault(edge[near], []).append(edge[far])
    paths: dict[str | None, list[str]] = {start: []}
    waiting = [start]
    while waiting:
        at = waiting.pop(0)
        for found in beside.get(at, ()):
            if found not in paths:
                paths[found] = paths[at] + [nodes[found]["label"]]
                waiting.append(found)
    listed = [
        nodes[node] | {"depth": len(path), "path": path[:-1]} for node, path in paths.items() if path and node in nodes
    ]
    return sorted(listed, key=lambda node: (node["depth"], node["label"]))


def _of_port(request, version, port: OutputPort, hops: int) -> dict:
    """The columns of one port with what they are made from, one of them walked to its ends, and the SQL."""
    promised = Column.objects.filter(contract=port.contract_id)
    names = list(promised.values_list("name", flat=True)[:MOST_COLUMNS])
    total = len(names) if len(names) < MOST_COLUMNS else promised.count()
    edges = ColumnEdge.objects.filter(_DIRECT, version=version, port=port).select_related(
        "input_port__upstream__product", "input_port__source__system"
    )
    origins: dict[str, list[ColumnEdge]] = {}
    for edge in edges[:MOST_EDGES]:
        origins.setdefault(edge.column.lower(), []).append(edge)
    wanted = request.GET.get("column", "")
    chosen = named_column(port, wanted)
    return {
        "columns": [{"name": name, "origins": origins.get(name.lower(), [])} for name in names],
        "more_columns": total - len(names),
        "wanted": wanted,
        "column": chosen,
        "walk": walk_of(request.user, port.product, version, port, chosen, hops) if chosen else None,
        "transformation": Transformation.objects.filter(version=version, port=port).first(),
    }
