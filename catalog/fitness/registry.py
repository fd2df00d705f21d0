"""Where fitness functions and loaders of facts are registered."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.fitness.facts import Facts
from catalog.fitness.results import ATTRIBUTES, Result
from marketplace.foundation.registry import Registry

Check = Callable[[Facts], Result]


@dataclass(frozen=True)
class FitnessFunction:
    """A question about a product. Raise the version when the same facts would get another answer."""

    key: str
    attribute: str
    title: str
    weight: int
    version: int
    check: Check

    @property
    def question(self) -> str:
        """What it asks, in one sentence."""
        return (self.check.__doc__ or self.title).strip().splitlines()[0]


FUNCTIONS: Registry[FitnessFunction] = Registry("fitness function")

# What functions of other slices look at: (ids of products, day) → what is known, by id. Loaded once for many products,
# found again as `facts.brought[key]` (absent for a product that the loader says nothing about).
FactLoader = Callable[[Sequence[int], date], Mapping[int, Any]]
FACT_LOADERS: Registry[FactLoader] = Registry("loader of facts")


def fitness_function(
    key: str, *, attribute: str, title: str, weight: int = 1, version: int = 1
) -> Callable[[Check], Check]:
    """Register what follows as a fitness function; its docstring is the question.

    Raises ValueError for an attribute that does not exist, a weight below one, or a key that is taken.
    """
    if attribute not in ATTRIBUTES or weight < 1:
        raise ValueError(
            f"The fitness function {key!r} needs one of {', '.join(ATTRIBUTES)} and a weight of at least 1."
        )

    def keep(check: Check) -> Check:
        FUNCTIONS.add(key)(FitnessFunction(key, attribute, title, weight, version, check))
        return check

    return keep


def scoring_version() -> str:
    """Names this set of functions: scores of different sets are not compared as if they were one."""
    told = sorted(f"{one.key}:{one.version}:{one.weight}:{one.attribute}" for one in FUNCTIONS)
    return f"{len(told)}-{hashlib.sha256('|'.join(told).encode()).hexdigest()[:12]}"
