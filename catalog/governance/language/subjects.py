"""What a rule is applied to: a product with its ports, their columns and the access to them, each with its facts."""

from collections.abc import Iterable, Iterator, Mapping

from catalog.governance.language.vocabulary import HAS, PLURALS, Kind, Value

_NONE: dict[Kind, list["Subject"]] = {}  # what has nothing below it, and there are many of these, shares this


class Subject:
    """A product, port, column or grant. A fact that is absent or None is not known.

    `name` is what it is called among its siblings: of a product its short name, of a grant its number.
    """

    __slots__ = ("children", "facts", "kind", "name", "parent")

    def __init__(self, kind: Kind, name: str, facts: Mapping[str, Value], parent: "Subject | None" = None) -> None:
        self.kind, self.name, self.facts, self.parent = kind, name, facts, parent
        self.children: dict[Kind, list[Subject]] = {} if HAS[kind] else _NONE
        if parent is not None:
            parent.children.setdefault(kind, []).append(self)

    def of(self, kind: Kind) -> "Subject | None":
        """Itself, or what it belongs to, of that kind."""
        subject: Subject | None = self
        while subject is not None and subject.kind != kind:
            subject = subject.parent
        return subject

    def all(self, kind: Kind) -> Iterable["Subject"]:
        """Everything of a kind that it has, or itself."""
        if kind == self.kind:
            return (self,)
        if self.kind == "product" and kind in ("column", "grant"):
            return self._through_ports(kind)
        return self.children.get(kind, ())

    @property
    def path(self) -> str:
        """Where it is within its product, such as `ports/arms/columns/subject`; the product itself is `product`."""
        steps: list[str] = []
        subject: Subject = self
        while subject.parent is not None:
            steps = [PLURALS[subject.kind], subject.name, *steps]
            subject = subject.parent
        return "/".join(steps) or "product"

    def as_tree(self) -> dict[str, object]:
        """It and all below as plain values, to be compared."""
        below = {PLURALS[kind]: [each.as_tree() for each in some] for kind, some in sorted(self.children.items())}
        return {"name": self.name, **self.facts, **below}

    def _through_ports(self, kind: Kind) -> Iterator["Subject"]:
        for port in self.children.get("port", ()):
            yield from port.children.get(kind, ())
