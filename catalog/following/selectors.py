"""Who hears of what, and by which way."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q, QuerySet

from accounts.models import User
from catalog.models import DataProduct, Domain, Follow, InputPort, ProductVersion, SavedSearch

MOST_LEVELS = 20  # of domains inside each other; what is deeper is a circle


@dataclass(frozen=True)
class Listener:
    """Somebody who hears of a product because they follow it, its domain, or a product that it is made from.

    `of` is what they follow.
    """

    person: User
    way: Literal["product", "domain", "upstream"]
    of: DataProduct | Domain


def follows_of(user) -> QuerySet[Follow]:
    """What somebody follows: products by name, then domains, then searches."""
    parts = ("product__domain", "product__owner", "domain__team", "search")
    mine = Follow.objects.filter(person=user).select_related(*parts).defer("search__known")
    return mine.order_by("search__name", "domain__name", "product__name")


def searches_of(user) -> QuerySet[SavedSearch]:
    """Somebody's saved searches by name, each with its follow, if there is one."""
    return SavedSearch.objects.filter(person=user).select_related("follow").defer("known").order_by("name", "pk")


def follows(user, product: DataProduct) -> bool:
    """Does this person follow this product?"""
    return Follow.objects.filter(person=user, product=product).exists()


def followed_domains(user) -> set[int]:
    """The domains that somebody follows."""
    return set(Follow.objects.filter(person=user, domain__isnull=False).values_list("domain_id", flat=True))


def listeners_to(product: DataProduct, version: ProductVersion | None = None) -> list[Listener]:
    """Everybody who follows a product or a domain it lies in, each once; with a version also what that is made from.

    Who hears of it by several ways hears by the nearest: the product, then its domain, then upstream. Three queries.
    """
    domains = lying_in(product.domain_id)
    wanted = Q(product=product) | Q(domain__in=domains)
    if version is not None:
        wanted |= Q(product__in=_upstreams(version))
    found = Follow.objects.filter(wanted, person__is_active=True).select_related("person", "product", "domain")
    heard: dict[int, Listener] = {}
    for listener in sorted((_listener(one, product) for one in found), key=lambda one: _NEAR[one.way]):
        heard.setdefault(listener.person.pk, listener)
    return list(heard.values())


def lying_in(domain_id: int) -> list[int]:
    """A domain and every domain that it lies in, the innermost first; one query."""
    parents = dict(Domain.objects.values_list("pk", "parent"))
    way = [domain_id]
    while (parent := parents.get(way[-1])) and parent not in way and len(way) < MOST_LEVELS:
        way.append(parent)
    return way


def _upstreams(version: ProductVersion) -> Iterable[int]:
    inputs = InputPort.objects.filter(version=version, upstream__isnull=False)
    return set(inputs.values_list("upstream__product", flat=True))


_NEAR = {"product": 0, "domain": 1, "upstream": 2}


def _listener(one: Follow, product: DataProduct) -> Listener:
    if one.domain_id:
        return Listener(one.person, "domain", one.domain)
    return Listener(one.person, "product" if one.product_id == product.pk else "upstream", one.product)
