"""What the platform team watches: what was given up, what is under way, who is alive, how much lies where."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Exists, IntegerField, Max, Min, OuterRef, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from catalog.models import PublishingRun, PublishingStep, SourceTable, Warehouse
from marketplace.foundation.heartbeats import ALIVE_FOR
from marketplace.foundation.models import Heartbeat
from requests.models import ProvisioningRun, StrayRight

Aim = ProvisioningRun.Aim


def failures() -> QuerySet[ProvisioningRun]:
    """What was given up and nothing has followed: access that should be gone first, then the oldest."""
    newer = ProvisioningRun.objects.filter(grant=OuterRef("grant"), pk__gt=OuterRef("pk"))
    loudness = Case(When(aim=Aim.CLOSE, then=Value(0)), default=Value(1), output_field=IntegerField())
    runs = ProvisioningRun.objects.failed().filter(~Exists(newer)).annotate(loudness=loudness)
    return runs.select_related(
        "grant__port__product__owner",
        "grant__port__warehouse",
        "grant__consumer__person",
        "grant__consumer__team",
        "grant__request__order",
    ).order_by("loudness", "ended_at", "pk")


def stray_rights() -> QuerySet[StrayRight]:
    """Rights in the warehouses that nobody granted, the oldest first."""
    return StrayRight.objects.open().select_related("warehouse").order_by("created_at", "pk")


def failed_publishing() -> QuerySet[PublishingRun]:
    """Publishing runs that failed and that no later run of the product has made good, the newest first."""
    newer = PublishingRun.objects.filter(product=OuterRef("product"), pk__gt=OuterRef("pk"))
    runs = PublishingRun.objects.filter(~Exists(newer), state=PublishingRun.State.FAILED)
    return runs.select_related("product__owner", "version__product", "asked_by").order_by("-pk")


def failed_steps(runs) -> dict[int, PublishingStep]:
    """The step at which each of these runs failed."""
    return {step.run_id: step for step in PublishingStep.objects.filter(run__in=runs, state="failed")}


@dataclass(frozen=True)
class Queue:
    """One kind of work that is under way."""

    waiting: int
    running: int
    stuck: int  # held by nobody who showed a sign of life
    oldest: datetime | None


def provisioning_queue() -> Queue:
    """Access that is being opened or closed; what is due later is not waiting yet."""
    now = timezone.now()
    return _queue(ProvisioningRun.objects.open().filter(Q(due_at__lte=now) | Q(state="running")), now)


def publishing_queue() -> Queue:
    """Products that are being published or built."""
    return _queue(PublishingRun.objects.open(), timezone.now())


def _queue(runs, now: datetime) -> Queue:
    lost = Q(state="running") & (Q(lease_until__lt=now) | Q(lease_until=None))
    return Queue(
        **runs.aggregate(
            waiting=Count("pk", filter=Q(state="queued")),
            running=Count("pk", filter=Q(state="running")),
            stuck=Count("pk", filter=lost),
            oldest=Min("created_at"),
        )
    )


@dataclass(frozen=True)
class Pulse:
    """A part of the marketplace that leaves signs of life; `at` is None when there never was one."""

    name: str
    at: datetime | None
    alive: bool


def pulses() -> list[Pulse]:
    """Every part that left a sign of life, the worker always among them."""
    seen = dict(Heartbeat.objects.order_by("name").values_list("name", "at"))
    since = timezone.now() - ALIVE_FOR
    return [
        Pulse(name, seen.get(name), alive=bool(seen.get(name) and seen[name] >= since))
        for name in ["worker", *(name for name in seen if name != "worker")]
    ]


@dataclass(frozen=True)
class Store:
    """One warehouse with what lies in it, in rows and bytes."""

    warehouse: Warehouse
    ports: int
    snapshots: int
    size: int
    landed: int
    landed_size: int
    built_at: datetime | None


def stores() -> list[Store]:
    """Every warehouse with its size: finished builds whose files are there, and source tables."""
    kept = Q(output_ports__snapshots__discarded_at=None)
    warehouses = Warehouse.objects.annotate(
        ports=Count("output_ports", filter=Q(output_ports__offered=True), distinct=True),
        snapshots=Count("output_ports__snapshots", filter=kept, distinct=True),
        size=Sum("output_ports__snapshots__size", filter=kept, default=0),
        built_at=Max("output_ports__snapshots__built_at"),
    )
    landed = {
        row["warehouse"]: row
        for row in SourceTable.objects.values("warehouse").annotate(tables=Count("pk"), bytes=Sum("size")).order_by()
    }
    nothing = {"tables": 0, "bytes": 0}
    return [
        Store(
            warehouse=warehouse,
            ports=warehouse.ports,
            snapshots=warehouse.snapshots,
            size=warehouse.size,
            landed=landed.get(warehouse.pk, nothing)["tables"],
            landed_size=landed.get(warehouse.pk, nothing)["bytes"],
            built_at=warehouse.built_at,
        )
        for warehouse in warehouses
    ]
