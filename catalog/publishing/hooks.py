"""What others do when something happens to a product, and whom they know to tell.

`requests` registers here when the app starts; publishing never imports it.
"""

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from catalog.models import DataProduct, OutputPort, SourceTable
from marketplace.foundation.policies import YES, Answer, no
from marketplace.foundation.registry import Registry

# Called inside the transaction that retires a product: (product, actor, reason). Standing grants end here.
AFTER_RETIRE: Registry[Callable[[DataProduct, User | None, str], None]] = Registry("thing to do when a product retires")
# Called inside the transaction in which readers of these ports go to other data, another policy or another contract.
AFTER_SWITCH: Registry[Callable[[Sequence[OutputPort]], None]] = Registry("thing to do when readers are switched")
# The people who read a product now, so that they hear of a new version, of deprecation and of retirement.
READERS: Registry[Callable[[DataProduct], Iterable[User]]] = Registry("source of readers")
# Whether a team may read a port of another team now, for as long as its products are built from it.
TEAM_READS: Registry[Callable[[Team, OutputPort], Answer]] = Registry("answer to whether a team may read a port")
# The same of many ports, in a number of queries that does not grow with them: the ids of those that it may read.
TEAM_READS_MANY: Registry[Callable[[Team, Sequence[OutputPort]], set[int]]] = Registry("ports that a team may read")


def may_build_on(team: Team, origin: OutputPort | SourceTable) -> Answer:
    """May products of this team be made from this? A build reads like everybody else: by right, not by reach."""
    if isinstance(origin, SourceTable):
        mine = origin.system.team_id in (None, team.pk)
        return YES if mine else no(_("it is for products of %(team)s alone") % {"team": origin.system.team})
    if origin.product.owner_id == team.pk or any(reads(team, origin) for reads in TEAM_READS):
        return YES
    return no(_("%(team)s has no access to it: order it in the name of the team") % {"team": team})


def which_to_build_on(team: Team, ports: Sequence[OutputPort]) -> set[int]:
    """The ids of those of many ports that products of this team may be made from, for lists of them."""
    mine = {port.pk for port in ports if port.product.owner_id == team.pk}
    return mine.union(*(read(team, ports) for read in TEAM_READS_MANY))


def readers_of(product: DataProduct) -> list[User]:
    """Everybody who reads a product now, once each."""
    found = {person.pk: person for readers in READERS for person in readers(product)}
    return list(found.values())
