"""Turns a graph of products into what the drawing of lineage needs."""

from django.urls import reverse

from marketplace.foundation.templatetags.look import hue


def drawable(graph: dict, hops: int) -> dict:
    """Nodes with the name and colour of their domain, the way to their own lineage, and where their columns are."""
    return {
        "nodes": [_node(node, hops) for node in graph["nodes"]],
        "edges": [{"source": edge["source"], "target": edge["target"]} for edge in graph["edges"]],
    }


def _node(node: dict, hops: int) -> dict:
    slug = node.get("slug")
    return {
        "id": node["id"],
        "label": node["label"],
        "kind": node["kind"],
        "href": f"{reverse('catalog:product-lineage', args=[slug])}?hops={hops}" if slug else "",
        "columns_url": f"{reverse('catalog:product-lineage-columns', args=[slug])}?hops={hops}" if slug else "",
        "domain": node.get("domain_name") or node.get("system", ""),
        "tone": hue(node.get("domain", "")),
        "current": bool(node.get("centre")),
    }
