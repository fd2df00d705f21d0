"""Whom the old version of a product concerns: who has access to it, whose products are made from it."""

from collections.abc import Collection, Iterable

from accounts.models import Consumer, Membership, Team, User
from catalog.models import DataProduct, InputPort, MigrationPeriod, OutputPort
from catalog.transitions.hooks import standings_on

Pair = tuple[int, int]  # the ids of a port and of a consumer


def concerned_by(product: DataProduct, ports: Collection[OutputPort]) -> dict[Pair, Consumer]:
    """Everybody who reads one of these ports, in whose name they do; a team that has no name yet gets one."""
    wanted = {port.pk for port in ports}
    found = {(one.port_id, one.consumer.pk): one.consumer for one in standings_on(product) if one.port_id in wanted}
    names: dict[int, Consumer] = {}
    for port_id, team in _made_from(wanted):
        consumer = names.setdefault(team.pk, None) or Consumer.objects.for_team(team)
        names[team.pk] = consumer
        found[(port_id, consumer.pk)] = consumer
    return found


def still_reading(period: MigrationPeriod) -> set[Pair]:
    """Who reads a port of this product at all today, by access of their own or by what they make of it."""
    ports = set(period.kept_ports.values_list("port", flat=True))
    found = {(one.port_id, one.consumer.pk) for one in standings_on(period.product) if one.port_id in ports}
    made = _made_from(ports)
    names = dict(Consumer.objects.filter(team__in=[team.pk for _port, team in made]).values_list("team", "pk"))
    return found | {(port_id, names[team.pk]) for port_id, team in made if team.pk in names}


def people_of(consumers: Iterable[Consumer]) -> dict[int, list[User]]:
    """Who is to be told, by consumer: the person, or everybody in the team behind it, if they can sign in.

    Consumers come with their person. Two queries.
    """
    consumers = list(consumers)
    people = User.objects.filter(is_active=True, account_of=None)
    people = people.in_bulk([one.person_id for one in consumers if one.person_id])
    teams: dict[int, list[User]] = {}
    members = Membership.objects.filter(
        team__in=[one.behind_id for one in consumers if one.behind_id], person__is_active=True
    )
    for member in members.select_related("person").order_by("person"):
        teams.setdefault(member.team_id, []).append(member.person)
    return {
        one.pk: ([people[one.person_id]] if one.person_id in people else []) + teams.get(one.behind_id, [])
        for one in consumers
    }


def _reading(ports: Iterable[int]):
    shown = DataProduct.Status.shown()
    return InputPort.objects.filter(
        upstream__in=list(ports), version__state="published", version__product__status__in=shown
    )


def _made_from(ports: Iterable[int]) -> list[tuple[int, Team]]:
    """The teams whose published products are made from these ports, by port."""
    found = _reading(ports).select_related("version__product__owner").defer("version__bundle")
    return sorted(
        {(wish.upstream_id, wish.version.product.owner) for wish in found}, key=lambda one: (one[0], one[1].pk)
    )
