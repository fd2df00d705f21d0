"""A document made to say something else, with everything around what changes kept to the byte.

Maps and lists are cut into pieces, one per key or item, each with the comment directly above it. What still says the
same keeps its piece; what says something else is changed as deep inside its piece as can be; the rest is put in or
taken out. A comment above the first item belongs to the list. The result is read again: a document whose layout was
misjudged is changed more coarsely, and in the end written anew.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from catalog.spec.alignment import align, same
from catalog.spec.flow_rewriting import flow_splices
from catalog.spec.nodes import Node, Unreadable, read_documents
from catalog.spec.phrasing import (
    UNLIMITED,
    Layout,
    behind_dash,
    below_key,
    column_of,
    in_flow,
    key_text,
    layout_of,
    scalar,
)
from catalog.spec.pieces import HEADER, Misjudged, Page, Piece, Splice, spliced

DEPTHS = (2**30, 6, 4, 2, 1)  # how deep changes are made, from the finest to the coarsest way


def rewritten(text: str, span: tuple[int, int], root: Node, wanted: dict[str, Any]) -> str | None:
    """The text of one document, changed so that it says what is wanted; None where that cannot be done piece by piece.

    `span` and the marks of `root` are in characters of `text`, which may hold other documents.
    """
    layout = layout_of(text, root)
    for depth in DEPTHS:
        try:
            edited = spliced(text, *span, _Rewriting(Page(text, span[1]), layout, depth).root(root, wanted))
        except (Misjudged, ValueError, LookupError):
            continue
        if says(edited, wanted):
            return edited
    return None


def says(text: str, wanted: dict[str, Any]) -> bool:
    """Is this one document, and does it say exactly what is wanted?"""
    try:
        found = [each.root.value for each in read_documents(text, UNLIMITED)]
    except Unreadable:
        return False
    return len(found) == 1 and same(found[0], wanted)


class _Rewriting:
    """One way through one document."""

    def __init__(self, page: Page, layout: Layout, depth: int) -> None:
        self.page, self.text, self.layout, self.depth = page, page.text, layout, depth

    def root(self, node: Node, wanted: dict[str, Any]) -> list[Splice]:
        """The splices that make the whole document say what is wanted."""
        inside = self._inside(node, wanted, 0)
        if inside is None:
            raise Misjudged
        return inside

    def _inside(self, node: Node, wanted: Any, depth: int) -> list[Splice] | None:
        """The splices inside a map or list; None where it has to be replaced as a whole."""
        if depth >= self.depth or not node.children or not wanted or type(node.value) is not type(wanted):
            return None
        if node.flow:
            return self._flow(node, wanted, depth)
        return self._map(node, wanted, depth) if isinstance(wanted, dict) else self._list(node, wanted, depth)

    def _value(self, piece: Piece, wanted: Any, anew: Callable[[], str], depth: int) -> list[Splice]:
        """The splices that make the value of a key or item of a block say what is wanted; `anew` writes it afresh."""
        node = piece.node
        if same(node.value, wanted):
            return []
        if (inside := self._inside(node, wanted, depth + 1)) is not None:
            return inside
        if not isinstance(wanted, dict | list) and node.children is None:
            return self._scalar(piece, wanted)
        fresh = anew()
        if (node.flow or (node.children is None and node.style not in ("|", ">"))) and "\n" not in fresh:
            return [Splice(*node.span, fresh[1:] if self.page.spaced(node.span[0]) else fresh)]
        return [self._replaced(piece, fresh)]

    def _replaced(self, piece: Piece, fresh: str) -> Splice:
        """The whole value written anew."""
        return Splice(piece.after, piece.end, self._ended(fresh, piece.end))

    def _ended(self, fresh: str, end: int) -> str:
        """New lines that take the place of what goes up to there; the last text of a file may lack its line end."""
        return self._lines(fresh + "\n" if self.page.ends_line(end) or "\n" in fresh else fresh)

    def _lines(self, fresh: str) -> str:
        return fresh.replace("\n", self.layout.newline) if self.layout.newline != "\n" else fresh

    def _scalar(self, piece: Piece, wanted: Any) -> list[Splice]:
        """A scalar of a block; what stands behind it on its line stays there."""
        node, text, column = piece.node, self.text, column_of(self.text, piece.start)
        begin, end = node.span
        if node.style in ("|", ">"):
            return self._block(piece, wanted)
        style = ">" if node.style == "" and "\n" in text[begin:end] else node.style
        shown = scalar(wanted, style=style, column=column)
        head, _, body = shown.partition("\n")
        blank = "" if self.page.spaced(begin) else " "
        if not body or not HEADER.fullmatch(head):
            return [Splice(begin, end, blank + self._lines(shown))]
        line = self.page.line_end(end)
        if "\n" in text[begin:end] or not self.page.ends_line(line):
            return [self._replaced(piece, " " + shown)]
        return [Splice(begin, end, blank + head), Splice(line, line, self._lines(body + "\n"))]

    def _block(self, piece: Piece, wanted: Any) -> list[Splice]:
        """A block scalar: its header stays where it still fits."""
        begin, text = piece.node.span[0], self.text
        shown = scalar(wanted, style=piece.node.style, column=column_of(text, piece.start))
        head, _, body = shown.partition("\n")
        header = HEADER.match(text, begin)
        if not body or header is None or not HEADER.fullmatch(head):
            return [Splice(begin, piece.end, self._ended(shown, piece.end))]
        line = self.page.line_end(begin)
        body = self._as_deep(body, text[line : piece.end]) if not re.search(r"\d", head + header[0]) else body
        splices = [Splice(line, piece.end, self._lines(body + "\n"))]
        return splices if header[0] == head else [Splice(begin, header.end(), head), *splices]

    @staticmethod
    def _as_deep(body: str, before: str) -> str:
        """The lines of a block scalar as far in as they were before."""
        was = re.match(r"(?: *\r?\n)*( +)\S", before)
        now = re.match(r"\n*( +)\S", body)
        if was is None or now is None or was[1] == now[1]:
            return body
        return "\n".join(was[1] + line[len(now[1]) :] if line else "" for line in body.split("\n"))

    def _map(self, node: Node, wanted: dict[str, Any], depth: int) -> list[Splice] | None:
        """A block map: its keys keep their order; new ones stand behind the key they follow in what is wanted."""
        pieces = self.page.keys(node)
        kept = [key for key in pieces if key in wanted]
        if not kept:
            return None
        column = column_of(self.text, next(iter(pieces.values())).start)
        splices: list[Splice] = []
        for key in kept:
            anew = partial(below_key, wanted[key], column, self.layout)
            splices += self._value(pieces[key], wanted[key], anew, depth)
        splices += self._without(list(pieces.values()), [key not in wanted for key in pieces])
        anchor: Piece | None = None
        for key, value in wanted.items():
            if key in pieces:
                anchor = pieces[key]
                continue
            fresh = key_text(key, self.layout) + ":" + below_key(value, column, self.layout)
            splices.append(self._added(list(pieces.values()), anchor, fresh, column))
        return splices

    def _list(self, node: Node, wanted: list[Any], depth: int) -> list[Splice] | None:
        """A block list: items that moved take their lines and comments along."""
        pieces, origins = self.page.items(node), align(node.value, wanted)
        column = column_of(self.text, pieces[0].start)
        kept = [origin for origin in origins if origin is not None]
        if not kept and self.page.is_inline(pieces[0]):
            return None
        inner = {}
        for place, origin in enumerate(origins):
            if origin is not None:
                anew = partial(self._item, wanted[place], column, pieces)
                inner[origin] = self._value(pieces[origin], wanted[place], anew, depth)
        if kept != sorted(kept):
            return [self._reordered(pieces, origins, inner, wanted, column)]
        splices = [splice for each in inner.values() for splice in each]
        splices += self._without(pieces, [place not in inner for place in range(len(pieces))])
        anchor: Piece | None = None
        for place, origin in enumerate(origins):
            if origin is not None:
                anchor = pieces[origin]
            else:
                splices.append(self._added(pieces, anchor, "-" + self._item(wanted[place], column, pieces), column))
        return splices

    def _item(self, value: Any, column: int, pieces: list[Piece]) -> str:
        """A new item, in braces where its neighbours are."""
        if isinstance(value, dict) and value and all(piece.node.flow for piece in pieces):
            shown = " " + in_flow(value, self.layout)
            if len(shown) + column < 120:
                return shown
        return behind_dash(value, column, self.layout)

    def _reordered(
        self,
        pieces: list[Piece],
        origins: list[int | None],
        inner: dict[int, list[Splice]],
        wanted: list[Any],
        column: int,
    ) -> Splice:
        newline = self.layout.newline
        texts = []
        for place, origin in enumerate(origins):
            if origin is None:
                texts.append(" " * column + "-" + self._lines(self._item(wanted[place], column, pieces)) + newline)
                continue
            piece = pieces[origin]
            lead = piece.start if origin == 0 else piece.lead
            said = spliced(self.text, lead, piece.end, inner[origin])
            said = " " * column + said if origin == 0 else said
            texts.append(said if said.endswith("\n") else said + newline)
        gaps = [self.text[one.end : two.lead] for one, two in zip(pieces, pieces[1:], strict=False)]
        joined = texts[0]
        for place, said in enumerate(texts[1:]):
            joined += (gaps[place] if place < len(gaps) else "") + said
        joined += "".join(gap for gap in gaps[len(texts) - 1 :] if gap.strip())
        end = pieces[-1].end
        joined = joined if self.page.ends_line(end) else joined.removesuffix(newline)
        return Splice(pieces[0].start, end, joined[column:])

    def _without(self, pieces: list[Piece], gone: list[bool]) -> Iterator[Splice]:
        """Take pieces out, each with its own comment, and with the empty lines before it where others follow."""
        begin = 0
        if gone[0] and self.page.is_inline(pieces[0]):
            begin = gone.index(False)
            yield self._moved_up(pieces[: begin + 1])
            begin = begin if self._closes_up(pieces[: begin + 1]) else 1
        for place in range(begin, len(pieces)):
            if not gone[place]:
                continue
            piece = pieces[place]
            start = piece.lead if place else self.page.line_start(piece.start)
            before = pieces[place - 1].end if place else start
            following = self.text[piece.end : self.page.line_end(piece.end)]
            if not self.text[before:start].strip() and (not following.strip() or all(gone[place:])):
                start = before
            yield Splice(start, piece.end, "")

    def _moved_up(self, pieces: list[Piece]) -> Splice:
        """The first keys of a map that begins behind a dash taken out: the last of these moves up to the dash."""
        if self._closes_up(pieces):
            return Splice(pieces[0].start, pieces[-1].start, "")
        return Splice(pieces[0].start, pieces[0].end, self.layout.newline)

    def _closes_up(self, pieces: list[Piece]) -> bool:
        """Is there nothing between these pieces, nor a comment above the last?"""
        gaps = [self.text[one.end : two.lead] for one, two in zip(pieces, pieces[1:], strict=False)]
        return not "".join(gaps).strip() and pieces[-1].lead == self.page.line_start(pieces[-1].start)

    def _added(self, pieces: list[Piece], anchor: Piece | None, fresh: str, column: int) -> Splice:
        """A new key or item behind another one, or before all."""
        newline, margin = self.layout.newline, " " * column
        if anchor is None and self.page.is_inline(pieces[0]):
            return Splice(pieces[0].start, pieces[0].start, self._lines(fresh) + newline + margin)
        if anchor is None:
            place = self.page.line_start(pieces[0].start)
            return Splice(place, place, margin + self._lines(fresh) + newline)
        gap = self._gap_like(pieces, anchor, fresh)
        if self.page.ends_line(anchor.end):
            return Splice(anchor.end, anchor.end, gap + margin + self._lines(fresh) + newline)
        return Splice(anchor.end, anchor.end, newline + gap + margin + self._ended(fresh, anchor.end))

    def _gap_like(self, pieces: list[Piece], anchor: Piece, fresh: str) -> str:
        """The empty lines that stand before a neighbour of the same kind."""
        place = pieces.index(anchor)
        if not place or not (anchor.node.children and "\n" in fresh):
            return ""
        before = self.text[pieces[place - 1].end : anchor.lead]
        return before if not before.strip() else ""

    def _flow(self, node: Node, wanted: Any, depth: int) -> list[Splice] | None:
        """A map in braces or a list in brackets."""
        return flow_splices(self.page.text, self.layout, node, wanted, partial(self._in_flow, depth=depth))

    def _in_flow(self, node: Node, wanted: Any, *, depth: int) -> list[Splice]:
        if same(node.value, wanted):
            return []
        if (inside := self._inside(node, wanted, depth + 1)) is not None:
            return inside
        begin, end = node.span
        shown = in_flow(wanted, self.layout, style=node.style)
        return [Splice(begin, end, " " + shown if begin == end and self.text[begin - 1] == ":" else shown)]
