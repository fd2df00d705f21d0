"""Where one column comes from, and what is made from it, over all products."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from catalog.lineage.hops import ALL, Hop, Place, Way, hops
from catalog.models import Column, ColumnEdge, OutputPort, SourceTable

DEEPEST = 12
MOST_COLUMNS = 500  # that are reached one way; the nearest are told, and that there are more
MOST_EDGES = 1000

HIDDEN = {"kind": "hidden", "product": "", "product_name": "", "port": "", "column": ""}


def named_column(port: OutputPort, wanted: str) -> str:
    """The column that the address names, as the contract writes it; empty where there is none of this name."""
    wanted = wanted.encode("utf-8", "ignore").decode().replace("\x00", "")
    found = Column.objects.filter(contract=port.contract_id, name__iexact=wanted) if wanted else ()
    return next((column.name for column in found), "")


def column_lineage(user, port: OutputPort, column: str, *, deepest: int = DEEPEST) -> dict:
    """`{up, down, more}`: for each way a list of edges with their depth, 1 being the nearest, and whether that is all.

    Columns that only decide (a filter, a join) are told but not followed; `*` stands for all columns of a row.
    A few queries a step, bounded as what is told is, however large the mesh.
    """
    start = Place("port", port.pk, column)
    walks = {way: _walk(way, start, deepest) for way in ("up", "down")}
    names = _Names.of(user, [hop for walk in walks.values() for _depth, hop in walk.told])
    told = {way: [_told(way, walk, names, depth, hop) for depth, hop in walk.told] for way, walk in walks.items()}
    return {**told, "more": {way: walk.cut for way, walk in walks.items()}}


@dataclass
class _Walk:
    """What was reached, the nearest first, and from where."""

    told: list[tuple[int, Hop]] = field(default_factory=list)
    before: dict[Place, Place | None] = field(default_factory=dict)
    first: dict[int, Place] = field(default_factory=dict)  # the nearest column of each port, for what decides its rows
    cut: bool = False

    def way_to(self, near: Place) -> list[Place]:
        """The columns between the one that was asked about and this one, which is among them unless it is that one."""
        at: Place | None = self.first.get(near.pk) if near.column == ALL else near
        way: list[Place] = []
        while at is not None and (before := self.before.get(at)) is not None:
            way.append(at)
            at = before
        return way[::-1]


def _walk(way: Way, start: Place, deepest: int) -> _Walk:
    """Step by step outwards, each column once, so that a circle ends."""
    walk = _Walk()
    waiting = [start]
    for depth in range(1, deepest + 1):
        room = MOST_EDGES - len(walk.told)
        found = hops(way, waiting, room + 1) if waiting else []
        if depth == 1:  # the database says how the name is written in lower case
            start = next((hop.near for hop in found if hop.near.column != ALL), start)
            walk.before[start], walk.first[start.pk] = None, start
        walk.cut = walk.cut or len(found) > room
        waiting = []
        for hop in found[:room]:
            new = hop.beyond not in walk.before
            follows = hop.direct and hop.beyond.column != ALL
            if new and follows and len(walk.before) >= MOST_COLUMNS:
                walk.cut = True
                continue
            walk.told.append((depth, hop))
            if new and follows:
                walk.before[hop.beyond] = walk.first[hop.near.pk] if hop.near.column == ALL else hop.near
                if hop.beyond.kind == "port":
                    walk.first.setdefault(hop.beyond.pk, hop.beyond)
                    waiting.append(hop.beyond)
    return walk


@dataclass(frozen=True)
class _Names:
    """What the places of a walk are called, as far as this person may know."""

    ports: dict[int, OutputPort]
    sources: dict[int, SourceTable]
    edges: dict[int, tuple[str, str, str]]

    @classmethod
    def of(cls, user, found: Iterable[Hop]) -> "_Names":
        """Three queries, and one less where no source was reached."""
        places = {place for hop in found for place in (hop.near, hop.beyond)}
        ports = OutputPort.objects.visible_to(user).filter(pk__in={one.pk for one in places if one.kind == "port"})
        wanted = {one.pk for one in places if one.kind == "source"}
        edges = ColumnEdge.objects.filter(pk__in={hop.edge for hop in found}).order_by()
        return cls(
            {port.pk: port for port in ports.select_related("product")},
            SourceTable.objects.select_related("system").in_bulk(wanted) if wanted else {},
            {pk: told for pk, *told in edges.values_list("pk", "column", "from_column", "expression")},
        )

    def facts(self, place: Place, column: str, *, reader: int) -> dict:
        """A place for the page; a source that only a hidden product reads is hidden with it."""
        if place.kind == "source" and reader in self.ports:
            source = self.sources[place.pk]
            return {"kind": "source", "product": "", "product_name": "", "port": str(source), "column": column}
        port = self.ports.get(place.pk) if place.kind == "port" else None
        if port is None:
            return HIDDEN
        return {
            "kind": "port",
            "product": port.product.slug,
            "product_name": port.product.name,
            "port_id": port.pk,
            "port": port.name,
            "column": column,
        }

    def label(self, place: Place) -> str:
        """A place on the way."""
        port = self.ports.get(place.pk)
        return f"{port.product.name} · {place.column}" if port else _("a product you may not see")

    def spot(self, place: Place, *, reader: int) -> dict | None:
        """Where a place is in the drawing: the box that the graph of products calls so, and the column in it."""
        if place.kind == "source" and reader in self.ports:
            return {"box": f"source-{place.pk}", "id": f"source:{place.pk}:{place.column}"}
        port = self.ports.get(place.pk) if place.kind == "port" else None
        return port and {"box": f"product-{port.product_id}", "id": f"port:{place.pk}:{place.column}"}


def _told(way: Way, walk: _Walk, names: _Names, depth: int, hop: Hop) -> dict:
    """An edge for the page; what lies in a product that this person cannot see is not named."""
    made, made_from, expression = names.edges[hop.edge]
    reader = hop.beyond if way == "down" else hop.near
    return {
        "depth": depth,
        **names.facts(hop.beyond, made_from if way == "up" else made, reader=reader.pk),
        "how": hop.kind,
        "direct": hop.direct,
        "to": made if reader.pk in names.ports else "",
        "expression": expression if reader.pk in names.ports else "",
        "path": [names.label(place) for place in walk.way_to(hop.near)],
        "near": names.spot(hop.near, reader=reader.pk),
        "far": names.spot(hop.beyond, reader=reader.pk),
        "drawn": hop.direct and ALL not in (hop.near.column, hop.beyond.column),
    }
