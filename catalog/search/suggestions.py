"""What the search box offers as one types: products, columns, domains, and what others searched for."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Domain, SearchFacts, SearchWord
from catalog.search.engines import begins, match
from catalog.search.log import often_searched
from catalog.search.words import LONGEST_QUERY, Query, read_query, split, stem

SHORTEST = 2  # letters, before anything is offered
MOST_PRODUCTS = 6
MOST_OTHERS = 4
MOST_LOOKED_THROUGH = 2_000  # products with a word, that are looked through for it in their names
_COLUMN = SearchWord.Kind.COLUMN


@dataclass(frozen=True)
class Suggestion:
    """One line below the search box; `kind` is product, column, domain or search."""

    kind: str
    kind_label: str | Promise
    label: str
    url: str


def suggest(text: str) -> list[Suggestion]:
    """What begins like this; only what everybody may find, in a fixed number of queries."""
    text = text.replace("\x00", "")[:LONGEST_QUERY]
    words = split(text)
    if not words or sum(map(len, words)) < SHORTEST:
        return []
    products = _products(text, " ".join(words))
    every = reverse("catalog:products")
    columns = [
        Suggestion("column", _("Column"), name, f"{every}?{urlencode({'q': name})}") for name in _columns(text.strip())
    ]
    domains = [
        Suggestion("domain", _("Domain"), name, f"{every}?{urlencode({'domain': slug})}")
        for slug, name in Domain.objects.filter(name__icontains=text.strip()).values_list("slug", "name")[:MOST_OTHERS]
    ]
    often = [
        Suggestion("search", _("Search"), words, f"{every}?{urlencode({'q': words})}")
        for words in often_searched(" ".join(words), MOST_OTHERS)
    ]
    return [*products, *domains, *columns, *often]


def _products(text: str, beginning: str) -> list[Suggestion]:
    condition, params = begins("catalog_searchfacts.title", beginning)
    shown = SearchFacts.objects.shown()
    # In the order of the index, so that a common beginning costs no more than a rare one.
    first = shown.extra(where=[condition], params=params).order_by("title", "pk")
    found = dict(first.values_list("product__slug", "product__name")[:MOST_PRODUCTS])
    query = read_query(text)
    if len(found) < MOST_PRODUCTS and query.words and _is_rare(query.words[-1]):
        asked = match(Query(words=query.words))
        rest = shown.extra(tables=asked.tables, where=asked.where, params=asked.params)
        for slug, name in rest.order_by("-score", "title", "pk").values_list("product__slug", "product__name")[:50]:
            if len(found) < MOST_PRODUCTS and all(_has(name, word) for word in query.words):
                found.setdefault(slug, name)
    return [
        Suggestion("product", _("Product"), name, reverse("catalog:product", args=[slug]))
        for slug, name in found.items()
    ]


def _has(name: str, word: str) -> bool:
    return any(one.startswith(stem(word)) for one in split(name))


def _is_rare(word: str) -> bool:
    condition, params = begins("word", stem(word))
    known = SearchWord.objects.filter(kind=SearchWord.Kind.WORD).extra(where=[condition], params=params)
    return (known.aggregate(sum=Sum("products"))["sum"] or 0) <= MOST_LOOKED_THROUGH


def _columns(text: str) -> list[str]:
    """Names of columns, the most frequent first; what stands before a dot is a table."""
    name = text.rpartition(".")[2].lower()
    if len(name) < SHORTEST:
        return []
    condition, params = begins("word", name)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT word FROM catalog_searchword WHERE kind = %s AND {condition} "  # noqa: S608 — our own SQL
            "ORDER BY products DESC, word LIMIT %s",
            [_COLUMN, *params, MOST_OTHERS],
        )
        return [word for (word,) in cursor.fetchall()]
