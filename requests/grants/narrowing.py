"""What a grant lets its consumer read of what the policy shows, and which masks it lifts."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from accounts.models import Team, User
from catalog.models import OutputPort
from catalog.warehouses.governed import GIVEN
from catalog.warehouses.narrowing import WHOLE, Given, Narrowing, both, from_json
from requests.grants.policies import grant_for, grant_of_team, owns
from requests.models import AccessRequest, Decision, Grant, MaskException, plain_columns


@GIVEN.add("grants")
def given_to(port: OutputPort, person: User | None, team: Team | None) -> Given:
    """What the access gives through which somebody reads at this moment; owners see what the policy shows them.

    What a team builds outlives any exception from a mask, so none counts for a team as such.
    """
    if person is not None:
        return given_by(None if owns(person, port) else grant_for(person, port))
    grant = None if team is None or team.pk == port.product.owner_id else grant_of_team(team, port)
    return Given(narrowing_of(grant))


def given_by(grant: Grant | None) -> Given:
    """What one grant leaves out, and what it shows plain at this moment."""
    return Given(narrowing_of(grant), plain_by(grant)) if grant else Given()


def plain_by(grant: Grant) -> tuple[str, ...]:
    """The columns that are plain by one grant at this moment; one query, none where the grant knows of no exception."""
    if not getattr(grant, "lifts", True):
        return ()
    return plain_columns(MaskException.objects.in_force().filter(grant=grant))


def narrowing_of(grant: Grant | None) -> Narrowing:
    """What one grant leaves out."""
    return from_json(grant.only) if grant else WHOLE


def of_renewed(request: AccessRequest) -> Narrowing:
    """What the access that a request would prolong leaves out."""
    return narrowing_of(request.renews) if request.renews_id else WHOLE


def narrowed_so_far(requests: Collection[AccessRequest]) -> Mapping[int, Narrowing]:
    """What those who said yes left out, with what the access that is prolonged leaves out, by request; one query."""
    together = {one.pk: of_renewed(one) for one in requests}
    said = Decision.objects.filter(stage__request__in=together, yes=True).exclude(only={}).order_by("pk")
    found: dict[int, list[Narrowing]] = defaultdict(list)
    for request, only in said.values_list("stage__request", "only"):
        found[request].append(from_json(only))
    for request, narrowings in found.items():
        for narrowing in narrowings:
            together[request] = both(together[request], narrowing)
    return together
