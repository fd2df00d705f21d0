"""What would become of an order, worked out by the same rules, with nothing written."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from accounts.models import Team, User
from catalog.models import OutputPort
from catalog.spec import MaskSpec, StageSpec
from catalog.spec.product import Needs
from catalog.warehouses.governed import governed_view, masks_of
from requests.approvals.chain import Route, Spoken
from requests.approvals.pool import Pool, find_pools
from requests.models import AccessRequest, ApprovalStage, Grant
from requests.ordering.classes import sees_plain
from requests.ordering.errors import LineRefused
from requests.ordering.pace import Pace, paces_of
from requests.ordering.policies import longest_days, objection
from requests.ordering.situation import Situation, consumer_of, situation_of
from requests.ordering.wishes import Wish

REFUSED = "refused"
NOBODY: Pool = ([], False)


@dataclass(frozen=True)
class StageAhead:
    """One stage that a request would go through, with the people who would be asked now."""

    role: str
    people: tuple[User, ...]
    stood_in: bool = False
    needs: Needs = "any"

    @property
    def name(self) -> str:
        """Whose turn it is, in words."""
        return ApprovalStage.Role(self.role).label

    @property
    def enough(self) -> bool:
        """Are there as many people as have to agree?"""
        return len(self.people) >= (self.needs if isinstance(self.needs, int) else 1)


@dataclass(frozen=True)
class Prospect:
    """What would become of one line: refused, approve, deny or review; and what its reader would see.

    `held` and `waiting` are what stands in its way; `pace` is how long such decisions took, where people decide.
    """

    port: OutputPort
    days: int
    outcome: str
    rule: str = ""
    reason: str = ""
    stages: tuple[StageAhead, ...] = ()
    masks: tuple[MaskSpec, ...] = ()
    row_filter: str = ""
    longest_days: int = 0
    purposes: tuple[str, ...] = ()
    terms: str = ""
    refusal: LineRefused | None = None
    purpose: str | None = None
    pace: Pace = field(default_factory=Pace)
    held: Grant | None = None
    waiting: AccessRequest | None = None
    company: Spoken | None = None

    @property
    def mark(self) -> str:
        """Stands for what would happen, not for what was wished; another one says that it is different now."""
        told = [
            *(self.port.pk, self.outcome, self.rule, str(self.reason), self.row_filter),
            *(self.longest_days, self.terms, self.refusal.code if self.refusal else ""),
            [[stage.role, stage.needs, bool(stage.people)] for stage in self.stages],
            [self.company.rule, self.company.outcome] if self.company else [],
            sorted(str(mask) for mask in self.masks),
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def check_order(
    *,
    actor: User,
    lines: Sequence[Wish | tuple[OutputPort, int]],
    purpose: str | None = "",
    team: Team | None = None,
    account: User | None = None,
) -> list[Prospect]:
    """What would happen to an order of these ports, line by line; a dry run. Without a purpose, see `prospects_of`."""
    wishes = [Wish(*line) for line in lines]
    ports = with_parts(wish.port for wish in wishes)
    wishes = [wish._replace(port=ports[wish.port.pk]) for wish in wishes if wish.port.pk in ports]
    situation = situation_of(consumer_of(actor, team, account), ports.values())
    return prospects_of(actor, situation=situation, wishes=wishes, purpose=purpose)


def prospects_of(
    actor: User, *, situation: Situation, wishes: Sequence[Wish], purpose: str | None, brief: bool = False
) -> list[Prospect]:
    """What would happen to each wish; without a purpose (None), as far as that can be told.

    Ports come from `with_parts`. However many there are, people and past decisions are asked for once; a `brief`
    answer asks the database nothing: it names nobody, tells no pace, and its masks stand as the policy writes them.
    """
    refusals = [_refusal(actor, situation, wish, purpose) for wish in wishes]
    ways = [_way(situation, wish, purpose) for wish in wishes]
    reviewed = [
        (wish.port, way)
        for wish, way, refusal in zip(wishes, ways, refusals, strict=True)
        if way and way.stages and not refusal
    ]
    wanted = {(role, port.product) for port, way in reviewed for role in way.roles}
    pools = {} if brief else find_pools(wanted, orderer=actor, consumer=situation.consumer)
    paces = {} if brief else paces_of([port for port, _way in reviewed])
    return [
        _prospect(situation, wish, purpose, refusal, way, pools, paces, brief=brief)
        for wish, refusal, way in zip(wishes, refusals, ways, strict=True)
    ]


def with_parts(ports: Iterable[OutputPort], *, columns: bool = True) -> dict[int, OutputPort]:
    """These ports as they are now, with all that ordering looks at: one query, and one for the `columns` of masks."""
    wanted = OutputPort.objects.select_related("product__owner", "product__domain", "product__successor")
    wanted = wanted.select_related("policy", "contract", "snapshot")
    wanted = wanted.prefetch_related("contract__columns") if columns else wanted
    return wanted.in_bulk([port.pk for port in ports])


def _refusal(actor: User, situation: Situation, wish: Wish, purpose: str | None) -> LineRefused | None:
    return objection(
        actor,
        situation=situation,
        port=wish.port,
        purpose=wish.purpose or purpose,
        days=wish.days,
        renews=wish.renews,
    )


def _way(situation: Situation, wish: Wish, purpose: str | None) -> Route | None:
    """The way by the rules; there is none where nothing is offered, as there is no policy either."""
    if not wish.port.offered:
        return None
    return situation.way(wish.port, purpose=wish.purpose or purpose or "", days=wish.days)


def _prospect(
    situation: Situation,
    wish: Wish,
    purpose: str | None,
    refusal: LineRefused | None,
    way: Route | None,
    pools: Mapping[tuple[str, int], Pool],
    paces: Mapping[int, Pace],
    *,
    brief: bool,
) -> Prospect:
    port = wish.port
    known = {
        "refusal": refusal,
        "purpose": wish.purpose or purpose,
        "held": situation.held.get(port.pk),
        "waiting": situation.waiting.get(port.pk),
    }
    if way is None:
        return Prospect(port, wish.days, REFUSED, reason=refusal.facts["reason"] if refusal else "", **known)
    masks = masks_of(port.policy, ()) if brief else governed_view(port).masks
    return Prospect(
        port=port,
        days=wish.days,
        outcome=REFUSED if refusal else way.outcome,
        rule=way.rule,
        reason=refusal.facts["reason"] if refusal else way.reason,
        stages=() if refusal else tuple(_stage(stage, port, pools) for stage in way.stages),
        company=way.company,
        masks=() if sees_plain(situation.consumer, situation.teams, port) else masks,
        row_filter=port.policy.row_filter,
        longest_days=longest_days(port),
        purposes=tuple(port.policy.purposes),
        terms=port.policy.terms,
        pace=paces.get(port.pk, Pace()),
        **known,
    )


def _stage(stage: StageSpec, port: OutputPort, pools: Mapping[tuple[str, int], Pool]) -> StageAhead:
    people, stood_in = pools.get((stage.role, port.product_id), NOBODY)
    return StageAhead(stage.role, tuple(people), stood_in, stage.needs)
