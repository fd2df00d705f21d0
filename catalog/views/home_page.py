"""What the home page shows."""

from django.db.models import Count, F, FilteredRelation, Q

from catalog.models import DataProduct, Domain, Incident, OutputPort
from catalog.views.cards import cards, scored
from marketplace.foundation.models import AuditEvent

FEW = 4
MOST_DOMAINS = 12
EVENTS = 8


def home_page(user) -> dict:
    """Domains, the newest and the best products, and what happened; a fixed number of queries."""
    shown = scored(DataProduct.objects.shown())
    published = FilteredRelation("versions", condition=Q(versions__state="published"))
    best = list(shown.filter(scored__score__isnull=False).order_by("-scored__score", "name")[:FEW])
    newest = (
        shown.annotate(published_version=published)
        .filter(status=DataProduct.Status.PUBLISHED)
        .exclude(pk__in=[product.pk for product in best])
        .order_by(F("published_version__published_at").desc(nulls_last=True), "name")[:FEW]
    )
    every = cards([*best, *newest])
    return {
        "domains": domains_with_counts()[:MOST_DOMAINS],
        "best": every[: len(best)],
        "newest": every[len(best) :],
        "figures": _figures(),
        "events": _events(),
        "is_member": bool(user.team_ids),
    }


def _events():
    """What happened to products, for everybody to see; that the night scored them is no news."""
    return AuditEvent.objects.filter(public=True).exclude(verb__startswith="fitness.").select_related("actor")[:EVENTS]


def domains_with_counts():
    """The domains with how many products each offers, the largest first."""
    offered = Count("products", filter=Q(products__status__in=DataProduct.Status.shown()))
    return Domain.objects.annotate(offered=offered).order_by("-offered", "name")


def _figures() -> dict:
    """How much there is, in three numbers."""
    return {
        "products": DataProduct.objects.shown().count(),
        "ports": OutputPort.objects.offered().count(),
        "incidents": Incident.objects.open().filter(port__offered=True).count(),
    }
