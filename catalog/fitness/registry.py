"""Where fitness functions and loaders of facts are registered."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from catalog.fitness.facts import Facts
from catalog.fitness.results import ATTRIBUTES, Bands, Result, Share, not_applicable
from marketplace.foundation.registry import Registry

Check = Callable[[Facts], Result | Share]
Severity = Literal["low", "medium", "high"]
State = Literal["draft", "grace", "enforced"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high")


@dataclass(frozen=True)
class Scope:
    """Which products a function concerns; `says` completes "It concerns …"."""

    says: str
    holds: Callable[[Facts], bool]


EVERY = Scope("every product", lambda facts: True)
RESTRICTED = Scope("products with restricted columns", lambda facts: bool(facts.restricted))


@dataclass(frozen=True)
class FitnessFunction:
    """A question about a product. Raise the version when the same facts would get another answer.

    A draft is computed and shown to stewards only; in grace it is shown and warns at worst, but does not count;
    enforced it counts. Stewards change the state and the weight (`standing.py`).
    """

    key: str
    attribute: str
    title: str
    weight: int
    version: int
    check: Check
    scope: Scope = EVERY
    bands: Bands = Bands()
    severity: Severity = "medium"
    owner: str = "Governance"
    state: State = "enforced"

    @property
    def question(self) -> str:
        """What it asks, in one sentence."""
        return (self.check.__doc__ or self.title).strip().splitlines()[0]

    @property
    def counts(self) -> bool:
        """Does its answer move the score?"""
        return self.state == "enforced"

    def ask(self, facts: Facts) -> Result:
        """Its answer about one product."""
        if not self.scope.holds(facts):
            return not_applicable(f"It concerns {self.scope.says} only.")
        answer = self.check(facts)
        return answer.judged(self.bands) if isinstance(answer, Share) else answer


FUNCTIONS: Registry[FitnessFunction] = Registry("fitness function")

# Functions that are rows instead of code, as they are now: a few queries at most.
FUNCTION_SOURCES: Registry[Callable[[], Iterable[FitnessFunction]]] = Registry("source of fitness functions")

# What functions of other slices look at: (ids of products, day) → what is known, by id. Loaded once for many products,
# found again as `facts.brought[key]` (absent for a product that the loader says nothing about).
FactLoader = Callable[[Sequence[int], date], Mapping[int, Any]]
FACT_LOADERS: Registry[FactLoader] = Registry("loader of facts")


def fitness_function(
    key: str,
    *,
    attribute: str,
    title: str,
    weight: int = 1,
    version: int = 1,
    scope: Scope = EVERY,
    bands: Bands = Bands(),  # noqa: B008 — it is frozen
    severity: Severity = "medium",
    owner: str = "Governance",
    state: State = "enforced",
) -> Callable[[Check], Check]:
    """Register what follows as a fitness function; its docstring is the question.

    Raises ValueError for an attribute that does not exist, a weight below one, or a key that is taken.
    """
    if attribute not in ATTRIBUTES or weight < 1:
        raise ValueError(
            f"The fitness function {key!r} needs one of {', '.join(ATTRIBUTES)} and a weight of at least 1."
        )

    def keep(check: Check) -> Check:
        FUNCTIONS.add(key)(
            FitnessFunction(key, attribute, title, weight, version, check, scope, bands, severity, owner, state)
        )
        return check

    return keep


def known_functions() -> list[FitnessFunction]:
    """Every function there is, as its author says: those in code, then those that are rows."""
    return [*FUNCTIONS, *(one for source in FUNCTION_SOURCES for one in source())]
