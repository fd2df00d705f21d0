"""Which lines an edit of a document touched, and which it may."""

from difflib import SequenceMatcher


def paths(value, way=()):
    """Every path in a tree but the empty one."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in below:
        yield (*way, step)
        yield from paths(each, (*way, step))


def touched(before, after):
    """The numbers of the lines that an edit took away or changed; of the line it inserted before where it took none."""
    old, new = before.text.splitlines(), after.decode().removeprefix("\ufeff").splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(start + 1, end) for tag, start, end, _, _ in matcher.get_opcodes() if tag != "equal"]


def lines_like(text, start, end):
    """The ranges whose removal leaves the same text as that of this range: a comparison names any of them."""
    lines = text.splitlines()
    low, high = start - 1, end
    while low > 0 and lines[low - 1] == lines[high - 1]:
        low, high = low - 1, high - 1
    yield low + 1, high
    while high < len(lines) and lines[low] == lines[high]:
        low, high = low + 1, high + 1
        yield low + 1, high


def lines_of(document, path):
    """The first line of what is at a path, and the line before what follows it."""
    every = list(paths(document.tree))
    place = every.index(path)
    after = next((each for each in every[place:] if each[: len(path)] != path), None)
    first = document.line_of(path)
    last = document.line_of(after) - 1 if after else len(document_lines(document)) + document.root.line
    return first, max(last, first)


def document_lines(document):
    """As many entries as the document has lines."""
    return range(document.span[1])
