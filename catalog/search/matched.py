"""Where in a text the words of a search are."""

from catalog.search.words import fold, stem, word_spans

AROUND = 60  # characters before the first match of an excerpt


def pieces(text: str, words: tuple[str, ...]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it matches; the pieces together are the text.

    >>> pieces("Adverse events, coded", ("event",))
    [('Adverse ', False), ('events', True), (', coded', False)]
    """
    stems = tuple(stem(word) for word in words)
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end in word_spans(text):
        if stems and fold(text[start:end]).startswith(stems):
            if at < start:
                found.append((text[at:start], False))
            found.append((text[start:end], True))
            at = end
    return [*found, (text[at:], False)] if at < len(text) else found


def matches(text: str, words: tuple[str, ...]) -> bool:
    """Does a text have one of the words?"""
    return any(matched for _piece, matched in pieces(text, words))


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
