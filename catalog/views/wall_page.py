"""What the wall shows: the mesh by domain, or a domain by product with its ports; a fixed number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import DataProduct, Domain, Incident, OutputPort
from catalog.service_levels.selectors import WORST_FIRST
from catalog.service_levels.slo.selectors import STATES, Level, levels_by, objectives_for, together
from marketplace.foundation.navigation import mesh_tabs
from marketplace.foundation.templatetags.look import hue

HEADING = ["kind", "name", "kept", "at_risk", "broken", "unknown", "attained_percent", "broken_now", "open_incidents"]
MOST_TILES = 400
_PLACE = {status.value: place for place, status in enumerate(WORST_FIRST)}


@dataclass
class Tile:
    """One domain or product on the wall."""

    name: str
    url: str
    level: Level
    kind: str
    tone: int = 0
    incidents: int = 0
    ports: list[dict[str, Any]] = field(default_factory=list)

    @property
    def bars(self) -> list[dict[str, Any]]:
        """How wide each state is in a bar that is 100 wide."""
        bars, begins = [], 0.0
        for state in STATES:
            if count := getattr(self.level, state):
                width = 100 * count / self.level.total
                bars.append({"state": state, "begins": round(begins, 2), "width": round(width, 2)})
                begins += width
        return bars


def wall_page(user, query) -> dict:
    """All domains as tiles, or all products of the one that the address names."""
    products = DataProduct.objects.visible_to(user).shown()
    asked = query.get("domain", "")
    domain = Domain.objects.filter(slug=asked).first() if asked and "\x00" not in asked else None
    tiles = _products(products.filter(domain=domain)) if domain else _domains(products)
    tiles.sort(key=lambda tile: (_PLACE[tile.level.worst], -tile.level.broken, -tile.level.at_risk, tile.name))
    here = reverse("catalog:wall")
    own = f"?{urlencode({'domain': domain.slug})}" if domain else ""
    mesh = {"label": _("Mesh"), "url": reverse("catalog:mesh")}
    crumbs = [mesh, {"label": _("Service levels"), "url": here}, {"label": domain.name}] if domain else [mesh]
    return {
        "tabs": mesh_tabs(user, "catalog:wall"),
        "domain": domain,
        "tiles": tiles[:MOST_TILES],
        "more": max(len(tiles) - MOST_TILES, 0),
        "whole": together(tile.level for tile in tiles),
        "incidents": sum(tile.incidents for tile in tiles),
        "crumbs": crumbs if domain else [*crumbs, {"label": _("Service levels")}],
        "csv_url": f"{here}?{urlencode(({'domain': domain.slug} if domain else {}) | {'as': 'csv'})}",
        "all_url": here if domain else "",
        "address": f"{here}{own}",
    }


def as_rows(page: dict) -> Iterator[list]:
    """The wall as rows, as `HEADING` names them."""
    for tile in page["tiles"]:
        level = tile.level
        attained = None if level.attained is None else round(level.attained, 3)
        counts = (getattr(level, state) for state in STATES)
        yield [tile.kind, tile.name, *counts, attained, level.broken_now, tile.incidents]


def _domains(products: QuerySet[DataProduct]) -> list[Tile]:
    levels = levels_by(objectives_for(products), "port__product__domain")
    incidents = _incidents(products, "port__product__domain")
    return [
        Tile(
            one.name,
            f"{reverse('catalog:wall')}?{urlencode({'domain': one.slug})}",
            levels[(one.pk,)],
            "domain",
            hue(one.slug),
            incidents.get(one.pk, 0),
        )
        for one in Domain.objects.filter(pk__in=[pk for (pk,) in levels])
    ]


def _products(products: QuerySet[DataProduct]) -> list[Tile]:
    by_port = levels_by(objectives_for(products), "port__product", "port")
    names = dict(OutputPort.objects.filter(pk__in=[port for _product, port in by_port]).values_list("pk", "name"))
    incidents = _incidents(products, "port__product")
    by_product: dict[int, list[tuple[int, Level]]] = {}
    for (product, port), level in by_port.items():
        by_product.setdefault(product, []).append((port, level))
    return [
        Tile(
            one.name,
            reverse("catalog:product-service-levels", args=[one.slug]),
            together(level for _port, level in by_product[one.pk]),
            "product",
            0,
            incidents.get(one.pk, 0),
            [
                {
                    "name": names[port],
                    "url": reverse("catalog:port-board", args=[one.slug, port]),
                    "state": level.worst,
                    "level": level,
                }
                for port, level in by_product[one.pk]
            ],
        )
        for one in products.filter(pk__in=by_product).only("name", "slug")
    ]


def _incidents(products: QuerySet[DataProduct], by: str) -> dict[int, int]:
    found = Incident.objects.open().filter(port__offered=True, port__product__in=products).order_by()
    return dict(found.values_list(by).annotate(Count("pk")))
