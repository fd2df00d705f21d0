"""One domain on the map of the mesh: its products, and those of other domains beside them."""

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from catalog.lineage.mesh import flows_among, neighbours
from catalog.models import DataProduct
from catalog.search.filters import with_score
from catalog.views.mesh_asked import Asked
from catalog.views.mesh_measures import consumers_by, incidents_by, measured
from marketplace.foundation.templatetags.look import hue

MOST_PRODUCTS = 60
MOST_NEIGHBOURS = 40


def domain_part(asked: Asked, chosen: dict) -> dict:
    """The products that the measure puts first, with their neighbours; as a drawing and as rows of a table."""
    inside = asked.products().filter(domain=chosen["pk"])
    own = _first(inside, asked.by)
    beside, ties = neighbours(own, DataProduct.objects.shown(), MOST_NEIGHBOURS)
    flows = list(flows_among([*own, *beside]))
    flows = [flow for flow in flows if flow[0] in own or flow[1] in own]
    rows = _rows([*own, *beside])
    measured(rows, asked.by)
    by_pk = {row["pk"]: row for row in rows}
    for origin, target in flows:
        by_pk[origin]["feeds"].append(by_pk[target])
        by_pk[target]["reads"].append(by_pk[origin])
    return {
        "graph": {
            "nodes": [_node(row, chosen) for row in rows],
            "edges": [{"source": f"product-{origin}", "target": f"product-{target}"} for origin, target in flows],
        },
        "products": [by_pk[pk] for pk in own],
        "more_products": max(chosen.get("products", 0) - len(own), 0),
        "more_neighbours": max(ties - len(beside), 0),
    }


def _first(products: QuerySet[DataProduct], by: str) -> list[int]:
    """The products with the most consumers or incidents, or the lowest score, and then others by name."""
    if by == "fitness":
        scored = with_score(products).order_by(F("scored__score").asc(nulls_last=True), "name")
        return list(scored.values_list("pk", flat=True)[:MOST_PRODUCTS])
    counted = (consumers_by if by == "use" else incidents_by)(products, "product", MOST_PRODUCTS)
    most = sorted(counted, key=lambda pk: (-counted[pk], pk))[:MOST_PRODUCTS]
    others = products.exclude(pk__in=most).order_by("name").values_list("pk", flat=True)
    return most + list(others[: MOST_PRODUCTS - len(most)])


def _rows(wanted: list[int]) -> list[dict]:
    """These products in this order, with all that the table says; four queries."""
    products = DataProduct.objects.filter(pk__in=wanted).order_by()
    found = with_score(products).annotate(score=F("scored__score")).select_related("domain")
    offered = Count("output_ports", filter=Q(output_ports__offered=True))
    ports = dict(products.annotate(offered=offered).values_list("pk", "offered"))
    consumers = consumers_by(products, "product", len(wanted))
    incidents = incidents_by(products, "product", len(wanted))
    by_pk = {
        product.pk: {
            "pk": product.pk,
            "slug": product.slug,
            "name": product.name,
            "archetype": product.get_archetype_display(),
            "domain_pk": product.domain_id,
            "domain": product.domain.name,
            "tone": hue(product.domain.slug),
            "ports": ports.get(product.pk, 0),
            "consumers": consumers.get(product.pk, 0),
            "fitness": product.score,
            "incidents": incidents.get(product.pk, 0),
            "url": product.get_absolute_url(),
            "lineage_url": reverse("catalog:product-lineage", args=[product.slug]),
            "reads": [],
            "feeds": [],
        }
        for product in found
    }
    return [by_pk[pk] for pk in wanted if pk in by_pk]


def _node(row: dict, chosen: dict) -> dict:
    outside = row["domain_pk"] != chosen["pk"]
    return {
        "id": f"product-{row['pk']}",
        "label": row["name"],
        "kind": "neighbour" if outside else "product",
        "href": row["lineage_url"],
        "domain": f"{row['domain']} · {row['words']}" if outside else row["words"],
        "tone": row["tone"],
        "size": row["size"],
        "state": row["state"],
    }
