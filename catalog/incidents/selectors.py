"""Incidents as pages and the API show them, each in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from catalog.incidents.severity import SCALE
from catalog.models import Breach, DataProduct, Incident, IncidentEntry, Monitor, OutputPort

MOST_BANNERS = 4
# The last word of the rule by which a contract promises how incidents are dealt with, and what it is held against.
PROMISES = {"timetodetect": "detect", "timetonotify": "notify", "timetorepair": "repair"}


@dataclass(frozen=True)
class Figure:
    """How long one part took, or takes by now, beside what the contract promises of it."""

    name: str
    took: timedelta | None
    goes_on: bool = False
    promised: Monitor | None = None


def by_severity(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """The open ones first, of these the worst; then the newest."""
    rank = Case(
        *[When(severity=one, then=Value(place)) for place, one in enumerate(SCALE)], output_field=IntegerField()
    )
    over = Case(When(resolved_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    return incidents.annotate(over=over, rank=rank).order_by("over", "-rank", "-opened_at", "-pk")


def mine(incidents: QuerySet[Incident], user: User) -> QuerySet[Incident]:
    """Those that somebody looks after, or reported."""
    return incidents.filter(Q(assignee=user) | Q(opened_by=user))


def of_teams(incidents: QuerySet[Incident], user: User) -> QuerySet[Incident]:
    """Those of products of somebody's teams."""
    return incidents.filter(port__product__owner__in=user.team_ids)


def of_product(product: DataProduct, *, days: int = 90) -> QuerySet[Incident]:
    """Incidents of a product that are open or were so lately, the newest first."""
    since = timezone.now() - timedelta(days=days)
    recent = Incident.objects.filter(port__product=product).exclude(resolved_at__lt=since)
    return recent.select_related("port__product", "monitor", "opened_by", "assignee").order_by("-opened_at")


def warnings_for(user: User, products: Iterable[int]) -> list[Incident]:
    """The open incidents, of what this person sees, that touch these products; the worst first. One query."""
    touching = Incident.objects.open().visible_to(user).touching(list(products))
    return list(by_severity(touching).select_related("port__product")[:MOST_BANNERS])


def for_display(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """With everything that a row in a list says; no further query for any."""
    rows = incidents.select_related("port__product__domain", "port__product__owner", "assignee", "opened_by", "monitor")
    return rows.annotate(
        breach_count=_counted(Breach.objects.filter(incident=OuterRef("pk")), "incident"),
        affected_count=_counted(Incident.affected.through.objects.filter(incident=OuterRef("pk")), "incident"),
    )


def _counted(rows: QuerySet, by: str) -> Coalesce:
    each = rows.order_by().values(by).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(each, output_field=IntegerField()), 0)


def entries_of(incident: Incident) -> QuerySet[IncidentEntry]:
    """What happened to it, the oldest first."""
    return incident.entries.select_related("actor").order_by("pk")


def affected_by(user: User, incident: Incident) -> QuerySet[DataProduct]:
    """The products downstream that this person may see."""
    return DataProduct.objects.visible_to(user).filter(affecting_incidents=incident).select_related("domain", "owner")


def figures_of(incident: Incident, now: datetime | None = None) -> list[Figure]:
    """Time to detect, to notify and to repair, each beside the contract's promise. One query."""
    now = now or timezone.now()
    promised = _promised(incident.port)
    detect = incident.opened_at - incident.began_at if incident.began_at else None
    told, resolved = incident.told_at, incident.resolved_at
    return [
        Figure("detect", detect, promised=promised.get("detect")),
        Figure("notify", (told or now) - incident.opened_at, told is None, promised.get("notify")),
        Figure("repair", (resolved or now) - incident.opened_at, resolved is None, promised.get("repair")),
    ]


def _promised(port: OutputPort) -> dict[str, Monitor]:
    found = Monitor.objects.filter(port=port, active=True, indicator=Monitor.Indicator.INCIDENTS).order_by("pk")
    named = ((monitor, PROMISES.get(_word(monitor.name))) for monitor in found)
    return {name: monitor for monitor, name in named if name}


def _word(title: str) -> str:
    return "".join(title.lower().split())
