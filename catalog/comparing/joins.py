"""Looks for columns of other products that join with those of a port, by the values that they have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db.models import F, Q
from django.utils import timezone

from catalog.comparing.measuring import MOST_ROWS
from catalog.comparing.overlap import family_of, share_of
from catalog.fitness.wording import words_of
from catalog.models import Column, DataProduct, OutputPort, PortJoins
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.errors import WarehouseError
from catalog.warehouses.interface import View

MOST_KEYS = 3  # columns of one port that are looked at
MOST_PARTNERS = 4  # columns of others that each is compared with
AGAIN = timedelta(days=7)  # others change, too
MOST_PORTS = 40  # that one sweep looks at; the next one goes on
KEY_WORDS = frozenset(
    {
        *("id", "key", "code", "no", "nr", "number", "uuid", "identifier"),
        *("sku", "isin", "ean", "iata", "icao", "faa"),
    }
)
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Pair:
    """Two columns with how many different values each has, and how many are in both."""

    column: str
    values: int
    product: str
    port: int
    port_name: str
    other: str
    other_values: int
    both: int
    snapshot: int

    @property
    def share(self) -> float:
        """How much of the smaller side is found in the other."""
        smaller = min(self.values, self.other_values)
        return self.both / smaller if smaller else 0.0


def due(now: datetime) -> list[int]:
    """Ports with rows that were never looked at, whose data changed since, or that were looked at long ago."""
    shown = OutputPort.objects.offered().filter(
        product__status__in=DataProduct.Status.shown(), snapshot__rows__range=(1, MOST_ROWS)
    )
    old = Q(joins=None) | ~Q(joins__snapshot=F("snapshot")) | Q(joins__looked_at__lt=now - AGAIN)
    return list(
        shown.filter(old)
        .order_by(F("joins__looked_at").asc(nulls_first=True), "pk")
        .values_list("pk", flat=True)[:MOST_PORTS]
    )


def look(port: OutputPort) -> PortJoins:
    """Compare the key columns of a port with columns of the same name in other products, and keep the counts.

    The marketplace reads both sides itself; restricted columns are left alone on either side.
    """
    keys = _keys(port)
    partners = _partners(port, keys)
    known = _known(port, partners)
    pairs: list[Pair] = []
    for name, others in partners.items():
        mine: list[object] | None = None
        for other in others:
            place = (name, other.contract.port_id, other.name)
            if (pair := known.get(place)) is None:
                mine = _values(port, name) if mine is None else mine
                pair = _compared(name, mine, other)
            if pair:
                pairs.append(pair)
    return PortJoins.objects.update_or_create(
        port=port,
        defaults={
            "snapshot": port.snapshot,
            "pairs": [asdict(pair) for pair in pairs],
            "keys": [column.name for column in keys],
            "looked_at": timezone.now(),
        },
    )[0]


def _keys(port: OutputPort) -> list[Column]:
    """The columns that people would join by, those that are keys first."""
    columns = port.contract.columns.exclude(classification=Column.Classification.RESTRICTED)
    told = [one for one in columns.order_by("position") if one.primary_key or one.unique or _like_a_key(one.name)]
    return sorted(told, key=lambda one: (not one.primary_key, not one.unique, one.position))[:MOST_KEYS]


def _like_a_key(name: str) -> bool:
    last = words_of(name)[-1:] or ("",)
    return last[0] in KEY_WORDS or last[0].endswith("id")


def _partners(port: OutputPort, keys: Iterable[Column]) -> dict[str, list[Column]]:
    """Columns of other products by the name of the column of this one that they are compared with."""
    shown = OutputPort.objects.offered().filter(
        product__status__in=DataProduct.Status.shown(), snapshot__rows__range=(1, MOST_ROWS)
    )
    found: dict[str, list[Column]] = {}
    for key in keys:
        named = Column.objects.filter(
            name=key.name, contract__in=shown.exclude(product=port.product).values("contract")
        )
        named = named.exclude(classification=Column.Classification.RESTRICTED)
        named = named.select_related("contract__port__product", "contract__port__snapshot", "contract__port__warehouse")
        alike = [
            one
            for one in named.order_by("-primary_key", "pk")[: 3 * MOST_PARTNERS]
            if family_of(one.logical_type) == family_of(key.logical_type)
        ]
        found[key.name] = alike[:MOST_PARTNERS]
    return found


def _known(port: OutputPort, partners: Mapping[str, list[Column]]) -> dict[tuple[str, int, str], Pair]:
    """The pairs that were counted already over these very snapshots, from this side or from the other."""
    others = {other.contract.port_id: other.contract.port for each in partners.values() for other in each}
    rows = {row.port_id: row for row in PortJoins.objects.filter(port__in=[port.pk, *others])}
    found: dict[tuple[str, int, str], Pair] = {}
    mine = rows.get(port.pk)
    for pair in _pairs(mine) if mine and mine.snapshot_id == port.snapshot_id else ():
        if pair.port in others and others[pair.port].snapshot_id == pair.snapshot:
            found[pair.column, pair.port, pair.other] = pair
    for pk, other in others.items():
        row = rows.get(pk)
        for pair in _pairs(row) if row and row.snapshot_id == other.snapshot_id else ():
            if pair.port == port.pk and pair.snapshot == port.snapshot_id:
                turned = Pair(
                    column=pair.other,
                    values=pair.other_values,
                    product=other.product.slug,
                    port=pk,
                    port_name=other.name,
                    other=pair.column,
                    other_values=pair.values,
                    both=pair.both,
                    snapshot=other.snapshot_id,
                )
                found[turned.column, pk, turned.other] = turned
    return found


def _pairs(row: PortJoins) -> list[Pair]:
    return [Pair(**pair) for pair in row.pairs]


def _compared(name: str, mine: list[object], other: Column) -> Pair | None:
    """The counts of both sides; nothing where the other side cannot be read now."""
    port = other.contract.port
    try:
        theirs = _values(port, other.name)
    except WarehouseError as trouble:
        log.warning("values not compared", port=port.pk, column=other.name, reason=str(trouble))
        return None
    left, right, both = share_of(mine, theirs)
    return Pair(name, left, port.product.slug, port.pk, port.name, other.name, right, both, port.snapshot_id)


def _values(port: OutputPort, name: str) -> list[Any]:
    sample = warehouse_for(port.warehouse).sample(port.snapshot.location, View((name,)), limit=MOST_ROWS)
    return [row[0] for row in sample.rows]
