"""The ways into a structured column."""

from collections.abc import Iterator

from catalog.service_levels.compile.expressions import Place
from catalog.spec.trees import Tree, branch, maps, text


def parts_of(column: Tree, place: Place) -> Iterator[tuple[Tree, Place]]:
    """The columns directly inside a column, each with its place: parts by their names, and the items of a list."""
    for part in maps(column, "properties"):
        yield part, place.part(text(part, "name"))
    if items := branch(column, "items"):
        yield items, place.item()
