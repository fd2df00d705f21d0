"""The rows of a sample, cell by cell."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from catalog.models import Column, KeptPort, OutputPort
from catalog.panels import MAY_READ, STOPPED
from catalog.transitions.errors import VersionNotReadable
from catalog.transitions.selectors import Versions, versions_for
from catalog.transitions.telling import last_day
from catalog.views.masks import mask_words
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.errors import WarehouseError
from catalog.warehouses.governed import governed_view, sees_plain
from catalog.warehouses.interface import View

ROWS = 20
MOST_COLUMNS = 120
LONGEST_CELL = 160
_GUARDED = {Column.Classification.CONFIDENTIAL, Column.Classification.RESTRICTED}


@dataclass(frozen=True)
class Heading:
    """A column of the sample: how it is masked, if it is."""

    name: str
    masked: str


@dataclass(frozen=True)
class SampleRows:
    """What is shown: headings and rows of cells; `trouble` is why there are none."""

    headings: list[Heading]
    rows: list[list[tuple[str | None, bool]]]
    withheld: list[str]
    left_out: int = 0
    filtered: bool = False
    trouble: str = ""
    version: str = ""  # where several can be read: which one this is
    until: str = ""  # the last day of that one, where it ends
    others: list[str] = field(default_factory=list)  # the other versions that can be read


def sample_of(user, port: OutputPort | None, *, version: str = "") -> SampleRows:
    """The first rows under the policy in force, of the version that this person reads, or of another they can read.

    Whoever has no access yet is shown no column that is confidential or restricted, unless the policy masks it.
    """
    if port is None:
        return SampleRows([], [], [])
    if stopped := next(filter(None, (why(user, port) for why in STOPPED)), ""):
        return SampleRows([], [], [], trouble=_("No rows are shown: %(why)s.") % {"why": stopped})
    versions = versions_for(user, port)
    kept = _chosen(versions, version)
    snapshot = kept.snapshot if kept else port.snapshot
    view = governed_view(port, person=user, kept=kept)
    withheld = set() if _reads(user, port) else _guarded(port) - {mask.column for mask in view.masks}
    shown = tuple(name for name in view.columns if name not in withheld)
    names = shown[:MOST_COLUMNS]
    masks = tuple(mask for mask in view.masks if mask.column in names)
    masked = {mask.column: mask_words(mask.method) for mask in masks}
    told = {
        "headings": [Heading(name, masked.get(name, "")) for name in names],
        "withheld": [name for name in view.columns if name in withheld],
        "left_out": len(shown) - len(names),
        "filtered": bool(view.row_filter),
        **_told_of(versions, kept),
    }
    if not names:
        return SampleRows(rows=[], **told)
    try:
        found = warehouse_for(port.warehouse).sample(snapshot.location, View(names, masks, view.row_filter), limit=ROWS)
    except WarehouseError as trouble:
        return SampleRows(rows=[], trouble=str(trouble), **told)
    rows = [
        [(cell_text(cell), name in masked) for name, cell in zip(found.columns, row, strict=True)] for row in found.rows
    ]
    return SampleRows(rows=rows, **told)


def _chosen(versions: Versions, version: str) -> KeptPort | None:
    """The version that was asked for; what cannot be read is not shown."""
    try:
        return versions.asked(version=version)
    except VersionNotReadable:
        return versions.default


def _told_of(versions: Versions, kept: KeptPort | None) -> dict:
    """Which version it is, where there are several."""
    if not versions.kept:
        return {}
    number = versions.number(kept)
    return {
        "version": number,
        "until": last_day(kept.period.ends_at) if kept else "",
        "others": [other for other in versions.numbers() if other != number],
    }


def _reads(user, port: OutputPort) -> bool:
    return sees_plain(port, user) or any(may_read(user, port) for may_read in MAY_READ)


def _guarded(port: OutputPort) -> set[str]:
    columns = Column.objects.filter(contract=port.contract_id, classification__in=_GUARDED)
    return set(columns.values_list("name", flat=True))


def cell_text(cell) -> str | None:
    """A cell as text; None is no value."""
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    text = f"{cell:.12g}" if isinstance(cell, float) else str(cell)
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
