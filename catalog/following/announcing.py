"""Tell those who follow; whoever is told as an owner or a reader already is left out."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notifications.services import Kind, tell
from catalog.following.selectors import Listener, listeners_to
from catalog.models import DataProduct, ProductVersion


def announce_version(
    product: DataProduct, version: ProductVersion, *, first: bool, told: Collection[int | None], key: str
) -> int:
    """Tell those who follow the product, its domain, or what it is made from, of a new version; how many were told.

    `first` is a product that was never published before; `told` are the ids of people who know. Call it in a
    transaction.
    """
    people: dict[str, list[User]] = defaultdict(list)
    for listener in listeners_to(product, version):
        if listener.person.pk not in told:
            facts = {"product": product.name, "number": version.number, "of": listener.of}
            people[_said(listener, first=first) % facts].append(listener.person)
    for words, listening in people.items():
        tell(listening, words, link=product.get_absolute_url(), key=key, kind=Kind.PRODUCT)
    return sum(len(listening) for listening in people.values())


def tell_followers(product: DataProduct, text: str, *, but: User | None, told: Iterable[User]) -> None:
    """Say the same to those who follow a product or its domain and do not know. Call it in a transaction."""
    known = {person.pk for person in told}
    people = [listener.person for listener in listeners_to(product) if listener.person.pk not in known]
    tell(people, text, link=product.get_absolute_url(), but=but, kind=Kind.PRODUCT)


def _said(listener: Listener, *, first: bool) -> str:
    if listener.way == "product":
        return _("%(product)s %(number)s is published; you follow it.")
    if listener.way == "domain":
        return (
            _("New in %(of)s: %(product)s %(number)s.")
            if first
            else _("%(product)s %(number)s is published in %(of)s.")
        )
    if first:
        return _("New, and made from %(of)s: %(product)s %(number)s.")
    return _("%(product)s %(number)s is published; it is made from %(of)s.")
