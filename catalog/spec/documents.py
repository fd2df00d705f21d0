"""A bundle and its documents, as read: plain trees that know where each value stands."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from catalog.spec.nodes import Node
from catalog.spec.violations import Path, Said, Violation, violation

Kind = Literal["odps", "odcs", "transformation", "access-policy", "access-rules"]


@dataclass(frozen=True)
class Document:
    """One document of a bundle. The tree is made of dicts, lists, text, numbers, booleans and None."""

    index: int
    kind: Kind
    api_version: str
    tree: dict[str, Any]
    root: Node = field(repr=False, compare=False)
    span: tuple[int, int] = field(repr=False, compare=False, default=(0, 0))

    def line_of(self, path: Path) -> int:
        """The line, in the whole stream, of the key or item at a path; of its nearest ancestor where it is absent."""
        line, node = self.root.line, self.root
        for step in path:
            children = node.children
            if isinstance(children, dict) and step in children:
                line, node = node.key_lines[str(step)], children[str(step)]
            elif isinstance(children, list) and isinstance(step, int) and step < len(children):
                node = children[step]
                line = node.line
            else:
                break
        return line

    def text_line(self, path: Path, line: int) -> int:
        """The line, in the whole stream, of the n-th line of a text; of its beginning where YAML folds lines."""
        node = self.node_at(path)
        if node is None:
            return self.line_of(path)
        if node.style == "|":
            return node.line + line
        return node.line + 1 if node.style == ">" else node.line

    def violation(self, said: Said, *, line: int | None = None) -> Violation:
        """A finding in this document, on the line it is about."""
        at = self.line_of(said.path) if line is None else line
        return violation(said.code, said.message, document=self.index, path=said.path, line=at)

    def source_of(self, path: Path) -> str:
        """How the scalar at a path is written; empty where there is none."""
        node = self.node_at(path)
        return node.source if node else ""

    def node_at(self, path: Path) -> Node | None:
        """The node at a path, or None."""
        node = self.root
        for step in path:
            children = node.children
            if isinstance(children, dict) and step in children:
                node = children[str(step)]
            elif isinstance(children, list) and isinstance(step, int) and step < len(children):
                node = children[step]
            else:
                return None
        return node


@dataclass(frozen=True)
class Bundle:
    """Everything one product is made of: its documents, and the bytes they came as."""

    raw: bytes = field(repr=False)
    documents: tuple[Document, ...]

    @property
    def product(self) -> Document | None:
        """The data product; the first where there are several."""
        return next(iter(self.of("odps")), None)

    @property
    def contracts(self) -> tuple[Document, ...]:
        """The data contracts, one per output port."""
        return self.of("odcs")

    @property
    def transformations(self) -> tuple[Document, ...]:
        """What makes the output ports."""
        return self.of("transformation")

    @property
    def policies(self) -> tuple[Document, ...]:
        """Who may read the output ports, and what of them."""
        return self.of("access-policy")

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def text(self) -> str:
        """The stream as text, without a byte order mark."""
        return self.raw.decode().removeprefix("\ufeff")

    @property
    def has_mark(self) -> bool:
        """Do the bytes begin with a byte order mark?"""
        return self.raw.startswith(b"\xef\xbb\xbf")

    def of(self, kind: Kind) -> tuple[Document, ...]:
        """The documents of one kind, in the order of the stream."""
        return tuple(document for document in self.documents if document.kind == kind)
