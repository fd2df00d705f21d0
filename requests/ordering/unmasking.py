"""Ask to see masked columns of a port plain, by access that one has or has ordered."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.models import Column, OutputPort
from catalog.spec.viewing import policy_of
from catalog.transitions.selectors import kept_for
from catalog.warehouses.governed import governed_view
from marketplace.foundation.policies import YES, Answer, insist, no
from requests.approvals.chain import Facts, Route, route_plain
from requests.approvals.setting_off import set_off
from requests.grants.errors import NothingMasked, PlainTooLong, ReasonMissing
from requests.grants.narrowing import narrowed_so_far, narrowing_of
from requests.grants.windows import last_moment
from requests.models import AccessRequest, Grant, Order
from requests.ordering.errors import AlreadyWaiting
from requests.ordering.placing import number, pinned_way, write_down
from requests.ordering.prospects import with_parts
from requests.ordering.situation import Situation, situation_of

State = AccessRequest.State


def may_ask_plain(user: User, access: AccessRequest, grant: Grant | None = None) -> Answer:
    """May this person ask to see columns plain by this access: one that stands, or waits for its decision?

    `grant`, where it is at hand, spares a query.
    """
    consumer = grant.consumer if grant else access.consumer
    if not consumer.is_spoken_for_by(user):
        return no(_("only those who order in the name of its consumer ask for it"))
    if access.adds_to_id:
        return no(_("it is asked for by the access itself"))
    if access.state == State.WAITING:
        return YES
    grant = grant or getattr(access, "grant", None)
    if grant is None or not grant.is_standing or grant.valid_until <= timezone.now():
        return no(_("this access has ended"))
    return no(_("it was revoked, and ends with its last day")) if grant.is_under_notice else YES


def masked_for(access: AccessRequest, port: OutputPort) -> tuple[str, ...]:
    """The columns that this access shows masked by the policy; the port needs its parts, as from `with_parts`."""
    consumer, grant = access.consumer, getattr(access, "grant", None)
    less = narrowing_of(grant) if grant else narrowed_so_far([access])[access.pk]
    who = {"person": consumer.person, "team": consumer.team}
    view = governed_view(port, **who, kept=kept_for(consumer, port), narrowing=less)
    masked = {mask.column.lower() for mask in view.masks}
    return tuple(name for name in view.columns if name.lower() in masked)


def longest_plain(access: AccessRequest) -> int:
    """For how many days columns may be asked for plain: never for longer than the access lasts."""
    grant = getattr(access, "grant", None)
    if grant is None:
        return access.days
    zone, begins = timezone.get_default_timezone(), max(timezone.now(), grant.valid_from)
    days = (grant.valid_until.astimezone(zone).date() - begins.astimezone(zone).date()).days
    # One more than fits is cut at the grant's own last moment, so that its last day can be asked for.
    return max(1, days if last_moment(begins, days, zone) <= grant.valid_until else days - 1)


@transaction.atomic
def ask_plain(*, actor: User, access: AccessRequest, columns: Collection[str], reason: str, days: int) -> Order:
    """Ask to see masked columns as they are, by access that stands or that waits for its decision.

    It is an order of its own, routed by the rules and the policy of now. Raises ReasonMissing, NothingMasked,
    PlainTooLong, AlreadyWaiting.
    """
    if not reason.strip():
        raise ReasonMissing()
    AccessRequest.objects.select_for_update().get(pk=access.pk)
    Grant.objects.select_for_update().filter(request=access.pk).first()
    parts = ("grant", "order", "consumer__person", "consumer__team", "port__product", "renews")
    access = AccessRequest.objects.select_related(*parts).get(pk=access.pk)
    insist(may_ask_plain(actor, access))
    port = with_parts([access.port])[access.port_id]
    names = _named(columns, masked_for(access, port), access)
    if not 1 <= days <= (longest := longest_plain(access)):
        raise PlainTooLong(longest=longest, days=days)
    if AccessRequest.objects.waiting().filter(adds_to__isnull=False, consumer=access.consumer_id, port=port).exists():
        raise AlreadyWaiting(port=port, consumer=access.consumer)
    order = Order(ordered_by=actor, justification=reason.strip(), purpose=access.purpose)
    number(order, access.consumer)
    asking = str(access.consumer)
    write_down("order.placed", order, actor=actor, team_or_person=asking, justification=order.justification)
    facts, way = _way(situation_of(order.consumer, [port]), port, access.purpose, days, names)
    request = AccessRequest(
        order=order,
        port=port,
        consumer=order.consumer,
        days=days,
        adds_to=access,
        plain=list(names),
        policy=port.policy,
        contract=port.contract,
        rule=pinned_way(way, facts, port),
        terms=port.policy.terms,
    )
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError:
        raise AlreadyWaiting(port=port, consumer=access.consumer) from None
    set_off([(request, way)])
    return Order.objects.for_display().get(pk=order.pk)


def _named(columns: Collection[str], masked: Sequence[str], access: AccessRequest) -> tuple[str, ...]:
    """The columns by the names that they have, each once, in the order of the contract.

    Raises NothingMasked where none is named, or one that is not masked.
    """
    asked = {name.strip().lower() for name in columns}
    known = {name.lower() for name in masked}
    if not asked or asked - known:
        wrong = ", ".join(name for name in columns if name.strip().lower() not in known) or "–"
        raise NothingMasked(columns=wrong, consumer=str(access.consumer), masked=", ".join(masked) or "–")
    return tuple(name for name in masked if name.lower() in asked)


def _way(
    situation: Situation, port: OutputPort, purpose: str, days: int, names: Collection[str]
) -> tuple[Facts, Route]:
    classes = Column.objects.filter(contract=port.contract_id, name__in=names).values_list("classification", flat=True)
    told = situation.facts(port, purpose=purpose, days=days)
    facts = replace(told, plain=True, classifications=frozenset(classes))
    return facts, route_plain(policy_of(port.policy.document), facts, situation.rules)
