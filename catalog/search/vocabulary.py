"""The words of the catalog, and how many products have each; only of products that everybody may find."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from catalog.models import SearchEntry, SearchWord

SHORTEST, LONGEST = 2, 30  # letters of a word
LONGEST_COLUMN = 120
_AT_ONCE = 100
Words = Mapping[tuple[str, str], int]


def words_of(ids: Sequence[int]) -> Words:
    """The words that these products, as they are indexed now, add to the catalog; nothing for those not shown."""
    entries = SearchEntry.objects.filter(product__in=ids, product__search_facts__shown=True)
    counted: Counter[tuple[str, str]] = Counter()
    for names, labels, columns, texts, column_names in entries.values_list(
        "names", "labels", "columns", "texts", "column_names"
    ):
        told = {word for text in (names, labels, columns, texts) for word in text.split()}
        counted.update((SearchWord.Kind.WORD.value, word) for word in told if _is_word(word))
        listed = {name.lower() for name in column_names.split("\n") if 0 < len(name) <= LONGEST_COLUMN}
        counted.update((SearchWord.Kind.COLUMN.value, name) for name in listed)
    return counted


def learn(before: Words, after: Words) -> None:
    """Put the counts right, given the words that products had and have; in one order, so that writers never cross."""
    change = Counter(after)
    change.subtract(before)
    changed = sorted((kind, word, more) for (kind, word), more in change.items() if more)
    _add([row for row in changed if row[2] > 0])
    _take([row for row in changed if row[2] < 0])


def _add(rows: Sequence[tuple[str, str, int]]) -> None:
    for some in _some(rows):
        marks = ", ".join(["(%s, %s, %s)"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO catalog_searchword (kind, word, products) VALUES {marks} "  # noqa: S608 — marks only
                "ON CONFLICT (kind, word) DO UPDATE SET products = catalog_searchword.products + excluded.products",
                [value for row in some for value in row],
            )


def _take(rows: Sequence[tuple[str, str, int]]) -> None:
    for some in _some(rows):
        marks = " OR ".join(["(kind = %s AND word = %s)"] * len(some))
        chosen = [value for kind, word, _more in some for value in (kind, word)]
        fewer = " ".join(["WHEN kind = %s AND word = %s THEN %s"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE catalog_searchword SET products = products + CASE {fewer} ELSE 0 END WHERE {marks}",  # noqa: S608
                [value for row in some for value in row] + chosen,
            )
            cursor.execute(f"DELETE FROM catalog_searchword WHERE products <= 0 AND ({marks})", chosen)  # noqa: S608


def _some(rows: Sequence[tuple[str, str, int]]) -> Iterable[Sequence[tuple[str, str, int]]]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))


def _is_word(text: str) -> bool:
    return SHORTEST <= len(text) <= LONGEST and text.isalpha()
