"""What a consumer would see of a port by the policy in force, for many consumers and ports at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Count

from accounts.models import Consumer, Membership
from catalog.models import AccessPolicy, Column, KeptPort, OutputPort
from catalog.spec import MaskSpec
from catalog.transitions.selectors import kept_by_default
from catalog.warehouses.governed import columns_of, masks_of
from catalog.warehouses.interface import View
from catalog.warehouses.narrowing import WHOLE, Narrowing
from catalog.warehouses.strictness import strictest
from requests.models import MaskException, plain_columns


@dataclass(frozen=True)
class Readable:
    """How many columns there are, which of them are masked, and which rows are there (all, when empty)."""

    columns: int
    masks: tuple[MaskSpec, ...] = ()
    row_filter: str = ""
    plain: bool = False  # policy masks columns, but not for this consumer
    only: Narrowing = WHOLE  # what was given, where it is less than the policy shows
    lifted: Sequence[MaskException] = ()  # by which masked columns are seen plain

    @property
    def as_they_are(self) -> int:
        """How many columns are seen unchanged."""
        return self.columns - len(self.masks)

    def unmasked(self, exceptions: Sequence[MaskException]) -> "Readable":
        """The same with what is seen plain; what is still being set up stays masked."""
        in_force = [one for one in exceptions if one.is_in_force()]
        plain = {name.lower() for name in plain_columns(in_force)}
        masks = tuple(mask for mask in self.masks if mask.column.lower() not in plain)
        return replace(self, masks=masks, lifted=in_force) if in_force else self

    def narrowed(self, only: Narrowing) -> "Readable":
        """The same with less."""
        if not only:
            return self
        kept = {name.lower() for name in only.columns}
        masks = tuple(mask for mask in self.masks if not kept or mask.column.lower() in kept)
        return replace(self, columns=len(only.columns) or self.columns, masks=masks, only=only)


class Eyes:
    """Knows what consumers see of ports: asked twice, for however many. Ports need policy and contract at hand.

    A team sees what its policy says of the team; a member may see more through another team of theirs. With `kept`,
    whoever still reads an old version is shown what they see of that one; without it, what an order of today gives.
    """

    def __init__(self, pairs: Iterable[tuple[Consumer, OutputPort]], *, kept: bool = False) -> None:
        pairs = list(pairs)
        self.kept: dict[tuple[int, int], KeptPort] = {}
        if kept:
            self.kept = kept_by_default([one for one, _port in pairs], [port for _consumer, port in pairs])
        self._people = {consumer.person_id for consumer, _port in pairs if consumer.person_id}
        self._contracts = {port.contract_id for _consumer, port in pairs if port.contract_id}

    @cached_property
    def _teams(self) -> dict[int, set[tuple[int, str]]]:
        return _teams_of(self._people)

    @cached_property
    def _columns(self) -> dict[int, int]:
        return _columns_of(self._contracts)

    def see(self, consumer: Consumer, port: OutputPort, only: Narrowing = WHOLE) -> Readable:
        """What this consumer sees of this port, where only a part of it was given."""
        return self._see(consumer, port).narrowed(only)

    def _see(self, consumer: Consumer, port: OutputPort) -> Readable:
        if port.policy is None:
            return Readable(columns=self._columns.get(port.contract_id, 0))
        if kept := self.kept.get((port.pk, consumer.pk)):
            return self._see_kept(consumer, port, kept)
        masks = tuple(MaskSpec(**mask) for mask in port.policy.masks)
        plain = bool(masks) and self._sees_plain(consumer, port, port.policy)
        return Readable(
            columns=self._columns.get(port.contract_id, 0),
            masks=() if plain else masks,
            row_filter=port.policy.row_filter,
            plain=plain,
        )

    def _see_kept(self, consumer: Consumer, port: OutputPort, kept: KeptPort) -> Readable:
        """The old version, as narrow as its policy and the one in force make it together."""
        columns = columns_of(kept)
        before, now = (
            View(
                columns,
                () if self._sees_plain(consumer, port, policy) else masks_of(policy, columns),
                policy.row_filter,
            )
            for policy in (kept.policy, port.policy)
        )
        view = strictest(before, now, columns=columns)
        masked = bool(kept.policy.masks or port.policy.masks)
        return Readable(len(columns), view.masks, view.row_filter, plain=masked and not view.masks)

    def _sees_plain(self, consumer: Consumer, port: OutputPort, policy: AccessPolicy) -> bool:
        teams = {(consumer.team_id, consumer.team.slug)} if consumer.team_id else self._teams[consumer.person_id]
        return any(pk == port.product.owner_id or slug in policy.unmasked_for for pk, slug in teams)


def _teams_of(people: Collection[int]) -> dict[int, set[tuple[int, str]]]:
    teams = defaultdict(set)
    for person, team, slug in Membership.objects.filter(person__in=people).values_list("person", "team", "team__slug"):
        teams[person].add((team, slug))
    return teams


def _columns_of(contracts: Collection[int]) -> dict[int, int]:
    counted = Column.objects.filter(contract__in=contracts).values("contract").annotate(count=Count("pk"))
    return {row["contract"]: row["count"] for row in counted.order_by()}
