"""What somebody may have meant when little was found: known words that are most alike."""

from collections.abc import Callable
from difflib import SequenceMatcher

from django.db import connection, transaction

from catalog.models import DataProduct, SearchEntry
from catalog.search.engines import begins
from catalog.search.words import Query, stem
from marketplace.foundation.registry import Registry

ALIKE_ENOUGH = 0.7  # of 1
SHORTEST = 4  # letters; shorter words are alike by chance
MOST_CANDIDATES = 60
MOST_OWN = 200  # drafts of one's teams
CANDIDATES: Registry[Callable[[str], list[tuple[str, int]]]] = Registry("source of words that are alike")


def meant(user, query: Query) -> str:
    """The query with every word that nobody knows put right; empty where there is nothing to put right.

    Words come from what everybody may find, and from what the person's own teams are working on.
    """
    unknown = [word for word in query.words if len(word) >= SHORTEST and not _is_known(word)]
    if not unknown:
        return ""
    own = _own_words(user)
    right = {word: _put_right(word, own) for word in unknown if not any(one.startswith(stem(word)) for one in own)}
    if all(word == other for word, other in right.items()):
        return ""
    phrases = (f'"{" ".join(phrase)}"' for phrase in query.phrases)
    excluded = (f'-"{" ".join(words)}"' for words in query.excluded)
    return " ".join([*(right.get(word, word) for word in query.words), *phrases, *excluded])


def _is_known(word: str) -> bool:
    condition, params = begins("word", stem(word))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM catalog_searchword WHERE kind = 'word' AND {condition} LIMIT 1", params)  # noqa: S608
        return cursor.fetchone() is not None


def _put_right(word: str, own: set[str]) -> str:
    """The word that is most alike; of two that are equally so, the one that more products have."""
    known = dict(CANDIDATES.get(connection.vendor)(word))
    candidates = known | {one: 1 for one in own if abs(len(one) - len(word)) <= 3}
    alike = [(_likeness(word, one), products, one) for one, products in candidates.items()]
    best = max(alike, default=(0, 0, word))
    return best[2] if best[0] >= ALIKE_ENOUGH else word


def _likeness(word: str, other: str) -> float:
    matcher = SequenceMatcher(None, word, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE_ENOUGH or matcher.quick_ratio() < ALIKE_ENOUGH:
        return 0
    # Most people get the beginning right.
    return matcher.ratio() + (0.02 if word[0] == other[0] else 0)


def _own_words(user) -> set[str]:
    """The words of products that only the person's teams see."""
    own = DataProduct.objects.owned_by(user).exclude(status__in=DataProduct.Status.shown()).order_by("pk")
    entries = SearchEntry.objects.filter(product__in=own.values("pk")[:MOST_OWN])
    return {word for names in entries.values_list("names", flat=True) for word in names.split() if word.isalpha()}


@CANDIDATES.add("sqlite")
def by_trigrams(word: str) -> list[tuple[str, int]]:
    """The words that share most trigrams, the rarer the better."""
    padded = f"  {word} "
    pieces = dict.fromkeys(padded[start : start + 3] for start in range(len(padded) - 2))
    asked = " OR ".join(f'"{piece}"' for piece in pieces)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, products FROM (SELECT rowid FROM catalog_searchspelling WHERE padded MATCH %s "
            "ORDER BY rank LIMIT %s) AS alike JOIN catalog_searchword ON catalog_searchword.id = alike.rowid",
            [asked, MOST_CANDIDATES],
        )
        return list(cursor.fetchall())


@CANDIDATES.add("postgresql")
def by_similarity(word: str) -> list[tuple[str, int]]:
    """The words that pg_trgm finds alike, by the index."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', '0.25', true)")
        cursor.execute(
            "SELECT word, products FROM catalog_searchword WHERE kind = 'word' AND word %% %s "
            "ORDER BY similarity(word, %s) DESC LIMIT %s",
            [word, word, MOST_CANDIDATES],
        )
        return list(cursor.fetchall())
