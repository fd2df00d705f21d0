"""Two texts beside each other, line by line: what stays, what goes, what comes, and what changes within a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "changed", "gone", "new"]
CONTEXT = 3  # unchanged lines that are shown around a change
SHORTEST_FOLD = 4  # fewer lines are not worth a fold
LONGEST_LINE = 400  # characters; longer lines are marked as a whole
MOST_MARKED = 400  # pairs of lines whose words are compared
ALIKE = 0.4  # of 1: lines less alike than this are marked as a whole
WORD = re.compile(r"\w+|\s+|[^\w\s]")
Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A stretch of a line; `changed` where it differs from the line that stands for it on the other side."""

    text: str
    changed: bool = False


@dataclass(frozen=True)
class Line:
    """A line with its number, from 1."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The line as it stands."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Row:
    """A line of the old text and the line of the new one that stands for it; one of them is None where it has none."""

    kind: Kind
    left: Line | None
    right: Line | None


@dataclass(frozen=True)
class Block:
    """Rows that are shown together; those that stay the same far from any change are folded away."""

    folded: bool
    rows: tuple[Row, ...]


def side_by_side(old: str, new: str, *, context: int = CONTEXT) -> list[Block]:
    """The lines of two texts in rows; no block where both are the same."""
    if old == new:
        return []
    return list(_blocks(list(_rows(_lines(old), _lines(new))), context))


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _rows(old: list[str], new: list[str]) -> Iterator[Row]:
    marked = 0
    for tag, (start, end), (begin, stop) in _opcodes(old, new):
        if tag == "equal":
            for left, right in zip(range(start, end), range(begin, stop), strict=True):
                yield Row("same", _whole(old, left), _whole(new, right))
            continue
        pairs = min(end - start, stop - begin)
        for left, right in zip(range(start, start + pairs), range(begin, begin + pairs), strict=True):
            marked += 1
            before, after = _marked(old[left], new[right]) if marked <= MOST_MARKED else (None, None)
            yield Row(
                "changed",
                Line(left + 1, before) if before else _whole(old, left, changed=True),
                Line(right + 1, after) if after else _whole(new, right, changed=True),
            )
        for left in range(start + pairs, end):
            yield Row("gone", _whole(old, left), None)
        for right in range(begin + pairs, stop):
            yield Row("new", None, _whole(new, right))


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Span, Span]]:
    """What is equal and what is not; what both begin and end with is found without searching."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head:
        yield "equal", (0, head), (0, head)
    middle = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail])
    for tag, start, end, begin, stop in middle.get_opcodes():
        yield tag, (head + start, head + end), (head + begin, head + stop)
    if tail:
        yield "equal", (len(old) - tail, len(old)), (len(new) - tail, len(new))


def _whole(lines: Sequence[str], place: int, *, changed: bool = False) -> Line:
    return Line(place + 1, (Piece(lines[place], changed),))


def _marked(old: str, new: str) -> tuple[tuple[Piece, ...] | None, tuple[Piece, ...] | None]:
    """Both lines with the words that differ; None where hardly anything is alike."""
    if max(len(old), len(new)) > LONGEST_LINE:
        return None, None
    left, right = WORD.findall(old), WORD.findall(new)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < ALIKE:
        return None, None
    before: list[Piece] = []
    after: list[Piece] = []
    for tag, start, end, begin, stop in matcher.get_opcodes():
        before.append(Piece("".join(left[start:end]), tag != "equal"))
        after.append(Piece("".join(right[begin:stop]), tag != "equal"))
    return _said(before), _said(after)


def _said(pieces: list[Piece]) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece.text) or (Piece(""),)


def _blocks(rows: list[Row], context: int) -> Iterator[Block]:
    """Changed rows with what stands around them, and between them what is folded away."""
    shown = [False] * len(rows)
    for place, row in enumerate(rows):
        if row.kind != "same":
            for near in range(max(0, place - context), min(len(rows), place + context + 1)):
                shown[near] = True
    for start, end in list(_runs(shown)):
        if not shown[start] and end - start < SHORTEST_FOLD:
            shown[start:end] = [True] * (end - start)
    for start, end in _runs(shown):
        yield Block(not shown[start], tuple(rows[start:end]))


def _runs(flags: Sequence[bool]) -> Iterator[Span]:
    """The stretches in which all flags are the same."""
    start = 0
    for place in range(1, len(flags) + 1):
        if place == len(flags) or flags[place] != flags[start]:
            yield start, place
            start = place
