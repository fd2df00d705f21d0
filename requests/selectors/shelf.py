"""What of a product can be ordered, and in whose name."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Consumer, Team
from catalog.models import DataProduct, OutputPort
from catalog.spec.product import DAYS_AT_FIRST
from marketplace.foundation.policies import Answer
from requests.ordering.policies import longest_days, may_order
from requests.ordering.situation import consumer_of, situation_of
from requests.selectors.readable import Eyes, Readable


@dataclass(frozen=True)
class Offer:
    """One port of a product, and whether this consumer can order it."""

    port: OutputPort
    answer: Answer
    consumer: Consumer
    eyes: Eyes

    @property
    def readable(self) -> Readable:
        """What the consumer would see of it; asked once for all offers, and only where it is shown."""
        return self.eyes.see(self.consumer, self.port)

    @property
    def longest(self) -> int:
        """The most days for which it is given."""
        return longest_days(self.port)


@dataclass(frozen=True)
class Shelf:
    """A product with what of it can be ordered; made for one consumer."""

    product: DataProduct
    consumer: Consumer
    offers: Sequence[Offer]
    teams: Sequence[Team]  # of the person, to order for

    @property
    def open(self) -> list[Offer]:
        """What can be ordered."""
        return [offer for offer in self.offers if offer.answer]

    @property
    def purposes(self) -> list[str]:
        """What the policies allow it to be used for; nothing when at least one allows everything."""
        offers = self.open or self.offers
        if not all(offer.port.policy.purposes for offer in offers):
            return []
        return list(dict.fromkeys(purpose for offer in offers for purpose in offer.port.policy.purposes))

    @property
    def suggestions(self) -> list[str]:
        """Purposes that any of the policies names."""
        return list(dict.fromkeys(purpose for offer in self.offers for purpose in offer.port.policy.purposes))

    @property
    def longest(self) -> int:
        """The most days that any of the ports is given for."""
        return max((offer.longest for offer in self.open or self.offers), default=DAYS_AT_FIRST)

    @property
    def days(self) -> int:
        """How many days are proposed: what every port allows."""
        return min([DAYS_AT_FIRST, *(offer.longest for offer in self.open)])

    @property
    def terms(self) -> list[tuple[str, list[OutputPort]]]:
        """Each text of terms once, with the ports it is about."""
        texts: dict[str, list[OutputPort]] = {}
        for offer in self.open or self.offers:
            if offer.port.policy.terms:
                texts.setdefault(offer.port.policy.terms, []).append(offer.port)
        return list(texts.items())


def shelf_of(user, product: DataProduct, team: Team | None) -> Shelf:
    """The shelf of a product as this person sees it for themselves, or for a team of theirs."""
    ports = list(
        product.output_ports.filter(offered=True)
        .select_related("product__owner", "product__domain", "policy", "contract", "snapshot")
        .order_by("position", "name")
    )
    consumer = consumer_of(user, team)
    situation = situation_of(consumer, ports)
    eyes = Eyes([(consumer, port) for port in ports])
    offers = [
        Offer(
            port=port,
            answer=may_order(user, consumer=consumer, port=port, situation=situation),
            consumer=consumer,
            eyes=eyes,
        )
        for port in ports
    ]
    teams = list(Team.objects.filter(pk__in=user.team_ids)) if user.team_ids else []
    return Shelf(product, consumer, offers, teams)
