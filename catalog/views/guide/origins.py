"""What the inputs of a draft stand for, and what else it could read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.guide.made import KnownColumn
from catalog.models import Column, DataProduct, OutputPort, SourceTable
from catalog.publishing.hooks import may_build_on
from catalog.search.query import search
from catalog.views.guide.desk import Desk
from catalog.warehouses.logical_types import logical_type
from marketplace.foundation.policies import Answer

MOST_PRODUCTS = 12
MOST_TABLES = 12


@dataclass(frozen=True)
class Origin:
    """What one input reads: a port of another product, or a table of a source system, with its columns."""

    name: str
    title: str = ""
    url: str = ""
    version: str = ""
    rows: int | None = None
    is_source: bool = False
    columns: list[KnownColumn] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        """Was it found?"""
        return bool(self.title)


@dataclass(frozen=True)
class Candidate:
    """Something that the product could read, or why it may not."""

    do: str
    title: str
    note: str
    about: str
    answer: Answer
    url: str = ""
    used: bool = False


def origins(desk: Desk) -> dict[str, Origin]:
    """What the inputs of the saved draft stand for, by their names in the documents; one query for their columns."""
    inputs = desk.checked.inputs
    ports = inputs.upstreams
    columns: dict[int, list[KnownColumn]] = {}
    contracts = [port.contract_id for port in ports.values() if port.contract_id]
    for column in Column.objects.filter(contract__in=contracts).order_by("position") if contracts else ():
        columns.setdefault(column.contract_id, []).append(_known(column))
    found = {}
    for wish in desk.checked.spec.inputs:
        if port := ports.get(wish.name):
            found[wish.name] = Origin(
                wish.name,
                title=str(port),
                url=port.get_absolute_url(),
                version=port.contract.number if port.contract else "",
                rows=port.snapshot.rows if port.snapshot else None,
                columns=columns.get(port.contract_id, []),
            )
        elif (table := inputs.sources.get(wish.name)) and table.system.team_id in (None, desk.product.owner_id):
            found[wish.name] = Origin(
                wish.name, title=str(table), rows=table.rows, is_source=True, columns=_columns_of(table)
            )
        else:
            found[wish.name] = Origin(wish.name)
    return found


def tables_of(known: dict[str, Origin]) -> dict[str, dict[str, KnownColumn]]:
    """The columns of each input by their names, as `made_columns` reads them."""
    return {name: {column.name: column for column in origin.columns} for name, origin in known.items()}


def for_editor(known: dict[str, Origin]) -> dict[str, dict]:
    """The inputs as an editor proposes them."""
    return {
        name: {
            "about": origin.title,
            "columns": [
                {
                    "name": column.name,
                    "type": column.physical_type or column.logical_type,
                    "about": (column.business_name or column.description)[:200],
                }
                for column in origin.columns
            ],
        }
        for name, origin in known.items()
        if origin.is_known
    }


def candidates(desk: Desk, text: str) -> list[Candidate]:
    """What fits a search, each with whether the owning team may read it; its own tables first."""
    team = desk.product.owner
    spec = desk.checked.spec
    contracts, sources = {wish.contract_id for wish in spec.inputs}, {wish.source for wish in spec.inputs}
    found = [
        Candidate(
            do=f"add:table:{table.pk}",
            title=str(table),
            note=_("%(rows)s rows, %(columns)s columns") % {"rows": f"{table.rows:,}", "columns": len(table.columns)},
            about=table.system.description,
            answer=may_build_on(team, table),
            used=str(table) in sources,
        )
        for table in _tables(text, team.pk)
    ]
    listed = search(desk.user, text).products[: MOST_PRODUCTS + 1]
    products = [product for product in listed if product.pk != desk.product.pk][:MOST_PRODUCTS]
    ports = OutputPort.objects.offered().filter(product__in=products)
    by_product: dict[int, list[OutputPort]] = {}
    for port in ports.select_related("product__domain", "product__owner", "contract", "policy", "snapshot"):
        by_product.setdefault(port.product_id, []).append(port)
    for product in products:
        for port in by_product.get(product.pk, []):
            found.append(_candidate(port, team, used=port.contract.external_id in contracts))
    return sorted(found, key=lambda one: (one.used, not one.answer))


def _candidate(port: OutputPort, team, *, used: bool) -> Candidate:
    return Candidate(
        do=f"add:port:{port.pk}",
        title=str(port),
        note=" · ".join([port.product.domain.name, _("version %(number)s") % {"number": port.contract.number}]),
        about=port.description or port.product.description,
        answer=may_build_on(team, port),
        url=port.get_absolute_url(),
        used=used,
    )


def _tables(text: str, team: int) -> Sequence[SourceTable]:
    """Tables of source systems that the team may read: others are nobody's to look for."""
    mine = SourceTable.objects.filter(Q(system__team=None) | Q(system__team=team)).select_related("system__team")
    for word in text.split()[:6]:
        mine = mine.filter(
            Q(name__icontains=word)
            | Q(system__slug__icontains=word)
            | Q(system__name__icontains=word)
            | Q(system__description__icontains=word)
        )
    return list(mine[:MOST_TABLES])


def reachable_port(user, pk: int) -> OutputPort | None:
    """An offered port that this person may see."""
    ports = OutputPort.objects.visible_to(user).filter(offered=True)
    return ports.select_related("product", "contract").filter(pk=pk).first()


def reachable_table(product: DataProduct, pk: int) -> SourceTable | None:
    """A table of a source system that the owning team may read."""
    tables = SourceTable.objects.filter(Q(system__team=None) | Q(system__team=product.owner_id))
    return tables.select_related("system").filter(pk=pk).first()


def _known(column: Column) -> KnownColumn:
    return KnownColumn(
        column.name,
        physical_type=column.physical_type,
        logical_type=column.logical_type,
        description=column.description,
        business_name=column.business_name,
        classification=column.classification,
    )


def _columns_of(table: SourceTable) -> list[KnownColumn]:
    named = [each for each in table.columns if isinstance(each, dict) and each.get("name")]
    return [
        KnownColumn(each["name"], each.get("type", ""), logical_type(each["type"]) if each.get("type") else "")
        for each in named
    ]
