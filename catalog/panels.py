"""Where `requests` adds to the pages of the catalog without the catalog knowing it.

Each registry holds functions; `requests` registers its own when the app starts.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

from catalog.models import DataProduct, OutputPort
from marketplace.foundation.navigation import COUNTS
from marketplace.foundation.registry import Registry

__all__ = [
    "ALSO_READ",
    "COUNTS",
    "HOME_TODO",
    "MAY_READ",
    "PRODUCT_ACCESS",
    "PRODUCT_CHOICES",
    "PRODUCT_USE",
    "READS",
    "USE",
    "Panel",
    "ProductChoice",
    "Use",
]


@dataclass(frozen=True)
class Panel:
    """A piece of a page: a template with its context."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Use:
    """How much one product was used within 28 days, and within the 28 days before; `product` is its id."""

    product: int
    readers: int = 0
    readers_before: int = 0
    orders: int = 0
    orders_before: int = 0

    @property
    def gain(self) -> int:
        """By how much more it was used than before."""
        return self.readers + self.orders - self.readers_before - self.orders_before


@dataclass(frozen=True)
class ProductChoice:
    """Something that lists of products can be narrowed by, different for every person: `products` gives their ids."""

    label: str | Promise
    products: Callable[[Any], QuerySet]


# On the product page: what this person can do about access, beside the title and in the access tab.
PRODUCT_ACCESS: Registry[Callable[[HttpRequest, DataProduct], Panel]] = Registry("access panel of the product page")
# On the home page: what waits for this person.
HOME_TODO: Registry[Callable[[HttpRequest], Panel]] = Registry("to-do panel of the home page")
# Whether somebody may read a port now, by a grant or by their team: the sample then shows what a read would show.
MAY_READ: Registry[Callable[[Any, OutputPort], bool]] = Registry("answer to who may read a port")
# The ids of products that somebody may read by a grant, the last given first.
READS: Registry[Callable[[Any], list[int]]] = Registry("answer to what somebody reads")
# Of products: which others their readers read, too, by the one of them whose readers do, and how many.
ALSO_READ: Registry[Callable[[Any, Collection[int]], dict[int, tuple[int, int]]]] = Registry("reader of others' tastes")
# So many products that are used more than they were, the most gained first.
USE: Registry[Callable[[int], list[Use]]] = Registry("measure of use")
# What a list of products can be narrowed by for the person who looks, by the value in the address ("readable").
PRODUCT_CHOICES: Registry[ProductChoice] = Registry("choice of products by access")
# How many consumers use each of these products now; a fixed number of queries.
PRODUCT_USE: Registry[Callable[[Sequence[int]], Mapping[int, int]]] = Registry("count of consumers")
