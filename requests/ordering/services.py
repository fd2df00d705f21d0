"""Place an order, take it back, ask for more time."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Consumer, Team, User
from catalog.models import OutputPort
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist
from requests.approvals.chain import Route
from requests.approvals.services import set_off
from requests.grants.errors import GrantOverlaps, ReasonMissing
from requests.grants.renewals import cancel_request
from requests.models import AccessRequest, Grant, Order, OrderSequence
from requests.ordering.errors import (
    AlreadyHeld,
    AlreadyWaiting,
    EmptyOrder,
    JustificationMissing,
    KeyUsedOtherwise,
    LineRefused,
    NothingToOrder,
    NothingWaits,
)
from requests.ordering.policies import longest_days, may_cancel, objection, objection_to_renewal
from requests.ordering.prospects import check_order, route_for, with_parts
from requests.ordering.situation import Situation, consumer_of, situation_of

__all__ = ["Placed", "cancel_order", "check_order", "place", "place_order", "renew"]

Lines = Sequence[tuple[OutputPort, int]]


@dataclass(frozen=True)
class Placed:
    """An order, and whether it stood already when it was placed under the same key again."""

    order: Order
    again: bool = False


def place_order(
    *,
    actor: User,
    justification: str,
    purpose: str = "",
    lines: Lines,
    team: Team | None = None,
    idempotency_key: str = "",
    body_digest: str = "",
) -> Order:
    """Order ports for oneself or for a team; like `place`, for whom it does not matter whether it is new."""
    return place(
        actor=actor,
        justification=justification,
        purpose=purpose,
        lines=lines,
        team=team,
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
    idempotency_key: str = "",
    body_digest: str = "",
) -> Placed:
    """Order ports for oneself or for a team. What cannot be ordered is kept in `order.refused`; the rest stands.

    Raises EmptyOrder, JustificationMissing, KeyUsedOtherwise; where nothing can be ordered, the LineRefused of the
    one line, or NothingToOrder.
    """
    if not justification.strip():
        raise JustificationMissing()
    if not lines or len({port.pk for port, _days in lines}) < len(lines):
        raise EmptyOrder()
    digest = body_digest or _digest(justification, purpose, lines, team)
    if known := _known(actor, idempotency_key, digest):
        return known
    order = Order(
        ordered_by=actor,
        justification=justification.strip(),
        purpose=purpose,
        idempotency_key=idempotency_key,
        body_digest=digest,
    )
    if known := _number(order, consumer_of(actor, team)):
        return known
    ports = with_parts(port for port, _days in lines)
    situation = situation_of(order.consumer, ports.values())
    wishes = [_Wish(ports[port.pk], days) for port, days in lines]
    return Placed(_fill(order, situation, wishes))


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
    order = Order(ordered_by=actor, justification=reason.strip(), purpose=grant.request.order.purpose)
    _number(order, grant.consumer)
    wish = _Wish(port, days or min(grant.request.days, longest_days(port)), renews=grant)
    return _fill(order, situation_of(grant.consumer, [port]), [wish])


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
    _record("order.cancelled", order, actor=actor)
    return Order.objects.for_display().get(pk=order.pk)


@dataclass(frozen=True)
class _Wish:
    """One line before it is a row."""

    port: OutputPort
    days: int
    renews: Grant | None = None


def _number(order: Order, consumer: Consumer) -> Placed | None:
    """Make the row of an order; the one that stands already, when another call with its key was faster."""
    if consumer.pk is None:
        of = {"team": consumer.team} if consumer.team_id else {"person": consumer.person}
        consumer = Consumer.objects.get_or_create(**of)[0]
    order.consumer = consumer
    order.number = OrderSequence.objects.next_number(timezone.localdate(timezone=timezone.get_default_timezone()).year)
    try:
        with transaction.atomic():
            order.save()
    except IntegrityError:
        if known := _known(order.ordered_by, order.idempotency_key, order.body_digest):
            return known
        raise
    return None


def _fill(order: Order, situation: Situation, wishes: list[_Wish]) -> Order:
    """Turn wishes into requests and send each on its way; one refusal does not sink the others."""
    consumer = order.consumer
    name = consumer.team or consumer.person
    _record("order.placed", order, actor=order.ordered_by, team_or_person=str(name), justification=order.justification)
    refused = []
    for wish in wishes:
        try:
            _request(order, situation, wish)
        except LineRefused as refusal:
            refused.append(refusal)
    if len(refused) == len(wishes):
        raise refused[0] if len(refused) == 1 else _nothing(refused)
    if refused:
        order.refused = [_kept(refusal) for refusal in refused]
        order.save(update_fields=["refused", "updated_at"])
    return Order.objects.for_display().get(pk=order.pk)


def _request(order: Order, situation: Situation, wish: _Wish) -> None:
    """One line as a row, routed. All of it or nothing.

    Raises LineRefused, also when somebody else was faster.
    """
    port, days = wish.port, wish.days
    refusal = objection(
        order.ordered_by, situation=situation, port=port, purpose=order.purpose, days=days, renews=wish.renews
    )
    if refusal:
        raise refusal
    way = route_for(port, situation.facts(purpose=order.purpose, days=days))
    request = AccessRequest(
        order=order,
        port=port,
        consumer=order.consumer,
        days=days,
        policy=port.policy,
        contract=port.contract,
        rule=_pinned(way, port),
        terms=port.policy.terms,
        renews=wish.renews,
    )
    try:
        with transaction.atomic():
            _save(request)
            set_off(request=request, route=way)
    except GrantOverlaps:
        raise AlreadyHeld(port=port, consumer=order.consumer) from None


def _pinned(way: Route, port: OutputPort) -> dict:
    """The rule that routed a request, and the policy it stood in, as they are at this moment."""
    return {
        "name": way.rule,
        "outcome": way.outcome,
        "stages": list(way.stages),
        "reason": way.reason,
        "policy": port.policy.digest,
    }


def _save(request: AccessRequest) -> None:
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError:
        raise AlreadyWaiting(port=request.port, consumer=request.consumer) from None


def _known(actor: User, key: str, digest: str) -> Placed | None:
    """The order that stands for this key.

    Raises KeyUsedOtherwise when it asked for something else.
    """
    order = Order.objects.for_display().filter(ordered_by=actor, idempotency_key=key).first() if key else None
    if order and order.body_digest != digest:
        raise KeyUsedOtherwise(number=order.number)
    return Placed(order, again=True) if order else None


def _digest(justification: str, purpose: str, lines: Lines, team: Team | None) -> str:
    body = [justification, purpose, team.pk if team else None, [[port.pk, days] for port, days in lines]]
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()


def _nothing(refused: list[LineRefused]) -> NothingToOrder:
    return NothingToOrder(reasons=" ".join(str(one) for one in refused), lines=[_kept(one) for one in refused])


def _kept(refusal: LineRefused) -> dict:
    facts = refusal.facts
    return {"port": facts["port"], "name": facts["name"], "code": refusal.code, "reason": str(facts["reason"])}


def _record(verb: str, order: Order, *, actor, **facts) -> None:
    consumer = order.consumer
    record(verb, order, actor=actor, person=consumer.person or actor, team=consumer.team, **facts)
