"""How an order becomes rows: a number, and one request for each line that can be ordered."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Consumer, Team, User
from catalog.models import OutputPort
from marketplace.foundation.audit import at_once, record
from requests.approvals.chain import Facts, Route
from requests.approvals.setting_off import set_off
from requests.grants.errors import GrantOverlaps
from requests.models import AccessRequest, Order, OrderSequence
from requests.ordering.errors import AlreadyHeld, AlreadyWaiting, KeyUsedOtherwise, LineRefused, NothingToOrder
from requests.ordering.policies import objection
from requests.ordering.rule_trials import pinned
from requests.ordering.situation import Situation
from requests.ordering.wishes import Wish

Lines = Sequence[Wish | tuple[OutputPort, int]]


@dataclass(frozen=True)
class Placed:
    """An order, and whether it stood already when it was placed under the same key again."""

    order: Order
    again: bool = False


def number(order: Order, consumer: Consumer) -> Placed | None:
    """Make the row of an order; the one that stands already, when another call with its key was faster.

    From here on until the transaction ends no other order is placed, so what can be asked before is asked before. What
    its consumer holds or waits for may have changed since: then the rows that it makes are refused.
    """
    if consumer.pk is None:
        of = {"team": consumer.team} if consumer.team_id else {"person": consumer.person}
        consumer = Consumer.objects.get_or_create(**of)[0]
    order.consumer = consumer
    order.number = OrderSequence.objects.next_number(timezone.localdate(timezone=timezone.get_default_timezone()).year)
    try:
        with transaction.atomic():
            order.save()
    except IntegrityError:
        if known := known_order(order.ordered_by, order.idempotency_key, order.body_digest):
            return known
        raise
    return None


def fill(order: Order, situation: Situation, wishes: Sequence[Wish]) -> Order:
    """Turn wishes into requests and send all on their way; one refusal does not sink the others.

    Raises the LineRefused of the one line, or NothingToOrder, where nothing can be ordered.
    """
    with at_once():
        return _fill(order, situation, wishes)


def _fill(order: Order, situation: Situation, wishes: Sequence[Wish]) -> Order:
    consumer = order.consumer
    name = consumer.team or consumer.person
    write_down(
        "order.placed", order, actor=order.ordered_by, team_or_person=str(name), justification=order.justification
    )
    refused, good = [], []
    for wish in wishes:
        refusal = objection(
            order.ordered_by,
            situation=situation,
            port=wish.port,
            purpose=wish.purpose or order.purpose,
            days=wish.days,
            renews=wish.renews,
        )
        refused.append(refusal) if refusal else good.append(wish)
    refused += _request(order, situation, good)
    if len(refused) == len(wishes):
        raise refused[0] if len(refused) == 1 else _nothing(refused)
    if refused:
        order.refused = [_kept(refusal) for refusal in refused]
        order.save(update_fields=["refused", "updated_at"])
    return order


def known_order(actor: User, key: str, digest: str) -> Placed | None:
    """The order that stands for this key.

    Raises KeyUsedOtherwise when it asked for something else.
    """
    order = Order.objects.for_display().filter(ordered_by=actor, idempotency_key=key).first() if key else None
    if order and order.body_digest != digest:
        raise KeyUsedOtherwise(number=order.number)
    return Placed(order, again=True) if order else None


def digest_of(justification: str, purpose: str, wishes: Sequence[Wish], name: Team | User | None) -> str:
    """Stands for what an order asks for."""
    own = [[wish.purpose, wish.justification] if wish.purpose or wish.justification else [] for wish in wishes]
    lines = [[wish.port.pk, wish.days, *more] for wish, more in zip(wishes, own, strict=True)]
    asking = name.pk if isinstance(name, Team) else name and name.username
    body = [justification, purpose, asking, lines]
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()


def write_down(verb: str, order: Order, *, actor, **facts) -> None:
    """Keep what happened to an order."""
    consumer = order.consumer
    record(verb, order, actor=actor, person=consumer.person or actor, team=consumer.team, **facts)


def _request(order: Order, situation: Situation, wishes: Sequence[Wish]) -> list[LineRefused]:
    """All wishes as rows at once; where somebody was faster with one of them, one by one, so that only that is lost."""
    if not wishes:
        return []
    ways = [(wish, *_way(order, situation, wish)) for wish in wishes]
    try:
        _make(order, ways)
    except LineRefused as refusal:
        if len(ways) == 1:
            return [refusal]
        return [refusal for way in ways for refusal in _request(order, situation, [way[0]])]
    return []


@transaction.atomic
def _make(order: Order, ways: Sequence[tuple[Wish, Route, Facts]]) -> None:
    """Rows for these lines, routed. All of it or nothing.

    Raises the LineRefused of the first, when somebody else was faster with any.
    """
    requests = [_row(order, *way) for way in ways]
    first = requests[0]
    try:
        with transaction.atomic():
            AccessRequest.objects.bulk_create(requests)
    except IntegrityError:
        raise AlreadyWaiting(port=first.port, consumer=order.consumer) from None
    try:
        set_off([(request, way) for request, (_wish, way, _facts) in zip(requests, ways, strict=True)])
    except GrantOverlaps:
        raise AlreadyHeld(port=first.port, consumer=order.consumer) from None


def _way(order: Order, situation: Situation, wish: Wish) -> tuple[Route, Facts]:
    told = {"purpose": wish.purpose or order.purpose, "days": wish.days}
    return situation.way(wish.port, **told), situation.facts(wish.port, **told)


def _row(order: Order, wish: Wish, way: Route, facts: Facts) -> AccessRequest:
    return AccessRequest(
        order=order,
        port=wish.port,
        consumer=order.consumer,
        days=wish.days,
        own_purpose=wish.purpose if wish.purpose != order.purpose else "",
        own_justification=wish.justification.strip() if wish.justification.strip() != order.justification else "",
        policy=wish.port.policy,
        contract=wish.port.contract,
        rule=pinned_way(way, facts, wish.port),
        terms=wish.port.policy.terms,
        renews=wish.renews,
    )


def pinned_way(way: Route, facts: Facts, port: OutputPort) -> dict:
    """The rule that routed a request, the policy it stood in, and what the company's rules said, as they are now."""
    told = {
        "name": way.rule,
        "outcome": way.outcome,
        "stages": [asdict(stage) for stage in way.stages],
        "reason": way.reason,
        "policy": port.policy.digest,
        "facts": pinned(facts),
    }
    return told | ({"company": asdict(way.company)} if way.company else {})


def _nothing(refused: list[LineRefused]) -> NothingToOrder:
    return NothingToOrder(reasons=" ".join(str(one) for one in refused), lines=[_kept(one) for one in refused])


def _kept(refusal: LineRefused) -> dict:
    facts = refusal.facts
    return {"port": facts["port"], "name": facts["name"], "code": refusal.code, "reason": str(facts["reason"])}
