"""Patterns with `*` for any characters and `?` for one: time grows with the text, never with its powers."""

import re
from functools import lru_cache

LONGEST_PATTERN = 100
# Of a longer text the beginning is looked at: names and tags are short, and a description need not be searched whole.
LONGEST_TEXT = 10_000


def matches(pattern: str, text: str) -> bool:
    """Does the whole text look like the pattern? Both are compared as they are; fold them first.

    >>> matches("*_hk", "customer_hk"), matches("h?b", "hub"), matches("hub", "hub_customer")
    (True, True, False)
    """
    first, middle, last = _pieces(pattern)
    text = text[:LONGEST_TEXT]
    if last is None:
        return first.fullmatch(text) is not None
    begun = first.match(text)
    if begun is None:
        return False
    position = begun.end()
    for piece in middle:
        found = piece.search(text, position)
        if found is None:
            return False
        position = found.end()
    return last.search(text, position) is not None


@lru_cache(maxsize=1000)
def _pieces(pattern: str) -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...], re.Pattern[str] | None]:
    """What must stand at the beginning, in between in this order, and at the end; a piece has no repetition in it."""
    pieces = ["".join("." if sign == "?" else re.escape(sign) for sign in part) for part in pattern.split("*")]
    if len(pieces) == 1:
        return re.compile(pieces[0], re.DOTALL), (), None
    middle = tuple(re.compile(piece, re.DOTALL) for piece in pieces[1:-1] if piece)
    return re.compile(pieces[0], re.DOTALL), middle, re.compile(rf"{pieces[-1]}\Z", re.DOTALL)
