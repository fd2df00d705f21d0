"""Where `requests` adds to the pages of the catalog without the catalog knowing it.

Each registry holds functions; `requests` registers its own when the app starts.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import Promise

from catalog.models import Column, DataProduct, OutputPort, RouteTerms
from marketplace.foundation.navigation import COUNTS
from marketplace.foundation.registry import Registry

__all__ = [
    "ALSO_READ",
    "CARD_ACTIONS",
    "CONSUMERS",
    "COUNTS",
    "HOME_TODO",
    "MAY_READ",
    "ORDERED_TOGETHER",
    "PORT_ACTIONS",
    "PRODUCT_ACCESS",
    "PRODUCT_CHOICES",
    "READS",
    "ROUTE_CHOICES",
    "ROUTE_LOOKS",
    "USAGE",
    "STOPPED",
    "USE",
    "Panel",
    "ProductChoice",
    "Usage",
    "Use",
    "offered_ports",
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


@dataclass(frozen=True)
class RouteChoice:
    """The same by what would happen to a wish of theirs: `terms` gives those by which this person has that."""

    label: str | Promise
    terms: Callable[[Any, Collection[RouteTerms]], Collection[RouteTerms]]


class Usage(NamedTuple):
    """Who may read a product now, and what was read of it within 28 days by others than its owners."""

    teams: int = 0
    people: int = 0
    readers: int = 0
    reads: int = 0


def offered_ports(product: DataProduct) -> list[OutputPort]:
    """The ports of the published version with their contract, policy and build, and how many columns each has.

    They are asked for once for the product in hand.
    """
    if "_offered_ports" not in product.__dict__:
        ports = OutputPort.objects.offered().filter(product=product).order_by("position", "name")
        columns = Column.objects.filter(contract=OuterRef("contract")).order_by().values("contract")
        counted = Subquery(columns.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        ports = list(
            ports.select_related("contract", "policy", "snapshot", "warehouse").annotate(
                column_count=Coalesce(counted, 0)
            )
        )
        for port in ports:
            port.product = product
        product.__dict__["_offered_ports"] = ports
    return product.__dict__["_offered_ports"]


# On the product page: what this person can do about access, beside the title and in the access tab.
PRODUCT_ACCESS: Registry[Callable[[HttpRequest, DataProduct], Panel]] = Registry("access panel of the product page")
# On the home page: what waits for this person.
HOME_TODO: Registry[Callable[[HttpRequest], Panel]] = Registry("to-do panel of the home page")
# Who uses a product, in figures that name nobody.
USAGE: Registry[Callable[[DataProduct], Usage]] = Registry("figures of use of a product")
# The products that are ordered together with one, by id, each with how many consumers did so.
ORDERED_TOGETHER: Registry[Callable[[DataProduct], dict[int, int]]] = Registry("source of what is ordered together")
# Whether somebody may read a port now, by a grant or by their team: the sample then shows what a read would show.
MAY_READ: Registry[Callable[[Any, OutputPort], bool]] = Registry("answer to who may read a port")
# Why nobody, or not this person, is shown any row of a port at this moment; nothing when they may.
STOPPED: Registry[Callable[[Any, OutputPort], str]] = Registry("answer to what is suspended")
# The ids of products that somebody may read by a grant, the last given first.
READS: Registry[Callable[[Any], list[int]]] = Registry("answer to what somebody reads")
# Of products: which others their readers read, too, by the one of them whose readers do, and how many.
ALSO_READ: Registry[Callable[[Any, Collection[int]], dict[int, tuple[int, int]]]] = Registry("reader of others' tastes")
# So many products that are used more than they were, the most gained first.
USE: Registry[Callable[[int], list[Use]]] = Registry("measure of use")
# What a list of products can be narrowed by for the person who looks, by the value in the address ("readable").
PRODUCT_CHOICES: Registry[ProductChoice] = Registry("choice of products by access")
# What a list can be narrowed by because of the way that a wish would take, by the value in the address ("at-once").
ROUTE_CHOICES: Registry[RouteChoice] = Registry("choice of products by route")
# What company-wide rules look at of a port, beside its own policy: of "purposes" and "classifications".
ROUTE_LOOKS: Registry[Callable[[], Collection[str]]] = Registry("answer to what rules look at")
# How many consumers may read products now, those with the most first and at most so many: by the id of the product, or
# of its domain. One query each.
CONSUMERS: Registry[Callable[[QuerySet, Literal["product", "domain"], int], Mapping[int, int]]] = Registry(
    "count of consumers"
)
# What one can do with ports in a list, and with products on cards: by id; a few queries for all.
PORT_ACTIONS: Registry[Callable[[HttpRequest, Collection[OutputPort]], Mapping[int, Panel]]] = Registry("act on a port")
CARD_ACTIONS: Registry[Callable[[HttpRequest, Collection[DataProduct]], Mapping[int, Panel]]] = Registry(
    "act on a card"
)
