"""What a consumer would see of a port by the policy in force, for many consumers and ports at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import Consumer, Membership
from catalog.models import Column, OutputPort
from catalog.spec import MaskSpec


@dataclass(frozen=True)
class Readable:
    """How many columns there are, which of them are masked, and which rows are there (all, when empty)."""

    columns: int
    masks: tuple[MaskSpec, ...] = ()
    row_filter: str = ""
    plain: bool = False  # policy masks columns, but not for this consumer

    @property
    def as_they_are(self) -> int:
        """How many columns are seen unchanged."""
        return self.columns - len(self.masks)


class Eyes:
    """Knows what consumers see of ports: asked twice, for however many. Ports need policy and contract at hand.

    A team sees what its policy says of the team; a member may see more through another team of theirs.
    """

    def __init__(self, pairs: Iterable[tuple[Consumer, OutputPort]]) -> None:
        pairs = list(pairs)
        self._teams = _teams_of({consumer.person_id for consumer, _port in pairs if consumer.person_id})
        self._columns = _columns_of({port.contract_id for _consumer, port in pairs if port.contract_id})

    def see(self, consumer: Consumer, port: OutputPort) -> Readable:
        """What this consumer sees of this port."""
        policy = port.policy
        if policy is None:
            return Readable(columns=self._columns.get(port.contract_id, 0))
        masks = tuple(MaskSpec(**mask) for mask in policy.masks)
        plain = bool(masks) and self._sees_plain(consumer, port)
        return Readable(
            columns=self._columns.get(port.contract_id, 0),
            masks=() if plain else masks,
            row_filter=policy.row_filter,
            plain=plain,
        )

    def _sees_plain(self, consumer: Consumer, port: OutputPort) -> bool:
        teams = {(consumer.team_id, consumer.team.slug)} if consumer.team_id else self._teams[consumer.person_id]
        return any(pk == port.product.owner_id or slug in port.policy.unmasked_for for pk, slug in teams)


def _teams_of(people: Collection[int]) -> dict[int, set[tuple[int, str]]]:
    teams = defaultdict(set)
    for person, team, slug in Membership.objects.filter(person__in=people).values_list("person", "team", "team__slug"):
        teams[person].add((team, slug))
    return teams


def _columns_of(contracts: Collection[int]) -> dict[int, int]:
    counted = Column.objects.filter(contract__in=contracts).values("contract").annotate(count=Count("pk"))
    return {row["contract"]: row["count"] for row in counted.order_by()}
