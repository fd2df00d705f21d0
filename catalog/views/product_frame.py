"""What stands around every part of a product's page: who it is, its parts, its ports, and how it does in short."""

from typing import Literal

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.following.policies import may_follow
from catalog.incidents.selectors import warnings_for
from catalog.models import DataProduct, FitnessScore, Monitor, OutputPort, ProductVersion
from catalog.panels import offered_ports
from catalog.publishing.policies import may_configure
from catalog.publishing.rights import held_rights
from catalog.views.comparing import is_chosen
from catalog.views.migration_page import banner_of

_PARTS = [
    ("catalog:product", _("Overview"), "file-description"),
    ("catalog:product-schema", _("Schema"), "table-column"),
    ("catalog:product-sample", _("Sample"), "table"),
    ("catalog:product-lineage", _("Lineage"), "sitemap"),
    ("catalog:product-service-levels", _("Service levels"), "heart-rate-monitor"),
    ("catalog:product-fitness", _("Fitness"), "gauge"),
    ("catalog:product-fit", _("Fit for my task"), "target-arrow"),
    ("catalog:product-versions", _("Versions"), "versions"),
    ("catalog:product-access", _("Access"), "lock-access"),
    ("catalog:product-questions", _("Questions"), "help-circle"),
    ("catalog:product-reviews", _("Reviews"), "star"),
]


def frame(request, product: DataProduct, part: str, *, version: ProductVersion | None | Literal["ask"] = "ask") -> dict:
    """The context that every part shares; a fixed number of queries. `version` is the one in force, if at hand."""
    ports = offered_ports(product)
    levels = levels_of(ports)
    port = chosen_port(ports, request.GET.get("port"))
    return {
        "product": product,
        "version": _in_force(product) if version == "ask" else version,
        "ports": ports,
        "port": port,
        "port_choices": [
            {"label": one.name, "url": f"?port={one.name}", "active": one == port} for one in ports if len(ports) > 1
        ],
        "score": _score(product),
        "levels": levels,
        "open_incidents": product.open_incidents,
        "warnings": warnings_for(request.user, [product.pk]) if product.open_incidents or product.is_touched else [],
        "tabs": _tabs(product, part, product.open_incidents),
        "crumbs": _crumbs(product, part),
        "may_configure": may_configure(request.user, product, rights=held_rights(request.user, product)),
        "migration": banner_of(request.user, product),
        "follows": product.is_followed,
        "may_follow": may_follow(request.user, product),
        "compared": is_chosen(request, product.slug),
    }


def _in_force(product: DataProduct) -> ProductVersion | None:
    return product.versions.published().select_related("published_by").defer("bundle").first()


def _score(product: DataProduct) -> FitnessScore | None:
    """The latest score as the product brought it along."""
    if product.fitness_band is None:
        return None
    return FitnessScore(product=product, score=product.fitness_score, band=product.fitness_band)


def chosen_port(ports: list[OutputPort], name: str | None) -> OutputPort | None:
    """The port that the address names, or the first."""
    return next((port for port in ports if port.name == name), ports[0] if ports else None)


def levels_of(ports: list[OutputPort]) -> dict[str, int]:
    """How many promises of these ports are kept, at risk, broken and unknown; one query."""
    counted = {status: Count("pk", filter=Q(status=status)) for status in Monitor.Status.values}
    found = Monitor.objects.filter(active=True, port__in=ports).aggregate(**counted)
    return {**found, "total": sum(found.values()), "judged": sum(found.values()) - found["unknown"]}


def _tabs(product: DataProduct, part: str, open_incidents: int) -> list[dict]:
    return [
        {
            "label": label,
            "url": reverse(name, args=[product.slug]),
            "icon": icon,
            "active": name == part,
            "count": open_incidents if open_incidents and name == "catalog:product-service-levels" else None,
        }
        for name, label, icon in _PARTS
    ]


def _crumbs(product: DataProduct, part: str) -> list[dict]:
    here = next(label for name, label, _icon in _PARTS if name == part)
    listed = reverse("catalog:products")
    crumbs = [
        {"label": _("Products"), "url": listed},
        {"label": product.domain.name, "url": f"{listed}?domain={product.domain.slug}"},
        {"label": product.name, "url": product.get_absolute_url()},
    ]
    return crumbs if part == "catalog:product" else [*crumbs, {"label": here}]
