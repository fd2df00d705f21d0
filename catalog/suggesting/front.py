"""What the home page shows everybody alike, asked for at most once a minute and whenever something public happens."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.db.models import Count, Q

from catalog.models import DataProduct, Domain, FitnessScore, Incident, OutputPort, ProductVersion
from catalog.panels import USE, Use

KEPT = 60  # seconds
USE_KEPT = 600  # what 56 days add up to changes slowly
MOST_DOMAINS = 12
LISTED = 24  # more than is shown: what is shown elsewhere already is left out


@dataclass(frozen=True)
class Front:
    """Ids of products in their order, and numbers; nothing that depends on who looks."""

    newest: list[int]
    fittest: list[int]
    used: list[Use]
    figures: dict[str, int]
    domains: list[dict[str, Any]]


def front(happened: int) -> Front:
    """The front, as it is kept; `happened` is the last public event, after which it is made anew."""
    return caches["pages"].get_or_set(f"front:{happened}", _ask, KEPT)


def domains_with_counts():
    """The domains with how many products each offers, the largest first."""
    offered = Count("products", filter=Q(products__status__in=DataProduct.Status.shown()))
    return Domain.objects.annotate(offered=offered).order_by("-offered", "name")


def _ask() -> Front:
    published = Q(product__status=DataProduct.Status.PUBLISHED)
    newest = ProductVersion.objects.published().filter(published).order_by("-published_at")
    best = FitnessScore.objects.filter(published, latest=True, score__isnull=False).order_by("-score", "product_id")
    return Front(
        newest=list(newest.values_list("product", flat=True)[:LISTED]),
        fittest=list(best.values_list("product", flat=True)[:LISTED]),
        used=caches["pages"].get_or_set("use", lambda: [use for ask in USE for use in ask(LISTED)], USE_KEPT),
        figures={
            "products": DataProduct.objects.shown().count(),
            "ports": OutputPort.objects.offered().count(),
            "incidents": Incident.objects.open().filter(port__offered=True).count(),
        },
        domains=list(domains_with_counts().values("slug", "name", "offered")[:MOST_DOMAINS]),
    )
