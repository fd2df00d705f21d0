"""What a query answers: for each column its sources, and the sources that decide its rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from catalog.lineage.transformations import Transformation, through

ALL = "*"


class Source(NamedTuple):
    """A column of an input table, how it is used, and the expression in which."""

    table: str
    column: str
    transformation: Transformation
    expression: str = ""

    def used(self, transformation: Transformation) -> "Source":
        """The same column, seen from one step further out."""
        step = through(self.transformation, transformation)
        return self if step == self.transformation else Source(self.table, self.column, step, self.expression)


Sources = tuple[Source, ...]


@dataclass
class Result:
    """What a query answers: its columns in order (a name may come twice), and what decides its rows."""

    columns: list[tuple[str, Sources]] = field(default_factory=list)
    rows: Sources = ()
    _by_name: dict[str, list[Sources]] = field(default_factory=dict)
    _told: dict[str, Sources] = field(default_factory=dict)
    _known: int = 0

    def column(self, name: str) -> Sources:
        """What makes a column; where it is not known by name, what makes those that could not be told."""
        named, low = self._named(), name.lower()
        if low not in self._told:
            self._told[low] = once(named.get(low) or named.get(ALL) or ())
        return self._told[low]

    def own(self, name: str) -> Sources | None:
        """What makes the first column of a name; None where there is none."""
        found = self._named().get(name.lower())
        return found[0] if found else None

    def _named(self) -> dict[str, list[Sources]]:
        if self._known != len(self.columns):  # a query that reads itself is asked while it grows
            self._by_name, self._told, self._known = {}, {}, len(self.columns)
            for known, sources in self.columns:
                self._by_name.setdefault(known.lower(), []).append(sources)
        return self._by_name

    def everything(self) -> Sources:
        """What makes any of the columns."""
        return once(sources for _name, sources in self.columns)


def once(many: Iterable[Iterable[Source]]) -> Sources:
    """All sources, each once, in the order in which they were met."""
    return tuple(dict.fromkeys(source for sources in many for source in sources))
