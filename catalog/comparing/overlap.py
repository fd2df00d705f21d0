"""Columns of several products side by side: which are the same, and which would join. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from catalog.requirements.needs import ColumnFacts, key_of

FAMILIES = {"integer": "number", "number": "number", "timestamp": "time", "datetime": "time", "date": "date"}
Value = str | int | float | bool | None


class Likeness(StrEnum):
    """How the columns of one row are alike."""

    SAME = "same"  # in all of them, of one type
    TYPE = "type"  # in several, of different types
    SOME = "some"  # in several, not in all
    ONE = "one"  # in one alone


@dataclass(frozen=True)
class Side:
    """A column of one product, with the port it stands in."""

    column: ColumnFacts
    port: int
    port_name: str = ""
    readable: bool = False  # can this person read the port now?


@dataclass(frozen=True)
class Alignment:
    """Columns that mean the same, one or none of each product. `by` is name or term, or empty for one alone."""

    cells: tuple[Side | None, ...]
    by: str = ""

    @property
    def present(self) -> list[Side]:
        """The columns that are there."""
        return [cell for cell in self.cells if cell is not None]

    @property
    def label(self) -> str:
        """What the row is called."""
        return self.present[0].column.name

    @property
    def likeness(self) -> Likeness:
        """How they are alike."""
        if len(self.present) == 1:
            return Likeness.ONE
        if len({side.column.logical_type for side in self.present}) > 1:
            return Likeness.TYPE
        return Likeness.SAME if len(self.present) == len(self.cells) else Likeness.SOME

    @property
    def differs(self) -> bool:
        """Is there anything to tell apart: one is missing, or type or classification differ?"""
        classes = {side.column.classification for side in self.present}
        return self.likeness is not Likeness.SAME or len(classes) > 1


@dataclass(frozen=True)
class Ranges:
    """What the stored figures say about two columns: `apart`, `overlap`, or nothing, because of `why`."""

    says: str
    low: Value = None
    high: Value = None
    why: str = ""


@dataclass(frozen=True)
class Join:
    """Two columns of different products that could be joined."""

    label: str
    left: tuple[int, Side]
    right: tuple[int, Side]
    ranges: Ranges


def family_of(logical_type: str) -> str:
    """Types whose values can be compared with each other."""
    return FAMILIES.get(logical_type, logical_type)


def align(products: Sequence[Sequence[Side]]) -> list[Alignment]:
    """The columns of each product in rows of what is the same: by name, and where no name fits by business name.

    Every column stands in exactly one row, and a row has at most one of each product. Rows that more products share
    come first; else they keep the order of the contracts.

    >>> a = [Side(ColumnFacts("usubjid", "Subject"), 1), Side(ColumnFacts("aeterm"), 1)]
    >>> b = [Side(ColumnFacts("patient", "subject"), 2), Side(ColumnFacts("AETERM"), 2), Side(ColumnFacts("dose"), 2)]
    >>> [(row.label, row.by, row.likeness.value) for row in align([a, b])]
    [('usubjid', 'term', 'same'), ('aeterm', 'name', 'same'), ('dose', '', 'one')]
    """
    table = _Table()
    for place, sides in enumerate(products):
        left = [side for side in sides if not table.place(place, side, "name")]
        for side in [side for side in left if not table.place(place, side, "term")]:
            table.add(place, side)
    made = [Alignment(tuple(row.cells.get(place) for place in range(len(products))), row.by) for row in table.rows]
    return sorted(made, key=lambda row: -len(row.present))


def joins(rows: Sequence[Alignment]) -> list[Join]:
    """Every pair of columns of the same meaning whose values can be compared; keys first."""
    found = [
        Join(row.label, left, right, ranges_of(left[1].column, right[1].column))
        for row in rows
        for left, right in combinations([(place, side) for place, side in enumerate(row.cells) if side], 2)
        if family_of(left[1].column.logical_type) == family_of(right[1].column.logical_type)
    ]
    return sorted(found, key=lambda one: -(one.left[1].column.key + one.right[1].column.key))


def ranges_of(left: ColumnFacts, right: ColumnFacts) -> Ranges:
    """Whether the values can meet at all, by the smallest and largest of each; never told of values that are guarded.

    >>> ranges_of(ColumnFacts("a", least=1, most=5), ColumnFacts("b", least=4, most=9))
    Ranges(says='overlap', low=4, high=5, why='')
    >>> ranges_of(ColumnFacts("a", least=1, most=5), ColumnFacts("b", least=6, most=9)).says
    'apart'
    >>> ranges_of(ColumnFacts("a", guarded=True), ColumnFacts("b", least=6, most=9)).why
    'guarded'
    """
    if left.guarded or right.guarded:
        return Ranges("", why="guarded")
    ends = (left.least, left.most, right.least, right.most)
    if any(end is None for end in ends):
        return Ranges("", why="unknown")
    if all(isinstance(end, int | float) for end in ends) or all(isinstance(end, str) for end in ends):
        low, high = max(left.least, right.least), min(left.most, right.most)  # type: ignore[type-var]
        return Ranges("overlap", low, high) if low <= high else Ranges("apart")  # type: ignore[operator]
    return Ranges("", why="unknown")


def share_of(left: Sequence[object], right: Sequence[object]) -> tuple[int, int, int]:
    """Of how many different values: those of the left, those of the right, those in both; no value counts as none.

    >>> share_of(["a", "b", "b", None], ["b", "c", None])
    (2, 2, 1)
    """
    here, there = _different(left), _different(right)
    return len(here), len(there), len(here & there)


def _different(values: Sequence[object]) -> set[object]:
    return {value.isoformat() if isinstance(value, date) else value for value in values if value is not None}


class _Row:
    """A row that is being filled."""

    def __init__(self) -> None:
        self.cells: dict[int, Side] = {}
        self.by = ""


class _Table:
    """Rows that are being filled, found by the names and the terms in them."""

    def __init__(self) -> None:
        self.rows: list[_Row] = []
        self._found: dict[tuple[str, str], list[_Row]] = defaultdict(list)

    def add(self, place: int, side: Side) -> None:
        """A row of its own."""
        self.rows.append(_Row())
        self._put(self.rows[-1], place, side)

    def place(self, place: int, side: Side, by: str) -> bool:
        """Put a column into the first row of that meaning where its product has none yet."""
        key = _keys(side)[by]
        row = next((row for row in self._found[by, key] if place not in row.cells), None) if key else None
        if row is None:
            return False
        row.by = "term" if "term" in (row.by, by) else "name"
        self._put(row, place, side)
        return True

    def _put(self, row: _Row, place: int, side: Side) -> None:
        row.cells[place] = side
        for by, key in _keys(side).items():
            if row not in self._found[by, key]:
                self._found[by, key].append(row)


def _keys(side: Side) -> dict[str, str]:
    return {"name": key_of(side.column.name), "term": key_of(side.column.business_name)}
