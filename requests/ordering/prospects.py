"""What would become of an order, worked out by the same rules, with nothing written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from accounts.models import Team, User
from catalog.models import OutputPort
from catalog.spec import MaskSpec
from catalog.spec.viewing import policy_of
from catalog.warehouses.governed import governed_view, masks_of
from requests.approvals.chain import Facts, Route, route
from requests.approvals.pool import find_pool
from requests.ordering.errors import LineRefused
from requests.ordering.policies import longest_days, objection
from requests.ordering.situation import Situation, consumer_of, situation_of

REFUSED = "refused"


@dataclass(frozen=True)
class StageAhead:
    """One stage that a request would go through, with the people who would be asked now."""

    role: str
    people: tuple[User, ...]
    stood_in: bool = False


@dataclass(frozen=True)
class Prospect:
    """What would become of one line: refused, approve, deny or review; and what its reader would see."""

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


def check_order(
    *, actor: User, lines: Sequence[tuple[OutputPort, int]], purpose: str | None = "", team: Team | None = None
) -> list[Prospect]:
    """What would happen to an order of these ports, line by line; a dry run. Without a purpose, see `prospect_of`."""
    consumer = consumer_of(actor, team)
    ports = with_parts(port for port, _days in lines)
    situation = situation_of(consumer, ports.values())
    return [
        prospect_of(actor, situation=situation, port=ports[port.pk], days=days, purpose=purpose)
        for port, days in lines
        if port.pk in ports
    ]


def prospect_of(
    actor: User, *, situation: Situation, port: OutputPort, days: int, purpose: str | None, brief: bool = False
) -> Prospect:
    """What would happen to one line; without a purpose (None), as far as that can be told.

    A `brief` one asks the database nothing: it names nobody, and its masks stand as the policy writes them.
    """
    refusal = objection(actor, situation=situation, port=port, purpose=purpose, days=days)
    if not port.offered:
        return Prospect(port, days, REFUSED, reason=refusal.facts["reason"] if refusal else "", refusal=refusal)
    way = route_for(port, situation.facts(purpose=purpose or "", days=days))
    masks = masks_of(port.policy, ()) if brief else governed_view(port).masks
    plain = not situation.teams.isdisjoint({port.product.owner.slug, *port.policy.unmasked_for})
    return Prospect(
        port=port,
        days=days,
        outcome=REFUSED if refusal else way.outcome,
        rule=way.rule,
        reason=refusal.facts["reason"] if refusal else way.reason,
        stages=()
        if refusal
        else tuple(StageAhead(role, ()) if brief else _stage(role, port, actor, situation) for role in way.stages),
        masks=() if plain else masks,
        row_filter=port.policy.row_filter,
        longest_days=longest_days(port),
        purposes=tuple(port.policy.purposes),
        terms=port.policy.terms,
        refusal=refusal,
    )


def route_for(port: OutputPort, facts: Facts) -> Route:
    """The way of a wish by the policy in force."""
    return route(policy_of(port.policy.document), facts)


def with_parts(ports: Collection[OutputPort]) -> dict[int, OutputPort]:
    """These ports as they are now, with all that ordering looks at, in one query."""
    wanted = OutputPort.objects.select_related("product__owner", "product__domain", "product__successor")
    wanted = wanted.select_related("policy", "contract", "snapshot")
    wanted = wanted.prefetch_related("contract__columns")
    return wanted.in_bulk([port.pk for port in ports])


def _stage(role: str, port: OutputPort, actor: User, situation: Situation) -> StageAhead:
    """One stage; who would be asked is looked up once for all ports of a product."""
    known, key = situation.pools, (role, port.product_id)
    if key not in known:
        known[key] = find_pool(role, port.product, orderer=actor, consumer=situation.consumer)
    people, stood_in = known[key]
    return StageAhead(role, tuple(people), stood_in)
