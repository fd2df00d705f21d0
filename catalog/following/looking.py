"""Look whether a saved search finds what it did not find before, and say so once.

A search is asked as its person, so that nothing is told of that they may not see. Once found is known for good: a
product that leaves a search and comes back is no news.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import User
from accounts.notifications.services import Kind, tell
from catalog.following.packing import pack, unpack
from catalog.models import DataProduct, FitnessScore, SavedSearch, SearchEntry
from catalog.search.asked import Asked
from catalog.search.query import search as search_products

AWAY = timedelta(days=90)  # whoever did not come for so long is told once they are back
AT_LEAST = timedelta(days=1)  # some filters change by the clock alone
# A change may be stamped a while before others see it: what was looked at in between is looked at again.
LATE = timedelta(minutes=15)
MOST_A_RUN = 2_000
MOST_FRESH = 200
AT_ONCE = 500


def found_by(person: User, query: str) -> set[int]:
    """The ids of all products that this person finds by it now."""
    asked = Asked.read(QueryDict(query))
    return search_products(person, asked.text, asked.filters).products.every()


def due(now: datetime) -> QuerySet[SavedSearch]:
    """The followed searches of people who are here that may find something else by now, the longest waiting first."""
    here = Q(person__last_login__gte=now - AWAY) | Q(updated_at__gte=now - AWAY)
    followed = SavedSearch.objects.filter(here, follow__isnull=False, person__is_active=True)
    waiting = Q(looked_at__lt=now - AT_LEAST)
    if changed := _last_change():
        waiting |= Q(looked_at__lt=changed + LATE)
    return followed.filter(waiting).order_by("looked_at", "pk")


def look_at_due(now: datetime | None = None) -> int:
    """Look at what is due, and tell; how many were told of something."""
    now = now or timezone.now()
    waiting = list(due(now).defer("known", "fresh")[:MOST_A_RUN])
    people = User.objects.in_bulk({search.person_id for search in waiting})
    told = 0
    for search in sorted(waiting, key=lambda one: one.person_id):
        told += look_at(search, people[search.person_id], now)
    return told


def look_at(search: SavedSearch, person: User, now: datetime) -> bool:
    """Compare what one search finds with what was known, and tell of what is new; was there anything?

    Of two workers who look at once, one tells: the other sees that the search was looked at meanwhile.
    """
    found = _seen_by(person, found_by(person, search.query) - unpack(search.known))
    with transaction.atomic():
        held = SavedSearch.objects.select_for_update().filter(pk=search.pk, looked_at=search.looked_at).first()
        if held is None:
            return False
        known = unpack(held.known)
        new = sorted(found - known, reverse=True)
        held.looked_at = now
        if new:
            held.known = pack(known.union(new))
            held.fresh = [*new, *held.fresh][:MOST_FRESH]
            _tell(held, person, new)
        held.save(update_fields=["looked_at", "known", "fresh"])
    return bool(new)


def fresh_in(person: User, searches: Iterable[SavedSearch]) -> dict[int, list[DataProduct]]:
    """What is new in each of these searches and may still be seen, the newest first; one query."""
    wanted = {pk for search in searches for pk in search.fresh}
    seen = DataProduct.objects.visible_to(person).shown().filter(pk__in=wanted).select_related("domain", "owner")
    products = {product.pk: product for product in seen} if wanted else {}
    return {search.pk: [products[pk] for pk in search.fresh if pk in products] for search in searches}


def _seen_by(person: User, ids: Collection[int]) -> set[int]:
    """Those of them that this person may see."""
    wanted, seen = sorted(ids), set()
    for start in range(0, len(wanted), AT_ONCE):
        some = DataProduct.objects.visible_to(person).filter(pk__in=wanted[start : start + AT_ONCE])
        seen.update(some.values_list("pk", flat=True))
    return seen


def _tell(search: SavedSearch, person: User, new: list[int]) -> None:
    said = ngettext(
        "Your search “%(name)s” finds %(count)s new product.",
        "Your search “%(name)s” finds %(count)s new products.",
        len(new),
    )
    facts = {"name": search.name, "count": len(new)}
    tell([person], said % facts, link=search.get_absolute_url(), kind=Kind.PRODUCT)


def _last_change() -> datetime | None:
    """When anything that a search reads last changed."""
    changes = [
        SearchEntry.objects.aggregate(at=Max("indexed_at")),
        DataProduct.objects.aggregate(at=Max("updated_at")),
        FitnessScore.objects.filter(latest=True).aggregate(at=Max("scored_at")),
    ]
    return max((change["at"] for change in changes if change["at"]), default=None)
