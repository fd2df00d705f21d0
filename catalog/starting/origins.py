"""What a product can be made from: tables of source systems, and ports of other products."""

from collections.abc import Sequence

from django.db.models import Q

from accounts.models import Team, User
from catalog.models import Column, Domain, OutputPort, SourceTable
from catalog.starting.documents import NewColumn, NewInput
from catalog.starting.sql_sources import port_name
from catalog.warehouses.engines import read_limits, warehouse_for
from catalog.warehouses.governed import governed_view
from catalog.warehouses.interface import View
from catalog.warehouses.logical_types import logical_type

Origin = SourceTable | OutputPort
PORT_PARTS = ("product__domain", "product__owner", "contract", "policy", "snapshot", "warehouse")


def source_tables(user: User):
    """The source tables that products of one's own teams may be made from; of others not even the names."""
    mine = Q(system__team=None) | Q(system__team__in=user.team_ids)
    tables = SourceTable.objects.filter(mine) if user.team_ids else SourceTable.objects.none()
    return tables.select_related("system__team", "warehouse")


def offered_ports(user: User):
    """The ports that are offered where this person can see them. Whether a team may read one is another question."""
    return OutputPort.objects.visible_to(user).offered().select_related(*PORT_PARTS)


def teams_of(user: User) -> list[Team]:
    """One's own teams, in whose name products begin."""
    return list(Team.objects.filter(pk__in=user.team_ids).order_by("name"))


def domain_of(team: Team) -> Domain | None:
    """The domain that a team's products begin in when nobody says another."""
    return Domain.objects.filter(team=team).order_by("name").first()


def label_of(origin: Origin) -> str:
    """What people call it, and write in SQL: `system.table` or `product.port`."""
    return str(origin) if isinstance(origin, SourceTable) else f"{origin.product.slug}.{origin.name}"


def rows_of(origin: Origin) -> int | None:
    """How many rows there are; of a port that is read through a row filter, nobody knows before reading."""
    if isinstance(origin, SourceTable):
        return origin.rows
    return None if origin.policy.row_filter or origin.snapshot is None else origin.snapshot.rows


def location_of(origin: Origin) -> str:
    """Where its data lies now."""
    return origin.location if isinstance(origin, SourceTable) else origin.snapshot.location


def view_for(origin: Origin, team: Team) -> View | None:
    """As what a team reads it: another team's port with its masks and its row filter; None: as it is."""
    if isinstance(origin, SourceTable) or origin.product.owner_id == team.pk:
        return None
    return governed_view(origin, team=team)


def input_for(origin: Origin, name: str) -> NewInput:
    """The input port that reads it."""
    if isinstance(origin, SourceTable):
        return NewInput(name, source=str(origin))
    return NewInput(name, contract_id=origin.contract.external_id, version=origin.contract.number)


def input_name(origin: Origin) -> str:
    """How the SQL would call it, when nothing else is called so."""
    return port_name(origin.name)


def columns_for(origin: Origin, team: Team) -> tuple[NewColumn, ...]:
    """Its columns as the team reads them, with the engine's types, and what the contract of a port says of them.

    Raises WarehouseError when a view has to be looked up and cannot be.
    """
    view = view_for(origin, team)
    if view is not None:
        shape = warehouse_for(origin.warehouse).shape(
            sql="select * from data", inputs={"data": location_of(origin)}, views={"data": view}, limits=read_limits()
        )
        types = [(column.name, column.physical_type) for column in shape]
    else:
        columns = origin.columns if isinstance(origin, SourceTable) else origin.snapshot.columns
        types = [(column["name"], column.get("type", "")) for column in columns]
    said = {} if isinstance(origin, SourceTable) else _said_of(origin)
    return tuple(_column(name, physical, said.get(name.lower())) for name, physical in types)


def schema_for(columns: Sequence[NewColumn]) -> dict[str, str]:
    """Columns as lineage wants them: the type by the name."""
    return {column.name: column.physical_type for column in columns}


def _said_of(port: OutputPort) -> dict[str, Column]:
    return {column.name.lower(): column for column in port.contract.columns.all()}


def _column(name: str, physical: str, said: Column | None) -> NewColumn:
    logical = logical_type(physical) if physical else "string"
    if said is None:
        return NewColumn(name, logical, physical)
    return NewColumn(name, logical, physical, said.business_name, said.description, said.classification)
