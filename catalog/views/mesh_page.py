"""What the map of the mesh shows."""

from django.db.models import Count, Q
from django.urls import reverse

from catalog.fitness.selectors import domain_scores
from catalog.following.policies import may_follow_domain
from catalog.following.selectors import followed_domains
from catalog.lineage.selectors import mesh_graph
from catalog.models import Incident, Monitor
from catalog.suggesting.front import domains_with_counts
from catalog.views.graphs import drawable
from marketplace.foundation.templatetags.look import hue

MOST_DOMAINS = 100


def mesh_page(user, slug: str) -> dict:
    """The graph, of one domain with its neighbours where one is named, and a row for each domain."""
    rows = domain_rows()
    followed = followed_domains(user)
    for row in rows:
        row["follows"] = row["pk"] in followed
    chosen = next((row for row in rows if row["slug"] == slug), None)
    graph = mesh_graph(user)
    shown = _around(graph, chosen["slug"]) if chosen else graph
    address = reverse("catalog:mesh")
    return {
        "graph": drawable(shown),
        "rows": rows,
        "may_follow": may_follow_domain(user),
        "chosen": chosen,
        "choices": [
            row | {"url": f"{address}?domain={row['slug']}", "active": row is chosen} for row in rows if row["products"]
        ],
        "totals": _totals(rows) | {"flows": len(graph["edges"])},
    }


def domain_rows() -> list[dict]:
    """Each domain with its products, promises, median fitness and open incidents; a fixed number of queries."""
    levels = _levels()
    scores = domain_scores()
    incidents = dict(
        Incident.objects.open()
        .filter(port__offered=True)
        .order_by()
        .values_list("port__product__domain")
        .annotate(found=Count("pk"))
    )
    return [
        {
            "pk": domain.pk,
            "slug": domain.slug,
            "name": domain.name,
            "description": domain.description,
            "team": domain.team.name,
            "tone": hue(domain.slug),
            "products": domain.offered,
            "fitness": scores[domain.pk]["median"] if domain.pk in scores else None,
            "incidents": incidents.get(domain.pk, 0),
            **levels.get(domain.pk, {"kept": 0, "at_risk": 0, "broken": 0, "unknown": 0}),
        }
        for domain in domains_with_counts().select_related("team")[:MOST_DOMAINS]
    ]


def _levels() -> dict[int, dict[str, int]]:
    """How many promises each domain keeps, of its ports that are offered."""
    counts = {status: Count("pk", filter=Q(status=status)) for status in Monitor.Status.values}
    found = (
        Monitor.objects.filter(active=True, port__offered=True)
        .order_by()
        .values("port__product__domain")
        .annotate(**counts)
    )
    return {row.pop("port__product__domain"): row for row in found}


def _around(graph: dict, slug: str) -> dict:
    """The products of one domain, and those of others that they read or feed."""
    own = {node["id"] for node in graph["nodes"] if node.get("domain") == slug}
    edges = [edge for edge in graph["edges"] if edge["source"] in own or edge["target"] in own]
    near = own | {edge[end] for edge in edges for end in ("source", "target")}
    return {"nodes": [node for node in graph["nodes"] if node["id"] in near], "edges": edges}


def _totals(rows: list[dict]) -> dict:
    kinds = ("products", "kept", "at_risk", "broken", "incidents")
    return {kind: sum(row[kind] for row in rows) for kind in kinds} | {
        "domains": sum(bool(row["products"]) for row in rows)
    }
