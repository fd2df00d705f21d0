"""What somebody sees of a port: the policy in force, turned into a view of the warehouse."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Team, User
from catalog.models import AccessPolicy, DataContract, KeptPort, OutputPort
from catalog.spec import MaskSpec
from catalog.warehouses.errors import ViewNotFit
from catalog.warehouses.interface import View
from catalog.warehouses.narrowing import Given, Narrowing, NarrowingNotFit, narrowed, unmasked
from catalog.warehouses.strictness import FilterNotFit, strictest, strictest_filter
from marketplace.foundation.registry import Registry

# What a person or a team was given less, or more, than the policy shows; each entry may ask two queries.
GIVEN: Registry[Callable[[OutputPort, User | None, Team | None], Given]] = Registry("part of a view that was given")


def governed_view(
    port: OutputPort,
    *,
    person: User | None = None,
    team: Team | None = None,
    kept: KeptPort | None = None,
    narrowing: Narrowing | None = None,
    plain: Collection[str] = (),
) -> View:
    """The columns of the contract in force, masked and filtered by the policy in force.

    The owning team and the teams that the policy names, and their members, see masked columns plain; the row filter
    holds for everybody. Without a person or a team everything is masked. Whoever still reads a `kept` version of the
    port sees its columns, but never more of them than its policy and the one in force both show. Whoever was given less
    sees less, and whoever was given columns plain sees them so: that of their access, unless a `narrowing`, and with it
    what is `plain`, is named.

    Raises ViewNotFit when the row filter in force cannot be asked of the kept rows, or what was given is not there.
    """
    view = _by_policy(port, kept, _teams_of(person, team))
    if narrowing is None:
        given = _given_to(port, person, team)
        narrowing, plain = given.less, given.plain
    view = unmasked(view, plain)
    try:
        return narrowed(view, narrowing, columns=columns_of(kept) if kept else view.columns)
    except NarrowingNotFit as gone:
        reason = _("access was given to a part of it only, which is not there any more: %(gone)s")
        raise ViewNotFit(reason=reason % {"gone": gone}) from None


def _given_to(port: OutputPort, person: User | None, team: Team | None) -> Given:
    """What the access gives through which somebody reads; nobody's view is what the policy shows."""
    nothing = Given()
    if person is None and team is None:
        return nothing
    return next((found for given in GIVEN if (found := given(port, person, team)) != nothing), nothing)


def _by_policy(port: OutputPort, kept: KeptPort | None, teams: set[tuple[int, str]]) -> View:
    """The view that the policy in force makes, whatever anybody was given."""
    now = _view(port, port.policy, port.contract, teams)
    if kept is None:
        return now
    try:
        return strictest(_view(port, kept.policy, kept.contract, teams), now, columns=columns_of(kept))
    except FilterNotFit as problem:
        reason = _("the rows of version %(number)s cannot be chosen as the policy in force says: %(problem)s")
        raise ViewNotFit(reason=reason % {"number": kept.contract.number, "problem": problem}) from None


def may_be_shown(kept: KeptPort, port: OutputPort) -> bool:
    """Can the row filter in force be asked of the kept rows? Where it cannot, none of them is shown to anybody."""
    try:
        strictest_filter(kept.policy.row_filter, port.policy.row_filter, columns=columns_of(kept))
    except FilterNotFit:
        return False
    return True


def columns_of(kept: KeptPort) -> tuple[str, ...]:
    """The names of the columns that really lie in the kept data."""
    return tuple(column["name"] for column in kept.snapshot.columns) or tuple(
        column.name for column in kept.contract.columns.all()
    )


def masks_of(policy: AccessPolicy, columns: Iterable[str]) -> tuple[MaskSpec, ...]:
    """The masks of a policy, each by the name that the contract gives its column: a policy may write it in capitals."""
    written = {name.lower(): name for name in columns}
    masks = (MaskSpec(**mask) for mask in policy.masks)
    return tuple(replace(mask, column=written.get(mask.column.lower(), mask.column)) for mask in masks)


def sees_plain(port: OutputPort, person: User) -> bool:
    """Does this person see masked columns of this port as they are?"""
    teams = Q(team=port.product.owner_id) | Q(team__slug__in=port.policy.unmasked_for)
    return person.is_active and person.memberships.filter(teams).exists()


def _teams_of(person: User | None, team: Team | None) -> set[tuple[int, str]]:
    """The teams, with their short names, as which somebody reads; one query for a person, none for a team."""
    teams = {(team.pk, team.slug)} if team is not None else set()
    if person is not None and person.is_active:
        teams |= set(person.memberships.values_list("team", "team__slug"))
    return teams


def _view(port: OutputPort, policy: AccessPolicy, contract: DataContract, teams: set[tuple[int, str]]) -> View:
    columns = _names_of(contract)
    plain = any(pk == port.product.owner_id or slug in policy.unmasked_for for pk, slug in teams)
    return View(columns=columns, masks=() if plain else masks_of(policy, columns), row_filter=policy.row_filter)


def _names_of(contract: DataContract) -> tuple[str, ...]:
    """The names of the columns in order; a contract may have thousands, so whole rows come only if they are here."""
    if "columns" in getattr(contract, "_prefetched_objects_cache", {}):
        return tuple(column.name for column in contract.columns.all())
    return tuple(contract.columns.order_by("position").values_list("name", flat=True))
