"""Values with the place they stand at, and what is found wrong there: every finding is on its line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from catalog.governance.language.vocabulary import ABOVE, FACTS, HAS, Kind
from catalog.spec.nodes import Node
from catalog.spec.violations import Path, Violation, pointer


@dataclass(frozen=True)
class Place:
    """A node of a YAML tree: its path from the root, and the line of its key."""

    node: Node
    path: Path = ()
    line: int = 1

    @property
    def value(self) -> object:
        """What stands there, as plain values."""
        return self.node.value

    @property
    def is_map(self) -> bool:
        """Is it a map of keys to values?"""
        return isinstance(self.node.children, dict)

    @property
    def is_list(self) -> bool:
        """Is it a list?"""
        return isinstance(self.node.children, list)

    def items(self) -> Iterator[tuple[str, "Place"]]:
        """The keys of a map with what stands under them; nothing where it is none."""
        children = self.node.children
        if isinstance(children, dict):
            for key, node in children.items():
                yield key, Place(node, (*self.path, key), self.node.key_lines.get(key, node.line))

    def entries(self) -> Iterator["Place"]:
        """The entries of a list; nothing where it is none."""
        children = self.node.children
        if isinstance(children, list):
            for index, node in enumerate(children):
                yield Place(node, (*self.path, index), node.line)


@dataclass
class Findings:
    """What is wrong with a rule."""

    found: list[Violation] = field(default_factory=list)

    def say(self, code: str, place: Place, message: str) -> None:
        """One more thing that is wrong, on the line of a place."""
        self.found.append(Violation("error", 0, pointer(place.path), place.line, code, message))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a message about a word nobody knows: the word that was meant, or all that are known.

    >>> did_you_mean("restrictd", ["public", "restricted"])
    'did you mean `restricted`?'
    >>> did_you_mean("x", ["high", "low"])
    'known are high, low.'
    """
    every = list(known)
    near = nearest(word, every)
    return f"did you mean `{near}`?" if near else f"known are {', '.join(every)}."


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was most likely meant; empty where none is near."""
    return next(iter(get_close_matches(word.lower()[:100], list(known), n=1, cutoff=0.6)), "")


def nearest_fact(name: str, kind: Kind) -> str:
    """The fact that was most likely meant, of what is known where a rule is about a kind; empty where none is near.

    >>> nearest_fact("port.longst_days", "port"), nearest_fact("licence", "port"), nearest_fact("port.xyz", "port")
    ('port.longest_days', 'product.licence', '')
    """
    said, _, rest = name.rpartition(".")
    reach = [fact for fact in FACTS.values() if fact.kind == said] or [
        fact for fact in FACTS.values() if fact.kind in (kind, *ABOVE[kind], *HAS[kind])
    ]
    by_last = {fact.name.partition(".")[2]: fact.name for fact in reversed(reach)}
    return by_last.get(nearest(rest, by_last), "")


def quoted(value: object) -> str:
    """A value as it may stand in a sentence.

    >>> quoted("a" * 50), quoted(True), quoted(None), quoted([1])
    ('‘aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…’', 'true', 'nothing', 'a list')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "a map" if isinstance(value, dict) else "a list"
    said = str(value)
    return f"‘{said if len(said) <= 40 else said[:39] + '…'}’"
