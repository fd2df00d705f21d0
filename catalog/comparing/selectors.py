"""What is known of up to four products, side by side; as many queries for four as for two."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from accounts.models import User
from catalog.comparing.overlap import Alignment, Join, Side, align, joins
from catalog.models import DataProduct, FitnessScore, Monitor, ProductVersion
from catalog.requirements.loading import load_ports
from catalog.requirements.needs import PortFacts

MOST = 4


@dataclass(frozen=True)
class Compared:
    """One product with what is compared of it. `levels` counts promises by indicator and status."""

    product: DataProduct
    version: str = ""
    ports: Sequence[PortFacts] = ()
    score: FitnessScore | None = None
    levels: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """The products in the order they were asked for, their columns aligned, and what could join them."""

    products: list[Compared]
    rows: list[Alignment]
    joins: list[Join]


def visible_products(user: User, slugs: Sequence[str]) -> list[DataProduct]:
    """Those of the named products that this person may see, each once, in the order they were named."""
    named = [slug for slug in dict.fromkeys(slugs) if slug and "\x00" not in slug and len(slug) <= 120]
    found = DataProduct.objects.visible_to(user).filter(slug__in=named).select_related("domain", "owner")
    by_slug = {product.slug: product for product in found}
    return [by_slug[slug] for slug in named if slug in by_slug]


def compare(user: User, products: Sequence[DataProduct]) -> Comparison:
    """Everything about these products that the page shows, as this person may know it."""
    ids = [product.pk for product in products]
    ports = load_ports(user, ids)
    versions = dict(ProductVersion.objects.published().filter(product__in=ids).values_list("product", "number"))
    scores = {score.product_id: score for score in FitnessScore.objects.filter(product__in=ids, latest=True)}
    levels = _levels(ids)
    shown = [
        Compared(one, versions.get(one.pk, ""), ports.get(one.pk, ()), scores.get(one.pk), levels[one.pk])
        for one in products
    ]
    rows = align([_sides(one.ports) for one in shown])
    return Comparison(shown, rows, joins(rows))


def _sides(ports: Sequence[PortFacts]) -> list[Side]:
    """The columns of all ports."""
    return [
        Side(column, port.pk, port.name, readable=port.access is not None and port.access.way == "now")
        for port in ports
        for column in port.columns
    ]


def _levels(product_ids: Sequence[int]) -> Mapping[int, dict[str, dict[str, int]]]:
    told = (
        Monitor.objects.filter(port__product__in=product_ids, port__offered=True, active=True)
        .values("port__product", "indicator", "status")
        .annotate(count=Count("pk"))
        .order_by()
    )
    counts: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for each in told:
        counts[each["port__product"]][each["indicator"]][each["status"]] = each["count"]
    return counts
