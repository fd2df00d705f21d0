"""A change between two versions of a product, weighed from the consumer's side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Weight = Literal["breaking", "compatible", "cosmetic"]
EVERY = ("*",)  # all columns of a port


@dataclass(frozen=True)
class Change:
    """One change. Breaking: what worked for a consumer may fail. Cosmetic: only words differ.

    `columns` are those of the port that it touches, `*` for all of them; none where it is about something else.
    """

    kind: Weight
    path: str  # such as /outputPorts/orders/columns/price
    message: str
    port: str = ""  # the output port it is about; empty: the product as a whole
    columns: tuple[str, ...] = ()
    hint: str = ""  # what it may have been meant as, such as a new name for a column
    access: bool = False  # it is about who may read what, not about what is promised

    def as_fact(self) -> dict[str, Any]:
        """The change as JSON keeps it: on a version, in the API."""
        return {
            "kind": self.kind,
            "path": self.path,
            "message": self.message,
            "port": self.port,
            "columns": list(self.columns),
            "hint": self.hint,
            "access": self.access,
        }


def breaking(path: str, message: str, *, columns: Iterable[str] = (), hint: str = "") -> Change:
    """A change that may break what consumers do."""
    return Change("breaking", path, message, columns=tuple(columns), hint=hint)


def compatible(path: str, message: str, *, columns: Iterable[str] = ()) -> Change:
    """A change that consumers can ignore, or be glad of."""
    return Change("compatible", path, message, columns=tuple(columns))


def cosmetic(path: str, message: str, *, columns: Iterable[str] = ()) -> Change:
    """A change of words alone."""
    return Change("cosmetic", path, message, columns=tuple(columns))


def from_facts(facts: Iterable[Mapping[str, Any]]) -> list[Change]:
    """Changes as a version keeps them; what older versions did not keep is empty."""
    return [
        Change(
            kind=fact["kind"],
            path=fact["path"],
            message=fact["message"],
            port=fact.get("port", ""),
            columns=tuple(fact.get("columns", ())),
            hint=fact.get("hint", ""),
            access=bool(fact.get("access", False)),
        )
        for fact in facts
    ]
