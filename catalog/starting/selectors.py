"""What is proposed for a draft, and how far a look at its data has come."""

from django.db.models import Count

from catalog.models import DataProduct, DataProfile, Proposal


def proposal_counts(product: DataProduct) -> dict[str, int]:
    """How many proposals of a product wait, were accepted, and were dismissed: `{proposed, accepted, dismissed}`."""
    counted = dict.fromkeys(Proposal.State.values, 0)
    rows = Proposal.objects.filter(product=product).order_by().values_list("state").annotate(number=Count("pk"))
    return counted | dict(rows)


def proposals_for(product: DataProduct, port: str) -> list[Proposal]:
    """Everything that was proposed for a port, with who decided it."""
    return list(Proposal.objects.filter(product=product, port=port).select_related("decided_by").order_by("pk"))


def last_profile(product: DataProduct, port: str) -> DataProfile | None:
    """The last look at the data of a port: on its way, or over."""
    return DataProfile.objects.filter(product=product, port=port).select_related("asked_by").first()
