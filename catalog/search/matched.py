"""Where in a text the words of a search are."""

import re
from collections.abc import Iterator
from functools import lru_cache

from catalog.search.words import fold, stem, word_spans

AROUND = 60  # characters before the first match of an excerpt


def pieces(text: str, words: tuple[str, ...]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it matches; the pieces together are the text.

    >>> pieces("Adverse events, coded", ("event",))
    [('Adverse ', False), ('events', True), (', coded', False)]
    """
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end in _matched(text, tuple(stem(word) for word in words)):
        if at < start:
            found.append((text[at:start], False))
        found.append((text[start:end], True))
        at = end
    return [*found, (text[at:], False)] if at < len(text) else found


def matches(text: str, words: tuple[str, ...]) -> bool:
    """Does a text have one of the words?"""
    return next(_matched(text, tuple(stem(word) for word in words)), None) is not None


def excerpt(text: str, words: tuple[str, ...], length: int) -> str:
    """So many characters of a text, with the first match in it.

    >>> excerpt("One two three four five six seven", ("seven",), 12)
    '… five six seven'
    """
    before = 0
    for piece, matched in pieces(text, words):
        if matched:
            break
        before += len(piece)
    else:
        before = 0
    start = 0 if before + AROUND // 2 <= length else max(0, before - min(AROUND, length - length // 6))
    if start:
        start = text.find(" ", start, before) + 1 or before
    end = start + length
    return ("… " if start else "") + text[start:end].rstrip() + ("…" if end < len(text) else "")


def _matched(text: str, stems: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where each word that begins with one of these begins and ends."""
    if not stems:
        return
    if text.isascii():
        yield from (found.span() for found in _beginning_with(stems).finditer(text))
    else:
        yield from (span for span in word_spans(text) if fold(text[slice(*span)]).startswith(stems))


@lru_cache(maxsize=256)
def _beginning_with(stems: tuple[str, ...]) -> re.Pattern[str]:
    """For texts without accents, one expression does it all; lists mark thousands of words."""
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, stems))})[^\W_]*", re.IGNORECASE)
