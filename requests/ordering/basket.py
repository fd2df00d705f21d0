"""Put ports into the basket, change what is there, take it out. Nothing here asks anybody for anything."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Consumer, User
from catalog.models import DataProduct, OutputPort
from catalog.spec.product import DAYS_AT_FIRST
from marketplace.foundation.audit import at_once, record
from marketplace.foundation.errors import NotAllowed
from requests.models import Basket, BasketLine
from requests.ordering.errors import BasketFull, PortNotOffered
from requests.ordering.policies import longest_days

MOST_LINES = 50


@transaction.atomic
def put_in_basket(
    *, actor: User, ports: Sequence[OutputPort], days: int | None = None, purpose: str = "", justification: str = ""
) -> list[BasketLine]:
    """Put ports into one's basket; one that lies there already stays as it is. Answers the new lines.

    Ports need product and policy at hand. Whether they can be ordered is told in the basket, line by line.
    Raises PortNotOffered, BasketFull.
    """
    for port in ports:
        if port.product.status not in DataProduct.Status.shown() or not port.offered:
            raise PortNotOffered(port=port, state=str(port.product.get_status_display()).lower())
    locked_basket(actor)
    there = set(actor.basket_lines.values_list("port", flat=True))
    fresh = [port for port in ports if port.pk not in there]
    if len(there) + len(fresh) > MOST_LINES:
        raise BasketFull(most=MOST_LINES)
    lines = BasketLine.objects.bulk_create(
        BasketLine(
            person=actor,
            port=port,
            days=days or max(1, min(DAYS_AT_FIRST, longest_days(port))),
            purpose=purpose,
            justification=justification,
        )
        for port in fresh
    )
    with at_once():
        for line in lines:
            _record("basket.added", line, actor)
    return lines


@transaction.atomic
def take_out(*, actor: User, line: BasketLine) -> BasketLine:
    """Take a line out of one's basket; it is answered, so that it can be put back."""
    locked_basket(actor)
    pk = line.pk
    deleted, _rows = actor.basket_lines.filter(pk=pk).delete()
    if deleted:
        line.pk = pk
        _record("basket.removed", line, actor)
    return line


@dataclass(frozen=True)
class LineEntered:
    """What was entered for one line; None is left as it is."""

    days: int | None = None
    purpose: str | None = None
    justification: str | None = None


@dataclass(frozen=True)
class Entered:
    """What was entered for a basket; None is left as it is. Lines by their id: one that is gone is passed over."""

    justification: str | None = None
    purpose: str | None = None
    consumer: Consumer | None = None
    lines: Mapping[int, LineEntered] = field(default_factory=dict)


@transaction.atomic
def enter(*, actor: User, entered: Entered) -> Basket:
    """Keep what for, in whose name, for how long; oneself is a consumer, too.

    Raises NotAllowed for a consumer in whose name one may not order.
    """
    return keep(locked_basket(actor), actor=actor, entered=entered)


def keep(basket: Basket, *, actor: User, entered: Entered) -> Basket:
    """The same, for a basket that is locked already.

    Raises NotAllowed.
    """
    if entered.consumer is not None and not entered.consumer.is_spoken_for_by(actor):
        raise NotAllowed(reason=_("you are not a member of %(consumer)s") % {"consumer": entered.consumer})
    wanted = {"justification": entered.justification, "purpose": entered.purpose, "consumer": entered.consumer}
    _change(basket, actor, wanted)
    for line in actor.basket_lines.filter(pk__in=entered.lines).select_related("port__product"):
        _change(line, actor, vars(entered.lines[line.pk]))
    return basket


def basket_of(person: User) -> Basket:
    """The basket of somebody; one that has no row yet is empty, and is not made."""
    return _found(_baskets(person), person) or Basket(person=person)


def locked_basket(person: User) -> Basket:
    """The basket, its row locked until the transaction ends; it is made when it is missing."""
    mine = _baskets(person).select_for_update(of=("self",))
    if not (found := _found(mine, person)):
        Basket.objects.bulk_create([Basket(person=person, key=new_key())], ignore_conflicts=True)
        found = _found(mine.all(), person)
    return found


def _found(baskets: QuerySet[Basket], person: User) -> Basket | None:
    for basket in baskets:
        basket.person = person
        return basket
    return None


def _baskets(person: User) -> QuerySet[Basket]:
    return Basket.objects.select_related("consumer__person", "consumer__team").filter(person=person)


def _change(row, actor: User, wanted: dict):
    """Keep what is different, and write down that it is."""
    new = {name: value for name, value in wanted.items() if value is not None and value != getattr(row, name)}
    if not new:
        return row
    old = {name: getattr(row, name) for name in new}
    for name, value in new.items():
        setattr(row, name, value)
    row.save(update_fields=[*new, "updated_at"])
    _record("basket.changed", row, actor, old=old, new=new)
    return row


def new_key() -> str:
    """A name for the next checkout."""
    return uuid.uuid4().hex


def _record(verb: str, row, actor: User, **facts) -> None:
    record(verb, row, actor=actor, person=actor, **facts)
