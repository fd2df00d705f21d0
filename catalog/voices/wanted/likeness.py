"""Which wanted products are like the words somebody has typed: counted in the database, by words they share."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from catalog.models import WantedProduct
from catalog.search.words import split, stem

MOST = 5
MOST_WORDS = 24
SHORTEST = 3  # letters; shorter words say nothing about what is meant
_SAYS_NOTHING = frozenset(
    [
        "and",
        "are",
        "data",
        "dataset",
        "for",
        "from",
        "how",
        "many",
        "much",
        "per",
        "product",
        "products",
        "table",
        "that",
        "the",
        "there",
        "this",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
    ]
)


def words_of(*texts: str) -> list[str]:
    """The words that tell what is meant, as the search knows them, each once.

    >>> words_of("The adverse events per site", "Événements, AE_TERM")
    ['advers', 'event', 'sit', 'evenement', 'term']
    """
    found = (stemmed(word) for text in texts for word in split(text) if word not in _SAYS_NOTHING)
    return list(dict.fromkeys(word for word in found if len(word) >= SHORTEST))


def stemmed(word: str) -> str:
    """A word without its ending, so that `sites` and `site` are one."""
    return stem(word).removesuffix("e")


def kept_words(*texts: str) -> str:
    """The same as a row keeps them: each between spaces, so that whole words are found."""
    return f" {' '.join(words_of(*texts))} "


def like(user, text: str, *, but: WantedProduct | None = None) -> QuerySet[WantedProduct]:
    """Wanted products that still wait and share half of the words, two at least of several; the nearest first."""
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return WantedProduct.objects.none()
    wanted = WantedProduct.objects.visible_to(user).alive()
    if but is not None:
        wanted = wanted.exclude(pk=but.pk)
    shared = sum(
        (Case(When(words__contains=f" {word} ", then=1), default=0, output_field=IntegerField()) for word in words),
        start=Value(0),
    )
    enough = min(max(2, -(-len(words) // 2)), len(words), 4)
    some = Q()
    for word in words:
        some |= Q(words__contains=f" {word} ")
    found = wanted.filter(some).annotate(shared=shared).filter(shared__gte=enough)
    return found.with_votes(user).for_display().order_by("-shared", "-wanters", "-pk")[:MOST]
