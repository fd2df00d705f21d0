"""What somebody may have meant when nothing was found: the words of names that are most alike."""

from collections.abc import Callable
from difflib import get_close_matches

from django.db import connection, transaction
from django.db.models import QuerySet

from catalog.models import SearchEntry
from catalog.search.words import Query, split
from marketplace.foundation.registry import Registry

ALIKE_ENOUGH = 0.7  # of 1
SHORTEST = 4  # letters; shorter words are alike by chance
MOST_NAMES = 5_000
CANDIDATES: Registry[Callable[[QuerySet, str], list[str]]] = Registry("source of words that are alike")


def meant(products: QuerySet, query: Query) -> str:
    """The query with every word that no name knows put right; empty where there is nothing to put right."""
    entries = SearchEntry.objects.filter(product__in=products.order_by().values("pk"))
    right = [_put_right(entries, word) for word in query.words]
    return " ".join(right) if tuple(right) != query.words else ""


def _put_right(entries: QuerySet, word: str) -> str:
    if len(word) < SHORTEST:
        return word
    known = {one for names in CANDIDATES.get(connection.vendor)(entries, word) for one in split(names)}
    if any(one.startswith(word) for one in known):
        return word
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=ALIKE_ENOUGH)), word)


@CANDIDATES.add("sqlite")
def some_names(entries: QuerySet, word: str) -> list[str]:
    """The names of the catalog, as many as are compared in a moment."""
    return list(entries.values_list("names", flat=True)[:MOST_NAMES])


@CANDIDATES.add("postgresql")
def alike_names(entries: QuerySet, word: str) -> list[str]:
    """The names with a word that shares many trigrams with this one, by the index."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', '0.3', true)")
        alike = entries.extra(where=["%s <%% catalog_searchentry.names"], params=[word])
        return list(alike.values_list("names", flat=True)[:100])
