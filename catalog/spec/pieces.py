"""A document's text cut into pieces: one per key of a map and item of a list, each with the comment directly above."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalog.spec.nodes import Node
from catalog.spec.phrasing import column_of

HEADER = re.compile(r"[|>][-+0-9]*")
COLON = re.compile(r"[ \t]*(?:\r?\n[ ]*)?:")
EXPLICIT = re.compile(r"\?[ \t]+\Z")
NEXT_DASH = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ ]*-")


class Splice(NamedTuple):
    """A stretch of the text, and what takes its place."""

    start: int
    end: int
    new: str


class Misjudged(Exception):
    """The layout is not one that can be worked on here."""


@dataclass(frozen=True)
class Piece:
    """One key or item of a block: where its own comment, itself, its value and its last line are."""

    lead: int  # the beginning of the line of its comment, or of its own line
    start: int  # the key or the dash
    after: int  # behind the colon or the dash
    end: int  # behind its last line
    node: Node


@dataclass(frozen=True)
class Page:
    """The text that a document stands in, up to its end."""

    text: str
    stop: int

    def keys(self, node: Node) -> dict[str, Piece]:
        """The keys of a block map."""
        pieces: dict[str, Piece] = {}
        before = 0
        for key, child in children_of(node):
            start, end = node.key_spans[str(key)]
            colon = COLON.match(self.text, end)
            if colon is None:
                raise Misjudged
            if explicit := EXPLICIT.search(self.text, self.line_start(start), start):
                start = explicit.start()
            piece = Piece(self.lead(start, before), start, colon.end(), self.end_of(child), child)
            pieces[str(key)] = piece
            before = piece.end
        return pieces

    def items(self, node: Node) -> list[Piece]:
        """The items of a block list."""
        pieces: list[Piece] = []
        dash = self.text.index("-", node.span[0])
        for _, child in children_of(node):
            before = pieces[-1].end if pieces else 0
            if pieces:
                found = NEXT_DASH.match(self.text, before)
                if found is None:
                    raise Misjudged
                dash = found.end() - 1
            pieces.append(Piece(self.lead(dash, before), dash, dash + 1, self.end_of(child), child))
        return pieces

    def end_of(self, node: Node) -> int:
        """Where the last line of a value in a block ends."""
        if node.children and not node.flow:
            return self.end_of([child for _, child in children_of(node)][-1])
        end = node.span[1]
        if node.style not in ("|", ">"):
            return self.line_end(end)
        header = HEADER.match(self.text, node.span[0])
        if header is not None and "+" in header[0]:
            return end
        body = self.text[node.span[0] : end]
        kept = body.rstrip()
        return end if kept == body else self.line_end(node.span[0] + len(kept))

    def lead(self, start: int, before: int) -> int:
        """The beginning of the comment directly above a key or dash, in its column; or of its line."""
        lead, column = self.line_start(start), column_of(self.text, start)
        while lead > before:
            above = self.line_start(lead - 1)
            line = self.text[above:lead]
            if above < before or not line.strip().startswith("#") or len(line) - len(line.lstrip(" ")) != column:
                break
            lead = above
        return lead

    def is_inline(self, piece: Piece) -> bool:
        """Does it begin behind something else on its line?"""
        return bool(self.text[self.line_start(piece.start) : piece.start].strip())

    def spaced(self, place: int) -> bool:
        """Is there a blank before it, as between a colon and its value?"""
        return self.text[place - 1 : place] in (" ", "\t", "\n")

    def line_start(self, place: int) -> int:
        """The beginning of the line of a place."""
        return self.text.rfind("\n", 0, place) + 1

    def line_end(self, place: int) -> int:
        """Behind the end of a line, or of the document."""
        end = self.text.find("\n", place, self.stop)
        return self.stop if end < 0 else end + 1

    def ends_line(self, place: int) -> bool:
        """Is it the beginning of a line?"""
        return self.text[place - 1 : place] == "\n"


def children_of(node: Node) -> list[tuple[str | int, Node]]:
    """What is directly inside of a map or list, each with its key or place."""
    if isinstance(node.children, dict):
        return list(node.children.items())
    return list(enumerate(node.children or ()))


def spliced(text: str, start: int, end: int, splices: Sequence[Splice]) -> str:
    """A stretch of the text with its splices done."""
    parts, place = [], start
    for splice in sorted(splices, key=lambda each: (each.start, each.end)):
        if splice.start < place:
            raise Misjudged
        parts += [text[place : splice.start], splice.new]
        place = splice.end
    return "".join([*parts, text[place:end]])
