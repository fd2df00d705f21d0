"""From what somebody types to words the index knows. Any text is accepted; what is no word is dropped."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

LONGEST_QUERY = 400  # characters that are read of a query
MOST_WORDS = 16
LONGEST_WORD = 60
SHORT_TEXT = 200  # characters; such texts occur again and again
_WORD = re.compile(r"[^\W_]+")
_QUALIFIED = re.compile(r"(\w{1,120})\.(\w{1,120})")
_PART = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<bare>[^\s"]+))')


@dataclass(frozen=True)
class Likewise:
    """Words of a query, and other words that mean the same."""

    typed: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Query:
    """Words that must be there (as beginnings), phrases that must be there as they stand, and what must not be."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    synonyms: tuple[Likewise, ...] = field(default=(), repr=False)

    @property
    def wants(self) -> bool:
        """Is there anything to look for?"""
        return bool(self.words or self.phrases)

    @property
    def clauses(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """What must be there of the words, each as ways to say it; the first is as typed, all of its words anywhere.

        >>> Query(("ae", "dose"), synonyms=(Likewise(("ae",), (("adverse", "event"),)),)).clauses
        ((('ae',), ('adverse', 'event')), (('dose',),))
        """
        told = {word for like in self.synonyms for word in like.typed}
        said = [(like.typed, *like.others) for like in self.synonyms]
        return (*said, *(((word,),) for word in self.words if word not in told))

    @property
    def sought(self) -> tuple[str, ...]:
        """Every word that a product may have been found by, once each."""
        phrases = (*self.phrases, *(words for like in self.synonyms for words in like.others))
        return tuple(dict.fromkeys((*self.words, *(word for phrase in phrases for word in phrase))))


def read_query(text: str) -> Query:
    """Understand a query: words, "phrases" and -exclusions.

    >>> read_query('Safety -draft "adverse events"')
    Query(words=('safety',), phrases=(('adverse', 'events'),), excluded=(('draft',),))
    >>> read_query('"unclosed AND (NEAR * :x')
    Query(words=(), phrases=(('unclosed', 'and', 'near', 'x'),), excluded=())
    """
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []
    for part in _PART.finditer(text[:LONGEST_QUERY]):
        found = split(part["phrase"] if part["phrase"] is not None else part["bare"])
        if not found:
            continue
        if part["minus"]:
            excluded.append(found)
        elif part["phrase"] is not None and len(found) > 1:
            phrases.append(found)
        else:
            words += found
    return Query(tuple(dict.fromkeys(words))[:MOST_WORDS], tuple(phrases)[:4], tuple(excluded)[:4])


def qualified(text: str) -> tuple[str, str] | None:
    """Table and column, where somebody typed one of the other.

    >>> qualified(" ae.AETERM "), qualified("ae aeterm")
    (('ae', 'AETERM'), None)
    """
    found = _QUALIFIED.fullmatch(text.strip()[:LONGEST_QUERY])
    return (found[1], found[2]) if found else None


def split(text: str) -> tuple[str, ...]:
    """The words of a text as the index has them: lower case, without accents, without anything between.

    >>> split("Évènements_indésirables, S.2013-A")
    ('evenements', 'indesirables', 's', '2013', 'a')
    """
    return _split_before(text) if len(text) <= SHORT_TEXT else _split(text)


def _split(text: str) -> tuple[str, ...]:
    return tuple(word[:LONGEST_WORD] for word in _WORD.findall(fold(text)))


_split_before = lru_cache(maxsize=8192)(_split)  # columns of many products are called alike


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where each word of a text begins and ends."""
    return [found.span() for found in _WORD.finditer(text)]


def fold(text: str) -> str:
    """A text without what distinguishes spellings of one word."""
    if text.isascii():  # most are, and a mesh has millions
        return text.lower()
    whole = text.encode("utf-8", "ignore").decode().casefold()
    return "".join(sign for sign in unicodedata.normalize("NFKD", whole) if not unicodedata.combining(sign))


def stem(word: str) -> str:
    """A word without the ending of its English plural, so that `flights` finds `flight`; short words stay.

    >>> [stem(word) for word in ("flights", "deliveries", "classes", "status", "events", "gas")]
    ['flight', 'deliver', 'class', 'status', 'event', 'gas']
    """
    if len(word) > 5 and word.endswith("ies"):
        return word[:-3]
    if len(word) > 5 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
