"""Place an order, take it back, ask for more time."""

from django.db import transaction

from accounts.models import Team, User
from marketplace.foundation.policies import insist
from requests.grants.errors import ReasonMissing
from requests.grants.renewals import cancel_request
from requests.models import AccessRequest, Grant, Order
from requests.ordering.errors import EmptyOrder, JustificationMissing, NothingWaits
from requests.ordering.placing import Lines, Placed, digest_of, fill, known_order, number, write_down
from requests.ordering.policies import longest_days, may_cancel, objection_to_renewal
from requests.ordering.prospects import check_order, with_parts
from requests.ordering.situation import consumer_of, situation_of
from requests.ordering.wishes import Wish

__all__ = ["Placed", "cancel_order", "check_order", "place", "place_order", "renew"]


def place_order(
    *,
    actor: User,
    justification: str,
    purpose: str = "",
    lines: Lines,
    team: Team | None = None,
    account: User | None = None,
    idempotency_key: str = "",
    body_digest: str = "",
) -> Order:
    """Order ports; like `place`, for whom it does not matter whether the order is new."""
    return place(
        actor=actor,
        justification=justification,
        purpose=purpose,
        lines=lines,
        team=team,
        account=account,
        idempotency_key=idempotency_key,
        body_digest=body_digest,
    ).order


@transaction.atomic
def place(
    *,
    actor: User,
    justification: str,
    purpose: str = "",
    lines: Lines,
    team: Team | None = None,
    account: User | None = None,
    idempotency_key: str = "",
    body_digest: str = "",
) -> Placed:
    """Order ports for oneself, a team or a service account.

    What cannot be ordered is kept in `order.refused`; the rest stands.

    Raises EmptyOrder, JustificationMissing, KeyUsedOtherwise; where nothing can be ordered, the LineRefused of the
    one line, or NothingToOrder.
    """
    if not justification.strip():
        raise JustificationMissing()
    if not lines or len({line[0].pk for line in lines}) < len(lines):
        raise EmptyOrder()
    wishes = [Wish(*line) for line in lines]
    digest = body_digest or digest_of(justification, purpose, wishes, team or account)
    if known := known_order(actor, idempotency_key, digest):
        return known
    order = Order(
        ordered_by=actor,
        justification=justification.strip(),
        purpose=purpose,
        idempotency_key=idempotency_key,
        body_digest=digest,
    )
    consumer = consumer_of(actor, team, account)
    ports = with_parts((wish.port for wish in wishes), columns=False)
    situation = situation_of(consumer, ports.values())
    if known := number(order, consumer):
        return known
    return Placed(fill(order, situation, [wish._replace(port=ports[wish.port.pk]) for wish in wishes]))


@transaction.atomic
def renew(*, actor: User, grant: Grant, reason: str, days: int | None = None) -> Order:
    """Ask for more time: a new request, by the policy of now, whose window follows the old one.

    Raises ReasonMissing, and the LineRefused that stands against it.
    """
    if not reason.strip():
        raise ReasonMissing()
    Grant.objects.select_for_update().get(pk=grant.pk)
    parts = ("port__product", "consumer__person", "consumer__team", "request__order")
    grant = Grant.objects.select_related(*parts).get(pk=grant.pk)
    port = with_parts([grant.port])[grant.port_id]
    grant.port = port
    if refusal := objection_to_renewal(actor, grant):
        raise refusal
    order = Order(ordered_by=actor, justification=reason.strip(), purpose=grant.request.purpose)
    number(order, grant.consumer)
    wish = Wish(port, days or min(grant.request.days, longest_days(port)), renews=grant)
    return fill(order, situation_of(grant.consumer, [port]), [wish])


@transaction.atomic
def cancel_order(*, actor: User, order: Order) -> Order:
    """Take back what waits for a decision; what is decided stays as it is.

    Raises NothingWaits.
    """
    waiting = AccessRequest.objects.waiting().filter(order=order).order_by("pk")
    list(waiting.select_for_update().values_list("pk", flat=True))
    order = Order.objects.for_display().get(pk=order.pk)
    if not (answer := may_cancel(actor, order)) and not waiting.exists():
        raise NothingWaits(number=order.number)
    insist(answer)
    for request in waiting.select_related("order", "port__product", "consumer__person", "consumer__team"):
        cancel_request(request, actor=actor)
    write_down("order.cancelled", order, actor=actor)
    return Order.objects.for_display().get(pk=order.pk)
