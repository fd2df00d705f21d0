"""What somebody sees of a port: the policy in force, turned into a view of the warehouse."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q

from accounts.models import Team, User
from catalog.models import AccessPolicy, OutputPort
from catalog.spec import MaskSpec
from catalog.warehouses.interface import View


def governed_view(port: OutputPort, *, person: User | None = None, team: Team | None = None) -> View:
    """The columns of the contract in force, masked and filtered by the policy in force.

    The owning team and the teams that the policy names, and their members, see masked columns plain; the row filter
    holds for everybody. Without a person or a team everything is masked.
    """
    policy = port.policy
    columns = tuple(column.name for column in port.contract.columns.all())
    plain = person is not None and sees_plain(port, person)
    plain = plain or (team is not None and (team.pk == port.product.owner_id or team.slug in policy.unmasked_for))
    return View(columns=columns, masks=() if plain else masks_of(policy, columns), row_filter=policy.row_filter)


def masks_of(policy: AccessPolicy, columns: Iterable[str]) -> tuple[MaskSpec, ...]:
    """The masks of a policy, each by the name that the contract gives its column: a policy may write it in capitals."""
    written = {name.lower(): name for name in columns}
    masks = (MaskSpec(**mask) for mask in policy.masks)
    return tuple(replace(mask, column=written.get(mask.column.lower(), mask.column)) for mask in masks)


def sees_plain(port: OutputPort, person: User) -> bool:
    """Does this person see masked columns of this port as they are?"""
    teams = Q(team=port.product.owner_id) | Q(team__slug__in=port.policy.unmasked_for)
    return person.is_active and person.memberships.filter(teams).exists()
