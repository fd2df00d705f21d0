"""Orders in lists and one by one, with what became of every line on three axes."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import looked_after_by
from marketplace.foundation.models import AuditEvent
from requests.grants.narrowing import narrowing_of
from requests.models import AccessRequest, Grant, Order, Suspension
from requests.selectors.approvals import chain_prefetch
from requests.selectors.lines import LineShown, line_shown
from requests.selectors.readable import Eyes, Readable

EVENTS = 60  # the newest things that happened to an order

_LINES = AccessRequest.objects.filter(order=OuterRef("pk"))
_WAITING = Exists(_LINES.filter(state=AccessRequest.State.WAITING))
_COMING = Exists(_LINES.filter(grant__state=Grant.State.PENDING) | _LINES.filter(exception__state="pending"))
_OPEN = Exists(_LINES.filter(grant__state=Grant.State.ACTIVE) | _LINES.filter(exception__state="active"))

# How a list of orders can be narrowed; `over` is what none of the others is.
NARROWED = {
    "waiting": Q(_WAITING),
    "coming": Q(_COMING),
    "open": Q(_OPEN),
    "over": ~Q(_WAITING) & ~Q(_COMING) & ~Q(_OPEN),
}


def orders_of(user) -> QuerySet[Order]:
    """What this person ordered, or somebody else for a team of theirs."""
    mine = Q(ordered_by=user) | looked_after_by(user)
    return Order.objects.filter(mine).for_display()


def orders_for_products_of(user) -> QuerySet[Order]:
    """What was ordered of the products of this person's teams."""
    return Order.objects.filter(Exists(_LINES.filter(port__product__owner__in=user.team_ids))).for_display()


def narrowed(orders: QuerySet[Order], state: str) -> QuerySet[Order]:
    """Only those in which something is in this state; a state that is not known narrows nothing."""
    return orders.filter(NARROWED[state]) if state in NARROWED else orders


def with_everything(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders with their lines, stages, grants and runs, in a fixed number of queries."""
    lines = AccessRequest.objects.select_related(
        "port__product__domain",
        "port__product__owner",
        "port__policy",
        "port__contract",
        "port__snapshot",
        "grant",
        "exception__grant",
        "adds_to__grant",
    ).prefetch_related(chain_prefetch(), "grant__runs", "grant__exceptions")
    lines = lines.annotate(suspended=Suspension.objects.stopping_grants())
    return orders.select_related("ordered_by", "consumer__person", "consumer__team").prefetch_related(
        Prefetch("lines", queryset=lines.order_by("pk"))
    )


def lines_of(order: Order) -> list[LineShown]:
    """The lines of an order from `with_everything`, each in plain words."""
    lines = list(order.lines.all())
    eyes = Eyes(((order.consumer, line.port) for line in lines), kept=True)
    return [line_shown(line, _seen(eyes, order, line)) for line in lines]


def _seen(eyes: Eyes, order: Order, line: AccessRequest) -> Readable:
    grant = getattr(line.adds_to or line, "grant", None)
    lifted = [line.exception] if hasattr(line, "exception") else list(grant.exceptions.all()) if grant else []
    return eyes.see(order.consumer, line.port, narrowing_of(grant)).unmasked(lifted)


def is_moving(lines: Iterable[LineShown]) -> bool:
    """Is the machine, or somebody, about to change something?"""
    return any(line.moving for line in lines)


def events_of(order: Order) -> QuerySet[AuditEvent]:
    """What happened to an order, its lines, their stages and grants: the newest first."""
    lines = list(order.lines.all())
    stages = [str(stage.pk) for line in lines for stage in line.stages.all()]
    grants = [str(line.grant.pk) for line in lines if hasattr(line, "grant")]
    about = Q(object_type="requests.order", object_id=str(order.pk))
    about |= Q(object_type="requests.accessrequest", object_id__in=[str(line.pk) for line in lines])
    about |= Q(object_type="requests.approvalstage", object_id__in=stages)
    about |= Q(object_type="requests.grant", object_id__in=grants)
    exceptions = [str(line.exception.pk) for line in lines if hasattr(line, "exception")]
    about |= Q(object_type="requests.maskexception", object_id__in=exceptions)
    return AuditEvent.objects.filter(about).select_related("actor").order_by("-pk")[:EVENTS]
