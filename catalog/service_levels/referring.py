"""Where the other end of a relationship lies: which port, what readers read of it now, and its columns by name.

It is compared in full with the raw data, so only what the owning team may read, plain and whole, is compared at all:
how many values have a counterpart would otherwise tell what the team may not see.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog.models import InputPort, OutputPort, Snapshot
from catalog.service_levels.compile import MonitorSpec, NotMeasurable, Reference
from catalog.service_levels.compile.relationships import is_called, named
from catalog.service_levels.hooks import MAY_COMPARE
from catalog.service_levels.readings import Failure
from catalog.spec.trees import Tree, maps
from catalog.warehouses.errors import WarehouseError
from catalog.warehouses.governed import governed_view

_PARTS = ("product__owner", "warehouse", "contract", "policy", "snapshot")


@dataclass(frozen=True)
class Referred:
    """The other end: a port, the snapshot that its readers read now, and the columns there."""

    port: OutputPort
    snapshot: Snapshot
    columns: tuple[tuple[str, ...], ...]


def referred_by(port: OutputPort, snapshot: Snapshot, specs: Iterable[MonitorSpec]) -> dict[str, Referred | Failure]:
    """By rule, the other end of every relationship that can be measured, or why it cannot be measured now."""
    found: dict[str, Referred | Failure] = {}
    for spec in specs:
        if spec.refers is None:
            continue
        try:
            found[spec.rule] = _referred(port, snapshot, spec.refers)
        except NotMeasurable as reason:
            found[spec.rule] = Failure(str(_("It cannot be measured now: %(reason)s")) % {"reason": reason})
    return found


def _referred(port: OutputPort, snapshot: Snapshot, refers: Reference) -> Referred:
    if not refers.contract and not refers.table:
        return Referred(port, snapshot, refers.columns)
    other, table = _other(port, refers)
    if other.warehouse_id != port.warehouse_id:
        facts = {"other": other, "warehouse": other.warehouse.name}
        raise NotMeasurable(_("%(other)s lies in another warehouse (%(warehouse)s).") % facts)
    if other.snapshot is None:
        raise NotMeasurable(_("%(other)s is not built yet.") % {"other": other})
    columns = tuple(named(table, path, by_id=refers.by_id) for path in refers.columns)
    _insist_on_sight(port, other, columns)
    return Referred(other, other.snapshot, columns)


def _other(port: OutputPort, refers: Reference) -> tuple[OutputPort, Tree]:
    """The one port whose contract has the table: of the contract that is named; else of this product; else an input."""
    name = f"{refers.contract}/{refers.table}".strip("/")
    for candidates in _places(port, refers):
        found = [
            (one, table)
            for one in candidates.select_related(*_PARTS).order_by("pk")
            if one.contract and (table := _table_of(one)) and is_called(table, refers.table, by_id=refers.by_id)
        ]
        if len(found) > 1:
            raise NotMeasurable(_("several ports have the table %(name)s.") % {"name": name})
        if found:
            return found[0]
    raise NotMeasurable(_("no port that can be read has the table %(name)s.") % {"name": name})


def _places(port: OutputPort, refers: Reference):
    offered = OutputPort.objects.offered()
    if refers.contract:
        yield offered.filter(contract__external_id=refers.contract)
        return
    yield offered.filter(product=port.product_id).exclude(pk=port.pk)
    version = port.contract.version_id if port.contract else None
    yield offered.filter(pk__in=InputPort.objects.filter(version=version).exclude(upstream=None).values("upstream"))


def _table_of(port: OutputPort) -> Tree | None:
    assert port.contract is not None
    tables = maps(port.contract.document, "schema")
    return tables[0] if tables else None


def _insist_on_sight(port: OutputPort, other: OutputPort, columns: tuple[tuple[str, ...], ...]) -> None:
    """What is compared must be seen whole and plain by the team that promises it."""
    team = port.product.owner
    if other.product.owner_id == team.pk:
        return
    if not any(may(team, other) for may in MAY_COMPARE):
        raise NotMeasurable(_("%(team)s may not read %(other)s.") % {"team": team, "other": other})
    try:
        view = governed_view(other, team=team)
    except WarehouseError as refusal:
        raise NotMeasurable(str(refusal)) from None
    masked, seen = {mask.column.lower() for mask in view.masks}, {name.lower() for name in view.columns}
    tops = {path[0].lower() for path in columns}
    if view.row_filter or tops & masked or tops - seen:
        told = _("%(team)s sees only a part of %(other)s, or not as it is.")
        raise NotMeasurable(told % {"team": team, "other": other})
