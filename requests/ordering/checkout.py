"""Turn the basket into one order: what can be ordered goes, the rest stays in the basket."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import Consumer, User
from catalog.models import OutputPort
from requests.models import Basket, BasketLine, Order
from requests.ordering.basket import Entered, basket_of, keep, locked_basket, new_key
from requests.ordering.errors import BasketEmpty, JustificationMissing, OutlookChanged, TermsNotAccepted
from requests.ordering.placing import Placed, fill, known_order, number
from requests.ordering.prospects import REFUSED, Prospect, prospects_of, with_parts
from requests.ordering.situation import Situation, consumer_of, situation_of
from requests.ordering.wishes import Wish

CHECKOUT = "checkout"  # in place of a digest: under its key the basket is ordered, whatever lies in it


@dataclass(frozen=True)
class Outlook:
    """The basket of somebody, and what would happen to each line at this moment."""

    basket: Basket
    consumer: Consumer
    situation: Situation
    lines: tuple[tuple[BasketLine, Prospect], ...]

    @property
    def seen(self) -> str:
        """Stands for all that is shown: a line with another mark, or another line, and it is another one."""
        return ",".join(f"{line.pk}:{prospect.mark}" for line, prospect in self.lines)

    @property
    def orderable(self) -> list[tuple[BasketLine, Prospect]]:
        """The lines that an order would have."""
        return [(line, prospect) for line, prospect in self.lines if prospect.outcome != REFUSED]

    @property
    def terms(self) -> list[tuple[str, list[OutputPort]]]:
        """Each text of terms once, with the ports that it is about."""
        texts: dict[str, list[OutputPort]] = {}
        for line, prospect in self.orderable:
            if prospect.terms:
                texts.setdefault(prospect.terms, []).append(line.port)
        return list(texts.items())


def outlook_of(person: User, basket: Basket | None = None, *, lock: bool = False) -> Outlook:
    """What a checkout would do now; the same rules as `check_order`, and nothing is written."""
    basket = basket or basket_of(person)
    rows = person.basket_lines.order_by("pk")
    rows = list(rows.select_for_update() if lock else rows)
    ports = with_parts([OutputPort(pk=line.port_id) for line in rows])
    for line in rows:
        line.port = ports[line.port_id]
    consumer = basket.consumer or consumer_of(person, None)
    situation = situation_of(consumer, ports.values())
    wishes = [_wish(line) for line in rows]
    prospects = prospects_of(person, situation=situation, wishes=wishes, purpose=basket.purpose)
    return Outlook(basket, consumer, situation, tuple(zip(rows, prospects, strict=True)))


@transaction.atomic
def check_out(
    *,
    actor: User,
    key: str = "",
    seen: str | None = None,
    terms_accepted: bool = False,
    entered: Entered | None = None,
) -> Placed:
    """Order what lies in one's basket. Lines that cannot be ordered stay there, and say why.

    Under the same `key` the same order is answered, however often it is called. `seen` is the outlook that the person
    was shown: when it is another one now, nothing is ordered. `entered` is kept first.
    Raises BasketEmpty, OutlookChanged, TermsNotAccepted, JustificationMissing, KeyUsedOtherwise; where no line can be
    ordered, its LineRefused or NothingToOrder.
    """
    basket = locked_basket(actor)
    if known := known_order(actor, key, CHECKOUT):
        return known
    if entered:
        keep(basket, actor=actor, entered=entered)
    outlook = outlook_of(actor, basket, lock=True)
    if not outlook.lines:
        raise BasketEmpty()
    if seen is not None and seen != outlook.seen:
        raise OutlookChanged(outlook=outlook.seen)
    if not basket.justification.strip():
        raise JustificationMissing()
    if outlook.terms and not terms_accepted:
        raise TermsNotAccepted(terms=[terms for terms, _ports in outlook.terms])
    order = Order(
        ordered_by=actor,
        justification=basket.justification.strip(),
        purpose=basket.purpose,
        idempotency_key=key or basket.key,
        body_digest=CHECKOUT,
    )
    if known := number(order, outlook.consumer):
        return known
    situation = situation_of(order.consumer, [line.port for line, _prospect in outlook.lines])
    order = fill(order, situation, [_wish(line) for line, _prospect in outlook.lines])
    _empty(basket, order)
    return Placed(order)


def _wish(line: BasketLine) -> Wish:
    return Wish(line.port, line.days, line.purpose, line.justification)


def _empty(basket: Basket, order: Order) -> None:
    """Ordered lines leave the basket; once it is empty, what was entered for them does, too."""
    ordered = [line.port_id for line in order.lines.all()]
    basket.person.basket_lines.filter(port__in=ordered).delete()
    basket.key = new_key()
    if not basket.person.basket_lines.exists():
        basket.justification, basket.purpose, basket.consumer = "", "", None
    basket.save(update_fields=["key", "justification", "purpose", "consumer", "updated_at"])
