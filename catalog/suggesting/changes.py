"""What happened lately to products that somebody reads or follows."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from catalog.models import DataProduct, ProductVersion
from marketplace.foundation.models import AuditEvent

LATELY = timedelta(days=14)
VERBS = (
    "version.published",
    "product.deprecated",
    "product.revived",
    "product.retired",
    "incident.opened",
    "incident.resolved",
)


@dataclass(frozen=True)
class Change:
    """One thing that happened to one product; `breaking` and `other` count what changed in its contract."""

    product: str  # its short name
    verb: str
    about: str  # what it is about: a version, or an incident
    number: str
    reason: str
    at: datetime
    breaking: int = 0
    other: int = 0


def changes_in(mine: Collection[int], *, most: int) -> list[Change]:
    """The last changes of these products within 14 days, the newest first; two queries."""
    if not mine:
        return []
    names = DataProduct.objects.filter(pk__in=mine).values("slug")
    since = timezone.now() - LATELY
    events = AuditEvent.objects.filter(product__in=names, public=True, verb__in=VERBS, at__gte=since)
    events = list(events.order_by("-pk")[:most])
    graded = _graded([int(event.object_id) for event in events if event.verb == "version.published"])
    return [
        Change(
            product=event.product,
            verb=event.verb,
            about=event.object_name,
            number=str(event.new or "") if event.verb == "version.published" else "",
            reason=str(event.facts.get("reason", "")),
            at=event.at,
            **(graded.get(int(event.object_id), {}) if event.verb == "version.published" else {}),
        )
        for event in events
    ]


def _graded(versions: list[int]) -> dict[int, dict[str, int]]:
    """How many changes of each version break readers, and how many do not."""
    if not versions:
        return {}
    told = {}
    for pk, changes in ProductVersion.objects.filter(pk__in=versions).values_list("pk", "changes"):
        kinds = Counter(change.get("kind") for change in changes if isinstance(change, dict))
        told[pk] = {"breaking": kinds.pop("breaking", 0), "other": sum(kinds.values())}
    return told
