"""Turns a graph of products into what the drawing of lineage needs."""

from marketplace.foundation.templatetags.look import hue

MOST_NODES = 400


def drawable(graph: dict) -> dict:
    """Nodes with the name and colour of their domain; the drawing is cut where nobody could read it any more."""
    nodes = sorted(graph["nodes"], key=lambda node: not node.get("centre"))[:MOST_NODES]
    kept = {node["id"] for node in nodes}
    return {
        "nodes": [_node(node) for node in nodes],
        "edges": [
            {"source": edge["source"], "target": edge["target"]}
            for edge in graph["edges"]
            if edge["source"] in kept and edge["target"] in kept
        ],
        "left_out": max(len(graph["nodes"]) - MOST_NODES, 0),
    }


def _node(node: dict) -> dict:
    return {
        "id": node["id"],
        "label": node["label"],
        "kind": "source" if node["kind"] == "source" else "product",
        "href": node.get("href", ""),
        "domain": node.get("domain_name") or node.get("system", ""),
        "tone": hue(node.get("domain", "")),
        "current": bool(node.get("centre")),
    }
