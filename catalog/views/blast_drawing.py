"""Draws whom a breaking change reaches: a small graph, and the same as rows of tables."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.models import DataProduct
from catalog.publishing.blast_radius import BlastRadius, Downstream, Hit
from catalog.transitions.hooks import Standing
from marketplace.foundation.templatetags.look import hue

MOST_PRODUCTS = 60
MOST_CONSUMERS = 100
MOST_HITS = 12  # changes that are told of one product
MOST_COLUMNS = 12  # columns that are told of one change
# How a column comes from another, after "reads it".
HOW = {
    "IDENTITY": gettext_lazy("as it is"),
    "TRANSFORMATION": gettext_lazy("computed"),
    "AGGREGATION": gettext_lazy("aggregated"),
    "FILTER": gettext_lazy("to filter"),
    "JOIN": gettext_lazy("to join"),
    "GROUP_BY": gettext_lazy("to group"),
    "WINDOW": gettext_lazy("to order within groups"),
    "SORT": gettext_lazy("to sort"),
    "CONDITIONAL": gettext_lazy("to decide"),
}


def drawn_radius(product: DataProduct, radius: BlastRadius) -> dict:
    """`graph` for components/lineage.html, or None where nothing is made of it; `products` and `consumers` as rows."""
    products = [_row(one) for one in radius.downstream[:MOST_PRODUCTS]]
    consumers = _consumers(radius)
    return {
        "graph": _graph(product, radius) if radius.downstream or radius.standings else None,
        "products": products,
        "more_products": max(len(radius.downstream) - MOST_PRODUCTS, 0),
        "consumers": consumers[:MOST_CONSUMERS],
        "more_consumers": max(len(consumers) - MOST_CONSUMERS, 0),
    }


def _graph(product: DataProduct, radius: BlastRadius) -> dict:
    """The product, what is made of it with the columns that break, and all consumers in one box."""
    nodes = [_node(product, current=True)]
    columns: dict[int, dict[str, None]] = {}
    hidden = 0
    for one in radius.downstream:
        if one.product is None:
            hidden += 1
            continue
        named = columns.setdefault(one.product.pk, {})
        named.update({reading.column: None for reading in one.columns if reading.column != "*"})
    seen = {one.product.pk: one.product for one in radius.downstream if one.product}
    for pk, downstream in list(seen.items())[:MOST_PRODUCTS]:
        nodes.append(_node(downstream) | {"columns": list(columns[pk])[:MOST_COLUMNS]})
    drawn = {product.pk, *list(seen)[:MOST_PRODUCTS]}
    edges = [{"source": f"p{one}", "target": f"p{other}"} for one, other in sorted(radius.flows)]
    edges = [edge for edge in edges if {edge["source"], edge["target"]} <= {f"p{pk}" for pk in drawn}]
    if hidden:
        words = ngettext("%(count)s product you cannot see", "%(count)s products you cannot see", hidden)
        nodes.append({"id": "hidden", "label": words % {"count": hidden}, "kind": "port", "tone": 0})
        edges.append({"source": f"p{product.pk}", "target": "hidden"})
    if count := radius.consumers:
        words = ngettext("%(count)s consumer", "%(count)s consumers", count) % {"count": count}
        nodes.append({"id": "consumers", "label": words, "kind": "port", "tone": 0})
        edges.append({"source": f"p{product.pk}", "target": "consumers"})
    return {"nodes": nodes, "edges": edges}


def _node(product: DataProduct, *, current: bool = False) -> dict:
    return {
        "id": f"p{product.pk}",
        "label": product.name,
        "kind": "product",
        "href": product.get_absolute_url(),
        "domain": product.domain.name,
        "tone": hue(product.domain.slug),
        "current": current,
    }


def _row(one: Downstream) -> dict:
    """A product with what breaks it, and which of its columns read that."""
    return {
        "product": one.product,
        "port": one.port,
        "direct": one.direct,
        "hits": [_hit(hit) for hit in one.breaks[:MOST_HITS]],
        "more": max(len(one.breaks) - MOST_HITS, 0),
    }


def _hit(hit: Hit) -> dict:
    columns: dict[str, dict[str, None]] = {}
    for reading in hit.columns:
        name = _("all rows of %(port)s") % {"port": reading.port} if reading.column == "*" else reading.column
        columns.setdefault(name, {})[str(HOW.get(reading.how, reading.how.lower()))] = None
    told = [{"name": name, "how": ", ".join(how)} for name, how in columns.items()]
    return {"message": hit.change.message, "columns": told[:MOST_COLUMNS], "more": max(len(told) - MOST_COLUMNS, 0)}


def _consumers(radius: BlastRadius) -> list[dict]:
    """Each consumer once, with the ports they may read, until when, and when they last did."""
    by_consumer: dict[int, list[Standing]] = {}
    for standing in radius.standings:
        by_consumer.setdefault(standing.consumer.pk, []).append(standing)
    rows = [
        {
            "consumer": several[0].consumer,
            "ports": sorted({radius.ports.get(one.port_id, "") for one in several}),
            "since": min(one.valid_from for one in several),
            # The day that is shown is the last one; access ends with the moment after it.
            "until": max(one.valid_until for one in several) - timedelta(microseconds=1),
            "last_read": max((one.last_read_at for one in several if one.last_read_at), default=None),
        }
        for several in by_consumer.values()
    ]
    return sorted(rows, key=lambda row: str(row["consumer"]))
