"""What a query answers: for each column its sources, and the sources that decide its rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from catalog.lineage.transformations import Transformation, through

ALL = "*"


@dataclass(frozen=True)
class Source:
    """A column of an input table, how it is used, and the expression in which."""

    table: str
    column: str
    transformation: Transformation
    expression: str = ""

    def used(self, transformation: Transformation) -> "Source":
        """The same column, seen from one step further out."""
        return replace(self, transformation=through(self.transformation, transformation))


Sources = tuple[Source, ...]


@dataclass
class Result:
    """What a query answers: its columns in order (a name may come twice), and what decides its rows."""

    columns: list[tuple[str, Sources]] = field(default_factory=list)
    rows: Sources = ()

    def column(self, name: str) -> Sources:
        """What makes a column; where it is not known by name, what makes those that could not be told."""
        found = [sources for known, sources in self.columns if known.lower() == name.lower()]
        return once(found or [sources for known, sources in self.columns if known == ALL])

    def everything(self) -> Sources:
        """What makes any of the columns."""
        return once(sources for _name, sources in self.columns)


def once(many: Iterable[Iterable[Source]]) -> Sources:
    """All sources, each once, in the order in which they were met."""
    return tuple(dict.fromkeys(source for sources in many for source in sources))
