"""What the name of a column says about it, before anybody has looked at a value."""

import re

PIECES = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_]+")
IDENTIFIERS_WORDS = (
    "id ids key code cd no nr num number seq sequence uuid guid iata icao isin sku ean gtin ref reference pk"
)
IDENTIFIERS = frozenset(IDENTIFIERS_WORDS.split())
IDENTIFIER_ENDINGS = ("id", "seq", "num", "key", "code", "nr", "cd")
SHORTEST_WITH_ENDING = 5  # "aeseq" and "tailnum", but not "paid"
MEASURES_WORDS = (
    "amount price cost value total sum count quantity qty rate ratio percent pct share score delay distance duration "
    "length width height weight size age elevation altitude lat latitude lon lng long longitude x y temp temperature "
    "temperatur humid humidity pressure speed discount disc sales revenue balance volume mean avg average min max std "
    "dose result precip visib gust population salary income wage"
)
MEASURES = frozenset(MEASURES_WORDS.split())
MOMENTS_WORDS = "date day month year time hour minute second week quarter timestamp dt dtc dtm ts"
MOMENTS = frozenset(MOMENTS_WORDS.split())


def words_of(name: str) -> tuple[str, ...]:
    """The words that a name is made of, in lower case.

    >>> words_of("customerEmail2"), words_of("DATE_OF_BIRTH"), words_of("BRTHDTC")
    (('customer', 'email', '2'), ('date', 'of', 'birth'), ('brthdtc',))
    """
    return tuple(piece.lower() for piece in PIECES.findall(name))


def says_identifier(name: str) -> bool:
    """Is it named like something that tells things apart?

    >>> [says_identifier(name) for name in ("USUBJID", "flight_no", "AESEQ", "paid", "distance")]
    [True, True, True, False, False]
    """
    words = words_of(name)
    joined = "".join(words)
    ends = len(words) == 1 and len(joined) >= SHORTEST_WITH_ENDING and joined.endswith(IDENTIFIER_ENDINGS)
    return ends or not IDENTIFIERS.isdisjoint(words)


def says_measure(name: str) -> bool:
    """Is it named like something that is measured or counted?"""
    return not MEASURES.isdisjoint(words_of(name))


def says_moment(name: str) -> bool:
    """Is it named like a part of a date or a time?"""
    words = words_of(name)
    return not MOMENTS.isdisjoint(words) or words[-1:] == ("at",) or "".join(words).endswith(("dtc", "dtm"))
