"""The basket in words: what would happen to every line, and what stands in its way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Consumer, User
from catalog.models import DataProduct, OutputPort
from requests.models import BasketLine, Grant
from requests.ordering.checkout import Outlook, outlook_of
from requests.ordering.prospects import REFUSED, Prospect
from requests.selectors.readable import Eyes, Readable


@dataclass(frozen=True)
class LineAhead:
    """One line with what would happen to it, and what else somebody should know before ordering it."""

    line: BasketLine
    prospect: Prospect
    readable: Readable
    gone: bool = False  # this person may not see it any more: nothing of it is shown
    also: Sequence[Grant] = ()  # through which this person reads it already, in another name
    successor: OutputPort | None = None  # of the same name, where the product has one
    changed: bool = False  # since the person looked

    @property
    def code(self) -> str:
        """Why it cannot be ordered, for the template to choose the way out."""
        return self.prospect.refusal.code if self.prospect.refusal else ""


@dataclass(frozen=True)
class BasketShown:
    """A basket with what would happen to it."""

    outlook: Outlook
    lines: Sequence[LineAhead]
    names: Sequence[Consumer]  # in whose name this person may order, beside their own

    @property
    def purposes(self) -> list[str]:
        """Every purpose that one of the policies names."""
        return list(dict.fromkeys(purpose for line in self.lines for purpose in line.prospect.purposes))

    def count(self, outcome: str) -> int:
        """How many lines would come to this."""
        return sum(line.prospect.outcome == outcome for line in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        """How many lines would come to what."""
        return {outcome: self.count(outcome) for outcome in ("approve", "review", "deny", REFUSED)}


def basket_shown(user: User, *, seen: str = "") -> BasketShown:
    """What somebody's basket comes to now; `seen` marks the lines that were different. A fixed number of queries."""
    outlook = outlook_of(user)
    ports = [line.port for line, _prospect in outlook.lines]
    eyes = Eyes((outlook.consumer, port) for port in ports)
    also, successors = _also(user, outlook.consumer, ports), _successors(ports)
    before = dict(part.split(":", 1) for part in seen.split(",") if ":" in part)
    lines = [
        LineAhead(
            line=line,
            prospect=prospect,
            readable=eyes.see(outlook.consumer, line.port),
            gone=not is_there_for(user, line.port),
            also=also.get(line.port_id, ()),
            successor=successors.get((line.port.product.successor_id, line.port.name)),
            changed=bool(seen) and before.get(str(line.pk)) != prospect.mark,
        )
        for line, prospect in outlook.lines
    ]
    names = Consumer.objects.ordered_for_by(user).exclude(person=user).select_related("person", "team")
    return BasketShown(outlook, lines, list(names.order_by("team__name", "person__first_name", "pk")))


def is_there_for(user: User, port: OutputPort) -> bool:
    """May this person know of it: as `visible_to`, and as something that was published once."""
    there = (*DataProduct.Status.shown(), DataProduct.Status.RETIRED)
    return port.product.status in there or port.product.owner_id in user.team_ids or user.sees_everything


def _also(user: User, consumer: Consumer, ports: Collection[OutputPort]) -> Mapping[int, list[Grant]]:
    found: dict[int, list[Grant]] = {}
    grants = Grant.objects.standing().held_by(user).filter(port__in=ports)
    if consumer.pk:
        grants = grants.exclude(consumer=consumer)
    for grant in grants.select_related("consumer__person", "consumer__team").order_by("valid_until"):
        found.setdefault(grant.port_id, []).append(grant)
    return found


def _successors(ports: Collection[OutputPort]) -> Mapping[tuple[int, str], OutputPort]:
    wanted = {port.product.successor_id for port in ports if port.product.successor_id}
    if not wanted:
        return {}
    offered = OutputPort.objects.offered().filter(product__in=wanted, product__status=DataProduct.Status.PUBLISHED)
    return {(port.product_id, port.name): port for port in offered.select_related("product")}


def ports_to_put(user: User, *, ids: Collection[str] = (), product: str = "") -> list[OutputPort]:
    """The ports that an address names, as far as this person may see them, with what putting them asks."""
    numbers = [int(one) for one in ids if one.isascii() and one.isdigit() and len(one) < 16]
    named = Q(pk__in=numbers) | Q(product__slug=product) if product else Q(pk__in=numbers)
    ports = OutputPort.objects.visible_to(user).filter(named)
    return list(ports.select_related("product", "policy").order_by("product__name", "position", "name"))
