"""A change between two versions of a product, weighed from the consumer's side."""

from dataclasses import dataclass
from typing import Literal

Weight = Literal["breaking", "compatible", "cosmetic"]


@dataclass(frozen=True)
class Change:
    """One change. Breaking: what worked for a consumer may fail. Cosmetic: only words differ."""

    kind: Weight
    path: str  # such as /outputPorts/orders/columns/price
    message: str


def breaking(path: str, message: str) -> Change:
    """A change that may break what consumers do."""
    return Change("breaking", path, message)


def compatible(path: str, message: str) -> Change:
    """A change that consumers can ignore, or be glad of."""
    return Change("compatible", path, message)


def cosmetic(path: str, message: str) -> Change:
    """A change of words alone."""
    return Change("cosmetic", path, message)
