"""What a steward watches: decisions that wait, access to restricted data, and everything that happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from catalog.models import Column
from marketplace.foundation.models import AuditEvent
from marketplace.foundation.spreadsheets import csv_lines
from requests.approvals.selectors import for_display
from requests.models import ApprovalStage, Decision, Grant

SOON = timedelta(days=14)
UNUSED = timedelta(days=30)
MATCHING_PEOPLE = 50  # whose names contain what was typed
EXPORTED = 100_000  # rows of one file
_RESTRICTED = Column.objects.filter(contract=OuterRef("port__contract"), classification="restricted")


def waiting() -> QuerySet[ApprovalStage]:
    """Every open decision: those that nobody can take first, then the oldest."""
    asked = ApprovalStage.pool.through.objects.filter(approvalstage=OuterRef("pk"))
    open_stages = for_display(ApprovalStage.objects.open()).prefetch_related("pool")
    return open_stages.annotate(reachable=Exists(asked)).order_by("reachable", "opened_at", "pk")


def restricted() -> QuerySet[Grant]:
    """Standing access to ports with restricted columns, what ends soonest first."""
    return Grant.objects.standing().filter(Exists(_RESTRICTED)).for_display().order_by("valid_until", "pk")


def decisions() -> QuerySet[Decision]:
    """What people decided, the newest first."""
    return Decision.objects.select_related(
        "by",
        "stage__request__order__ordered_by",
        "stage__request__consumer__person",
        "stage__request__consumer__team",
        "stage__request__port__product",
    ).order_by("-at", "-pk")


def figures() -> dict[str, int]:
    """How much waits, stands, ends soon, and lies unused."""
    now = timezone.now()
    grants = Grant.objects.standing().aggregate(
        standing=Count("pk"),
        ending=Count("pk", filter=Q(valid_until__lte=now + SOON)),
        unused=Count("pk", filter=Q(state="active", valid_from__lte=now - UNUSED) & _not_read_since(now - UNUSED)),
        restricted=Count("pk", filter=Exists(_RESTRICTED)),
    )
    stages = ApprovalStage.objects.open().aggregate(
        waiting=Count("pk", distinct=True), unreachable=Count("pk", filter=Q(pool=None), distinct=True)
    )
    return grants | stages


def _not_read_since(moment: datetime) -> Q:
    return Q(last_read_at=None) | Q(last_read_at__lt=moment)


@dataclass(frozen=True)
class AuditFilter:
    """What part of the audit trail is wanted; empty: all of it."""

    person: str = ""
    product: str = ""
    verb: str = ""
    day: date | None = None


def audit(wanted: AuditFilter) -> QuerySet[AuditEvent]:
    """The events that fit, the newest first. A person is who did it, or whom it concerns."""
    events = AuditEvent.objects.select_related("actor").order_by("-pk")
    if wanted.person:
        people = list(_people(wanted.person))
        events = events.filter(Q(actor__in=people) | Q(concerns_person__in=people))
    if wanted.product:
        events = events.filter(product=wanted.product)
    if wanted.verb:
        events = events.filter(verb=wanted.verb)
    if wanted.day:
        begins = datetime.combine(wanted.day, time.min, timezone.get_current_timezone())
        ends = datetime.combine(wanted.day + timedelta(days=1), time.min, timezone.get_current_timezone())
        events = events.filter(at__gte=begins, at__lt=ends)
    return events


def _people(words: str) -> QuerySet:
    found = Q(username__icontains=words) | Q(email__iexact=words)
    for word in words.split():
        found |= Q(first_name__icontains=word) | Q(last_name__icontains=word)
    return User.objects.filter(found).order_by("pk").values_list("pk", flat=True)[:MATCHING_PEOPLE]


def audit_csv(events: QuerySet[AuditEvent]) -> Iterator[str]:
    """The events as CSV, line by line, without holding them in memory."""
    heading = ["at", "who", "what", "sentence", "about", "id", "product", "before", "after", "channel"]
    return csv_lines(heading, map(_cells, events[:EXPORTED].iterator(chunk_size=1000)))


def _cells(event: AuditEvent) -> list:
    return [
        event.at.isoformat(),
        event.actor.username if event.actor else "",
        event.verb,
        str(event),
        event.object_type,
        event.object_id,
        event.product,
        event.old,
        event.new,
        event.origin.get("channel", ""),
    ]
