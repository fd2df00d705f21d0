"""Single values of a document as a form shows them: each knows how to read it, how to write it, and where it stands.

Absent, null and empty are the same to a form. A value that a form cannot show counts as empty, and stays as it is
until somebody enters another one.
"""

from dataclasses import dataclass, field
from typing import Any

from catalog.guide.values import lines_of, list_at, number_or_text, parent_of, put, shown, typed
from catalog.spec.alignment import same
from catalog.spec.trees import Tree, numbered, text
from catalog.spec.violations import Path

VENDOR = "marketplace"


@dataclass(frozen=True)
class Field:
    """One line of text."""

    name: str
    path: Path
    order: tuple[str, ...] = field(default=(), kw_only=True)  # the usual order of the keys around it

    def read(self, tree: Tree) -> Any:
        """The value as a form shows it."""
        return self.normal(text(parent_of(tree, self.path), str(self.path[-1])))

    def normal(self, value: Any) -> Any:
        """A value as a form gives it back, without what nobody means."""
        return " ".join(str(value or "").split())

    def write(self, tree: Tree, value: Any) -> None:
        """Put a value in; an empty one takes the key out."""
        put(tree, self.path, value, self.order)

    def place(self, tree: Tree) -> Path:
        """Where it stands, or would stand."""
        return self.path

    def apply(self, tree: Tree, value: Any) -> bool:
        """Write what somebody entered, where it is not what stood there. Was it?"""
        wanted = self.normal(value)
        if same(wanted, self.read(tree)):
            return False
        self.write(tree, wanted)
        return True


@dataclass(frozen=True)
class Prose(Field):
    """Text of several lines."""

    def normal(self, value: Any) -> str:
        """With plain line ends, and without blanks around it."""
        return "\n".join(str(value or "").splitlines()).strip()

    def write(self, tree: Tree, value: Any) -> None:
        """Ends in a line end where it did before."""
        before = parent_of(tree, self.path).get(str(self.path[-1]))
        ended = isinstance(before, str) and before.endswith("\n")
        put(tree, self.path, value + "\n" if value and ended else value, self.order)


@dataclass(frozen=True)
class Code(Field):
    """SQL: its first lines keep their indentation, and it ends in a line end."""

    def normal(self, value: Any) -> str:
        """Without blanks at the ends of lines, which no block of YAML can hold."""
        lines = [line.rstrip() for line in str(value or "").expandtabs(4).splitlines()]
        return "\n".join(lines).strip("\n")

    def write(self, tree: Tree, value: Any) -> None:
        """As a block where it has several lines, or had."""
        before = parent_of(tree, self.path).get(str(self.path[-1]))
        one_line = isinstance(before, str) and not before.endswith("\n") and "\n" not in value
        put(tree, self.path, value if one_line or not value else value + "\n", self.order)


@dataclass(frozen=True)
class Words(Field):
    """A list of words, one a line."""

    def read(self, tree: Tree) -> list[str]:
        """The words, in order; other things in the list are not shown."""
        return self.normal(each for each in list_at(tree, self.path) if isinstance(each, str))

    def normal(self, value: Any) -> list[str]:
        """Each once, without blanks around it."""
        told = [" ".join(str(each).split()) for each in value or ()]
        return list(dict.fromkeys(each for each in told if each))

    def write(self, tree: Tree, value: Any) -> None:
        """What was there stays as it was written; what is not a word stays behind the words."""
        before = list_at(tree, self.path)
        known = {" ".join(each.split()): each for each in before if isinstance(each, str)}
        others = [each for each in before if not isinstance(each, str)]
        put(tree, self.path, [*(known.get(each, each) for each in value), *others], self.order)


@dataclass(frozen=True)
class Chosen(Words):
    """Words ticked in a list: those that stay keep their order."""

    def apply(self, tree: Tree, value: Any) -> bool:
        """The boxes of a list come in its own order, which is not that of the document."""
        before, wanted = self.read(tree), self.normal(value)
        kept = [each for each in before if each in wanted]
        return super().apply(tree, [*kept, *(each for each in wanted if each not in before)])


