"""Facts that the catalog does not have. `requests` registers here when the app starts; it is never imported."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from marketplace.foundation.registry import Registry


@dataclass(frozen=True)
class GrantFacts:
    """What policies may know of one standing grant: how long it lasts and whether it is used, never whose it is."""

    number: str
    consumer: Literal["person", "team"]
    days: int
    days_left: int
    age_days: int
    idle_days: int
    used: bool
    purpose: str = ""


# Standing access to the ports of these products, by the id of the port; a fixed number of queries.
GRANTS: Registry[Callable[[Sequence[int]], Mapping[int, Sequence[GrantFacts]]]] = Registry("source of grants")


def grants_on(product_ids: Sequence[int]) -> dict[int, list[GrantFacts]]:
    """All standing access to the ports of these products, by the id of the port."""
    found: dict[int, list[GrantFacts]] = {}
    for source in GRANTS:
        for port, grants in source(product_ids).items():
            found.setdefault(port, []).extend(grants)
    return found
