"""What the map of the mesh shows: all domains and what flows between them, or one domain with its products."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.fitness.selectors import domain_scores
from catalog.following.policies import may_follow_domain
from catalog.following.selectors import followed_domains
from catalog.lineage.mesh import flows_between_domains
from catalog.models import Domain, Monitor
from catalog.views.mesh_asked import Asked
from catalog.views.mesh_domain import domain_part
from catalog.views.mesh_measures import consumers_by, incidents_by, measured
from marketplace.foundation.navigation import mesh_tabs
from marketplace.foundation.templatetags.look import hue

MOST_DOMAINS = 100
MOST_FLOWS = 400
KINDS = ("kept", "at_risk", "broken", "unknown")


def mesh_page(user, query) -> dict:
    """The domains as rows, and the drawing of what was asked for."""
    asked = Asked.of(query)
    rows, more = domain_rows(asked)
    chosen = next((row for row in rows if row["slug"] == asked.domain), None) or _alone(asked)
    followed = followed_domains(user)
    for row in rows:
        row["follows"] = row["pk"] in followed
    part = domain_part(asked, chosen) if chosen else _whole(asked, rows)
    return {
        "tabs": mesh_tabs(user, "catalog:mesh"),
        "asked": asked,
        "rows": rows,
        "more_domains": more,
        "may_follow": may_follow_domain(user),
        "chosen": chosen,
        "all_url": asked.address(domain=""),
        "clear_url": asked.address(text="", archetype=""),
        "crumbs": chosen and [{"label": _("Mesh"), "url": asked.address(domain="")}, {"label": chosen["name"]}],
        "choices": [row | {"url": asked.address(domain=row["slug"]), "active": row is chosen} for row in rows],
        "totals": _totals(rows),
        **part,
    }


def domain_rows(asked: Asked) -> tuple[list[dict], int]:
    """Each domain that has such products, with use, promises, median fitness and open incidents; and how many more.

    A fixed number of queries, each of which answers with a row for a domain.
    """
    products = asked.products()
    offered = dict(products.values_list("domain").annotate(found=Count("pk")))
    wanted = Domain.objects.filter(pk__in=offered) if asked.narrowed else Domain.objects.all()
    every = list(wanted.order_by("name").values_list("pk", "slug"))
    shown = [pk for pk, _slug in sorted(every, key=lambda one: -offered.get(one[0], 0))[:MOST_DOMAINS]]
    shown += [pk for pk, slug in every if slug == asked.domain and pk not in shown]
    domains = Domain.objects.select_related("team").in_bulk(shown)
    kept, scores = _levels(products), domain_scores(products)
    consumers = consumers_by(products, "domain", len(offered))
    incidents = incidents_by(products, "domain", len(offered))
    rows = [
        {
            "pk": pk,
            "slug": domains[pk].slug,
            "name": domains[pk].name,
            "description": domains[pk].description,
            "team": domains[pk].team.name,
            "tone": hue(domains[pk].slug),
            "products": offered.get(pk, 0),
            "consumers": consumers.get(pk, 0),
            "fitness": scores[pk]["median"] if pk in scores else None,
            "incidents": incidents.get(pk, 0),
            **kept.get(pk, dict.fromkeys(KINDS, 0)),
        }
        for pk in shown
    ]
    measured(rows, asked.by)
    return rows, len(every) - len(rows)


def _alone(asked: Asked) -> dict | None:
    """A domain of which no product is left by the filter, or that offers none."""
    domain = Domain.objects.filter(slug=asked.domain).first() if asked.domain else None
    return domain and {"pk": domain.pk, "slug": domain.slug, "name": domain.name, "tone": hue(domain.slug)}


def _levels(products) -> dict[int, dict[str, int]]:
    """How many promises each domain keeps, of its ports that are offered."""
    counts = {status: Count("pk", filter=Q(status=status)) for status in Monitor.Status.values}
    found = Monitor.objects.filter(active=True, port__offered=True, port__product__in=products).order_by()
    by_domain = found.values("port__product__domain").annotate(**counts)
    return {row.pop("port__product__domain"): row for row in by_domain}


def _whole(asked: Asked, rows: list[dict]) -> dict:
    """Every domain as one box, and how much flows from one to another."""
    drawn = {row["pk"]: row for row in rows if row["products"]}
    flows = flows_between_domains(asked.products(), MOST_FLOWS)
    between = [flow for flow in flows if flow[0] != flow[1] and flow[0] in drawn and flow[1] in drawn]
    return {
        "graph": {
            "nodes": [_node(row, asked) for row in drawn.values()],
            "edges": [
                {"source": f"domain-{origin}", "target": f"domain-{target}", "count": found}
                for origin, target, found in between
            ],
        },
        "flows": [
            {"origin": drawn[origin], "target": drawn[target], "reads": found} for origin, target, found in between
        ],
        "reads": sum(found for _origin, _target, found in flows),
    }


def _node(row: dict, asked: Asked) -> dict:
    products = ngettext("%(n)s product", "%(n)s products", row["products"]) % {"n": row["products"]}
    return {
        "id": f"domain-{row['pk']}",
        "label": row["name"],
        "kind": "product",
        "href": asked.address(domain=row["slug"]),
        "domain": _("%(products)s · %(words)s") % {"products": products, "words": row["words"]},
        "tone": row["tone"],
        "size": row["size"],
        "state": row["state"],
    }


def _totals(rows: Iterable[dict]) -> dict:
    rows = list(rows)
    kinds = ("products", "incidents", *KINDS)
    return {kind: sum(row[kind] for row in rows) for kind in kinds} | {
        "domains": sum(bool(row["products"]) for row in rows)
    }
