"""A rule as it was read: frozen, and nothing in it that could run."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Union

from catalog.governance.language.operators import PREDICATES, Predicate
from catalog.governance.language.vocabulary import Fact, Kind
from catalog.governance.verdicts import Effect, Severity

Operator = Literal[
    "is", "is not", "in", "not in", "matches", "does not match", "longer than",
    "at least", "at most", "more than", "less than",
    "contains", "contains any of", "contains none of", "present", "absent",
]  # fmt: skip
Operand = str | int | float | bool | tuple[str | int | float, ...] | None
Quantifier = Literal["every", "some", "no"]


@dataclass(frozen=True)
class Test:
    """One question about one fact. Texts in the operand are folded, so that case does not count."""

    __test__ = False  # for pytest: this is no test of ours

    fact: Fact
    operator: Operator
    operand: Operand = None

    @cached_property
    def holds(self) -> Predicate:
        """Does a known value meet it? Takes the value and the operand."""
        return PREDICATES[self.fact.type][self.operator]


@dataclass(frozen=True)
class All:
    """Every part must hold."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part must hold."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """The part must not hold."""

    part: "Condition"


@dataclass(frozen=True)
class Each:
    """For every, some or no thing of a kind, the condition must hold."""

    quantifier: Quantifier
    kind: Kind
    that: "Condition"


@dataclass(frozen=True)
class Count:
    """So many things of a kind must meet the condition; without one, all are counted."""

    kind: Kind
    that: Union["Condition", None]
    at_least: int | None = None
    at_most: int | None = None


Condition = Test | All | AnyOf | Not | Each | Count


@dataclass(frozen=True)
class Saying:
    """A sentence with facts in it: texts and facts, one after the other."""

    parts: tuple[str | Fact, ...]


@dataclass(frozen=True)
class Demand:
    """What must hold, and what is said where it does not."""

    that: Condition
    says: Saying


@dataclass(frozen=True)
class Scope:
    """Which products a rule is about; what is empty narrows nothing."""

    domains: tuple[str, ...] = ()
    archetypes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One policy as a steward wrote it."""

    slug: str
    name: str
    kind: Kind
    demands: tuple[Demand, ...]
    why: str = ""
    severity: Severity = "medium"
    remedy: str = ""
    when: Condition | None = None
    scope: Scope = Scope()
    effect: Effect = "publishing"
    attribute: str = ""  # of fitness, where its effect is the score
    weight: int = 1

    @cached_property
    def facts(self) -> frozenset[str]:
        """The names of all facts it asks about or speaks of."""
        conditions = [*([self.when] if self.when else []), *(demand.that for demand in self.demands)]
        asked = {fact.name for condition in conditions for fact in facts_in(condition)}
        spoken = {part.name for demand in self.demands for part in demand.says.parts if isinstance(part, Fact)}
        scope = {f"product.{name}" for name in ("domain", "archetype", "tags")}
        return frozenset(asked | spoken | scope)

    @cached_property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of things it looks at."""
        conditions = [*([self.when] if self.when else []), *(demand.that for demand in self.demands)]
        return frozenset({self.kind, *(kind for condition in conditions for kind in _kinds_in(condition))})


def facts_in(condition: Condition) -> Iterator[Fact]:
    """Every fact that a condition asks about, as often as it does."""
    if isinstance(condition, Test):
        yield condition.fact
    for part in parts_of(condition):
        yield from facts_in(part)


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions within a condition."""
    match condition:
        case All(parts) | AnyOf(parts):
            return parts
        case Not(part):
            return (part,)
        case Each(that=that):
            return (that,)
        case Count(that=that):
            return (that,) if that else ()
    return ()


def _kinds_in(condition: Condition) -> Iterator[Kind]:
    if isinstance(condition, Each | Count):
        yield condition.kind
    for part in parts_of(condition):
        yield from _kinds_in(part)
