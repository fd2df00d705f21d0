"""What happens to access when something happens to a product. Publishing calls this without knowing it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Consumer, Team, User
from accounts.teams.hooks import AFTER_CLOSING, AFTER_LEAVING_TEAM, AFTER_MEMBERSHIP
from catalog.incidents.hooks import READERS as READERS_OF_PORTS
from catalog.models import DataProduct, OutputPort
from catalog.panels import CONSUMERS
from catalog.publishing.hooks import AFTER_RETIRE, AFTER_SWITCH, READERS, TEAM_READS, TEAM_READS_MANY
from catalog.service_levels.hooks import MAY_COMPARE
from catalog.spec.viewing import policy_of
from catalog.transitions.hooks import (
    AFTER_LEAVING,
    AFTER_MOVING,
    AFTER_VANISHING,
    READS_AS,
    STANDINGS,
    Standing,
)
from catalog.transitions.selectors import kept_for
from catalog.warehouses.engines import WITH_LOGINS
from marketplace.foundation.policies import YES, Answer, no
from requests.approvals.chain import Route, route
from requests.grants.leaving import end_for_leaver
from requests.grants.runs import queue
from requests.grants.selectors import port_readers, readers_of, reading_as
from requests.grants.services import end_for_account, end_for_port, end_for_product, withdraw_for_port
from requests.models import Grant, ProvisioningRun, Suspension
from requests.ordering.policies import longest_days
from requests.ordering.situation import Situation, consumer_of, situation_of

READERS.add("grants")(readers_of)
READERS_OF_PORTS.add("grants")(port_readers)
READS_AS.add("grants")(reading_as)
AFTER_CLOSING.add("grants")(end_for_account)
AFTER_LEAVING_TEAM.add("grants")(end_for_leaver)
AFTER_RETIRE.add("grants")(end_for_product)
AFTER_LEAVING.add("orders")(withdraw_for_port)
AFTER_VANISHING.add("grants")(end_for_port)


@STANDINGS.add("grants")
def standings(product: DataProduct) -> Iterator[Standing]:
    """Everybody whose grant stands, also while it is being set up; one who renews has it without a gap."""
    parts = ("consumer__person", "consumer__team")
    standing = Grant.objects.standing().filter(port__product=product).select_related(*parts)
    together: dict[tuple[int, int], list[Grant]] = {}
    for grant in standing.order_by("port", "consumer", "valid_from"):
        together.setdefault((grant.port_id, grant.consumer_id), []).append(grant)
    for (port_id, _consumer), grants in together.items():
        yield Standing(
            port_id=port_id,
            consumer=grants[0].consumer,
            valid_from=grants[0].valid_from,
            valid_until=max(grant.valid_until for grant in grants),
            last_read_at=max((grant.last_read_at for grant in grants if grant.last_read_at), default=None),
        )


@CONSUMERS.add("grants")
def consumers(products: QuerySet[DataProduct], by: Literal["product", "domain"], most: int) -> dict[int, int]:
    """How many consumers may read now, counted by the database."""
    held = "port__product" if by == "product" else "port__product__domain"
    counted = Grant.objects.in_force().filter(port__product__in=products).order_by().values_list(held)
    return dict(counted.annotate(found=Count("consumer", distinct=True)).order_by("-found", held)[:most])


@AFTER_MOVING.add("grants")
def prove_again(port: OutputPort, consumers: Iterable[Consumer]) -> None:
    """Whoever begins to read another version has it read as them once more, before anybody relies on it."""
    moved = Grant.objects.in_force().filter(port=port, consumer__in=[consumer.pk for consumer in consumers])
    for grant in moved.order_by("pk"):
        queue(grant, ProvisioningRun.Aim.OPEN)


@AFTER_SWITCH.add("grants")
def lead_readers_over(ports: Sequence[OutputPort]) -> None:
    """Where consumers read in the warehouse itself, a worker leads each of them to the new data and the new policy."""
    there = Q(port__in=ports, port__warehouse__engine__in=WITH_LOGINS)
    for grant in Grant.objects.in_force().filter(there).order_by("pk"):
        queue(grant, ProvisioningRun.Aim.OPEN)


@AFTER_MEMBERSHIP.add("grants")
def let_the_warehouse_know(team: Team, person: User) -> None:
    """Who signs in as a team, and what a member of it sees as themselves, changes where they sign in, too."""
    theirs = Q(consumer__team=team) | Q(consumer__person=person)
    there = Grant.objects.in_force().filter(theirs, port__warehouse__engine__in=WITH_LOGINS)
    for grant in there.order_by("pk"):
        queue(grant, ProvisioningRun.Aim.OPEN)


@MAY_COMPARE.add("grants")
@TEAM_READS.add("grants")
def team_reads(team: Team, port: OutputPort) -> Answer:
    """A team reads by a grant of its own, or what a rule gives it at once, for any purpose and the longest time."""
    if Suspension.objects.standing().filter(port=port).exists():
        return no(_("it is suspended for everybody"))
    if Grant.objects.in_force().filter(consumer__team=team, port=port).exists():
        return YES
    if port.policy is None:
        return no(_("it has to be ordered"))
    consumer = consumer_of(None, team)
    situation = situation_of(consumer, [port])
    way = situation.way(port, purpose="", days=longest_days(port))
    if way.outcome == "approve" and not port.policy.purposes:
        return YES
    if way.outcome != "deny" and _was_given_at_once(situation, port):
        return YES
    return no(_("it has to be ordered"))


@TEAM_READS_MANY.add("grants")
def ports_read_by(team: Team, ports: Sequence[OutputPort]) -> set[int]:
    """The same of many ports, for lists: by a grant, or by a rule. Four queries, however many ports."""
    stopped = set(Suspension.objects.standing().filter(port__in=ports).values_list("port", flat=True))
    ports = [port for port in ports if port.pk not in stopped]
    granted = set(Grant.objects.in_force().filter(consumer__team=team, port__in=ports).values_list("port", flat=True))
    situation = situation_of(consumer_of(None, team), ports)
    open_to_all = [port for port in ports if port.policy and not port.policy.purposes]
    ways = {port.pk: situation.way(port, purpose="", days=longest_days(port)) for port in open_to_all}
    return granted | {pk for pk, way in ways.items() if way.outcome == "approve"}


def _was_given_at_once(situation: Situation, port: OutputPort) -> bool:
    """A team that still reads the old version keeps what its rules gave it, unless the new ones refuse the team."""
    kept = kept_for(situation.consumer, port)
    if kept is None or kept.policy.purposes:
        return False
    facts = situation.facts(port, purpose="", days=longest_days(port))
    way: Route = route(policy_of(kept.policy.document), facts, situation.rules)
    return way.outcome == "approve"
