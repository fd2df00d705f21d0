"""What an order of a port that is not published yet would come to. `requests` registers here when the app starts.

The catalog never imports it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from accounts.models import Team
from catalog.models import DataProduct
from catalog.spec import PolicySpec
from marketplace.foundation.registry import Registry

Outcome = Literal["approve", "deny", "review", "refused"]


@dataclass(frozen=True)
class Wish:
    """Who would order (one team, or somebody who is in none), for what, and for how many days."""

    team: Team | None = None
    teams: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    purpose: str = ""
    days: int = 30
    classifications: frozenset[str] = frozenset()  # of the columns that would be read


@dataclass(frozen=True)
class StageAhead:
    """One stage of a review: whose turn it would be, and the people who would be asked now."""

    role: str
    people: tuple[str, ...] = ()
    stood_in: bool = False


@dataclass(frozen=True)
class Way:
    """What would become of an order, by which rule and why; refused: it could not even be placed."""

    outcome: Outcome
    rule: str = ""
    reason: str = ""
    stages: tuple[StageAhead, ...] = ()


WAYS: Registry[Callable[[DataProduct, PolicySpec, Wish], Way]] = Registry("answer to what an order would come to")


def way_of(product: DataProduct, policy: PolicySpec, wish: Wish) -> Way | None:
    """What would become of this wish; None where nobody takes orders."""
    return next((ask(product, policy, wish) for ask in WAYS), None)