@dataclass(frozen=True)
class Flag(Field):
    """Yes or no; absent is no."""

    def read(self, tree: Tree) -> bool:
        """Is it true, and not merely something?"""
        return parent_of(tree, self.path).get(str(self.path[-1])) is True

    def normal(self, value: Any) -> bool:
        """Yes or no."""
        return bool(value)

    def write(self, tree: Tree, value: Any) -> None:
        """A no is written only where something stood before."""
        known = str(self.path[-1]) in parent_of(tree, self.path)
        put(tree, self.path, value if value or known else None, self.order)


@dataclass(frozen=True)
class Number(Field):
    """A number, or none."""

    def read(self, tree: Tree) -> int | float | None:
        """The number; what is none counts as absent."""
        value = parent_of(tree, self.path).get(str(self.path[-1]))
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def normal(self, value: Any) -> int | float | None:
        """Whole where it is."""
        if value is None or value == "":
            return None
        number = float(value)
        return int(number) if number.is_integer() else number

    def apply(self, tree: Tree, value: Any) -> bool:
        """2 and 2.0 are the same number."""
        return self.read(tree) != self.normal(value) and super().apply(tree, value)


@dataclass(frozen=True)
class Loose(Field):
    """A value that may be a number, a truth or a text, as it would be written without quotes."""

    def read(self, tree: Tree) -> str:
        """As it is written."""
        return shown(parent_of(tree, self.path).get(str(self.path[-1])))

    def write(self, tree: Tree, value: Any) -> None:
        """A number becomes a number, unless a text stood there."""
        before = parent_of(tree, self.path).get(str(self.path[-1]))
        put(tree, self.path, value if isinstance(before, str) else number_or_text(value), self.order)


@dataclass(frozen=True)
class Values(Field):
    """A list of values, one a line; numbers where the column holds numbers."""

    numeric: bool = False

    def read(self, tree: Tree) -> list[str]:
        """As they are written."""
        return lines_of(list_at(tree, self.path))

    def normal(self, value: Any) -> list[str]:
        """Without blanks around them; each once."""
        return list(dict.fromkeys(each.strip() for each in value or () if each.strip()))

    def write(self, tree: Tree, value: Any) -> None:
        """What stood there before stays as it was, with its type; what no line can show stays, too."""
        put(tree, self.path, typed(value, list_at(tree, self.path), self.numeric), self.order)


@dataclass(frozen=True)
class Custom(Field):
    """A custom property of ours. The path is that of the list; the property's name comes with it."""

    property: str = ""
    vendor: bool = True  # does the dialect know vendors?
    lines: bool = False  # may it have several?

    def normal(self, value: Any) -> str:
        """Without what nobody means."""
        return "\n".join(str(value or "").splitlines()).strip() if self.lines else super().normal(value)

    def read(self, tree: Tree) -> str:
        """Its text."""
        found = self._entry(tree)
        return self.normal(text(found[1], "value")) if found else ""

    def write(self, tree: Tree, value: Any) -> None:
        """Change, add or take out the one entry."""
        found = self._entry(tree)
        entries = list(list_at(tree, self.path))
        if found and value:
            found[1]["value"] = value
            return
        if found:
            del entries[found[0]]
        elif value:
            entry = {"property": self.property, "value": value}
            entries.append(entry | ({"vendor": VENDOR} if self.vendor else {}))
        put(tree, self.path, entries, self.order)

    def place(self, tree: Tree) -> Path:
        """Its value in the list, or the list."""
        found = self._entry(tree)
        return (*self.path, found[0], "value") if found else self.path

    def _entry(self, tree: Tree) -> tuple[int, Tree] | None:
        parent, key = parent_of(tree, self.path), str(self.path[-1])
        known = [(place, each) for place, each in numbered(parent, key) if each.get("property") == self.property]
        ours = [found for found in known if found[1].get("vendor") == VENDOR]
        plain_ones = [found for found in known if found[1].get("vendor") is None]
        return next(iter([*ours, *plain_ones]), None)
