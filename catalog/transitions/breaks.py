"""What of a new version breaks which port, as it is told to those who read the port. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.spec import Change


@dataclass(frozen=True)
class Use:
    """A product that a breaking change reaches over one port: whose it is, and its columns that are made from there."""

    port: str
    change: Change
    owner_id: int
    slug: str
    name: str
    columns: tuple[str, ...] = ()

    def as_fact(self) -> dict[str, Any]:
        """The product as a notice keeps it."""
        return {"slug": self.slug, "name": self.name, "columns": list(self.columns)}


def broken_by(changes: Iterable[Change], port: str) -> list[Change]:
    """The breaking changes that the readers of a port feel, those of columns first: its own, and the whole product's.

    None where all of it is about access: what a policy says of who sees what holds at once, in every version, so there
    is nothing that could be kept.

    >>> gone = Change("breaking", "/outputPorts/ages/columns/age", "The column age is gone.", port="ages")
    >>> [len(broken_by([gone], port)) for port in ("ages", "names")]
    [1, 0]
    """
    felt = [change for change in changes if change.kind == "breaking" and change.port in ("", port)]
    if all(change.access for change in felt):
        return []
    # That the number of the version goes up is no news beside what it goes up for.
    return sorted(felt, key=lambda change: (not change.columns, change.path.endswith("/version")))


def as_told(changes: Sequence[Change], uses: Iterable[Use]) -> list[dict[str, Any]]:
    """Changes as a notice keeps them, each with the products of its consumer that it reaches."""
    uses = list(uses)
    return [
        {
            "path": change.path,
            "message": change.message,
            "columns": list(change.columns),
            "products": [use.as_fact() for use in uses if use.change == change],
            "at_once": change.access,
        }
        for change in changes
    ]
