"""Which facts are asked for: what nobody asks for is not loaded."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.governance.language.rules import Rule
from catalog.governance.language.vocabulary import FACTS, KINDS, Kind


@dataclass(frozen=True)
class Wanted:
    """The names of facts, and the kinds of things that are looked at."""

    facts: frozenset[str]
    kinds: frozenset[Kind]

    @classmethod
    def by(cls, rules: Iterable[Rule]) -> "Wanted":
        """What these rules ask for together."""
        every = list(rules)
        facts = frozenset(name for rule in every for name in rule.facts)
        kinds = {kind for rule in every for kind in rule.kinds} | {FACTS[name].kind for name in facts}
        return cls(facts, frozenset(kinds))

    def any(self, *names: str) -> bool:
        """Is any of these facts asked for?"""
        return not self.facts.isdisjoint(names)

    def has(self, kind: Kind) -> bool:
        """Is this kind of thing looked at?"""
        return kind in self.kinds


EVERYTHING = Wanted(frozenset(FACTS), frozenset(KINDS))
