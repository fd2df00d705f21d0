"""What somebody sees of a port: the policy in force, turned into a view of the warehouse."""

from django.db.models import Q

from accounts.models import User
from catalog.models import OutputPort
from catalog.spec import MaskSpec
from catalog.warehouses.interface import View


def governed_view(port: OutputPort, *, person: User | None = None) -> View:
    """The columns of the contract in force, masked and filtered by the policy in force.

    Members of the owning team, and of the teams that the policy names, see masked columns plain; the row filter holds
    for everybody. Without a person everything is masked.
    """
    policy = port.policy
    columns = tuple(column.name for column in port.contract.columns.all())
    plain = person is not None and sees_plain(port, person)
    masks = () if plain else tuple(MaskSpec(**mask) for mask in policy.masks)
    return View(columns=columns, masks=masks, row_filter=policy.row_filter)


def sees_plain(port: OutputPort, person: User) -> bool:
    """Does this person see masked columns of this port as they are?"""
    teams = Q(team=port.product.owner_id) | Q(team__slug__in=port.policy.unmasked_for)
    return person.is_active and person.memberships.filter(teams).exists()
