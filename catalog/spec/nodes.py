"""A YAML text as nodes that know where they stand.

The nodes are built from libyaml's events, one at a time and without recursion, so that every limit holds
before the thing it limits exists: libyaml's own loader crashes the process on deep nesting.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from catalog.spec.scalars import TAG, NoSuchTag, Scalar, plain, tagged

UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Limits:
    """How much of a bundle is read before it is refused."""

    size: int = 5 * 1024 * 1024  # bytes, of an archive both packed and unpacked
    depth: int = 64
    nodes: int = 200_000
    documents: int = 50


class Unreadable(Exception):
    """The stream cannot be read any further, and why."""

    def __init__(self, code: str, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.code, self.message, self.line = code, message, line


@dataclass(slots=True)
class Node:
    """One value: what it is, where it begins, how it was written."""

    value: Any
    line: int
    source: str = ""
    style: str | None = None
    children: dict[str, "Node"] | list["Node"] | None = None
    key_lines: dict[str, int] = field(default_factory=dict)
    key_spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    span: tuple[int, int] = (0, 0)  # in characters of the whole text; that of a block map or list ends somewhere below
    flow: bool = False  # a map in braces or a list in brackets


@dataclass(slots=True)
class YamlDocument:
    """One document of a stream: its root, its stretch of the text in characters, and the keys it repeats."""

    root: Node
    start: int
    end: int
    repeated: list[tuple[tuple[str | int, ...], str, int]]


def read_documents(text: str, limits: Limits) -> list[YamlDocument]:
    """Every document of a YAML stream that is not empty. Raises Unreadable."""
    if odd := UNPRINTABLE.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        raise Unreadable("bad-character", f"The character {odd[0]!r} cannot stand in YAML.", line)
    builder = _Builder(limits)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as failure:
        raise _not_yaml(text, failure) from failure
    except (yaml.YAMLError, ValueError, RecursionError) as failure:
        raise Unreadable("not-yaml", "This is not YAML.") from failure
    documents = builder.documents
    for document, following in zip(documents, documents[1:], strict=False):
        document.end = following.start
    if documents:
        documents[-1].end = len(text)
    return [each for each in documents if each.root.children is not None or each.root.source or each.root.style]


class _Builder:
    """Makes nodes of events; holds the open maps and lists on a stack of its own."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.documents: list[YamlDocument] = []
        self.open: list[Node] = []
        self.keys: list[tuple[str, int, tuple[int, int]] | None] = []
        self.nodes = 0
        self.start = 0

    def take(self, event: yaml.Event) -> None:
        """Let one more event in, or raise Unreadable."""
        line = _line(event)
        if isinstance(event, yaml.ScalarEvent):
            self._place(Node(_meaning(event, line), line, event.value, event.style, span=_span(event)))
        elif isinstance(event, yaml.MappingStartEvent):
            self._open(Node({}, line, children={}, span=_span(event), flow=bool(event.flow_style)), event.tag)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open(Node([], line, children=[], span=_span(event), flow=bool(event.flow_style)), event.tag)
        elif isinstance(event, yaml.CollectionEndEvent):
            node = self.open.pop()
            node.span = (node.span[0], _span(event)[1])
            self.keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            raise Unreadable("alias", f"The alias *{event.anchor} is refused; write the value out.", line)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.start = event.start_mark.index if event.start_mark else 0
            if len(self.documents) >= self.limits.documents:
                raise Unreadable("too-many-documents", f"At most {self.limits.documents} documents are read.", line)

    def _open(self, node: Node, tag: str | None) -> None:
        if tag not in (None, "!", TAG + "map", TAG + "seq"):
            raise Unreadable("unknown-tag", f"The tag {tag} is not one of JSON's types.", node.line)
        if self.open and isinstance(self.open[-1].value, dict) and self.keys[-1] is None:
            raise Unreadable("bad-key", "The key of a map must be a word, not a map or list.", node.line)
        if len(self.open) >= self.limits.depth:
            raise Unreadable("too-deep", f"Maps and lists nest more than {self.limits.depth} deep.", node.line)
        self._place(node)
        self.open.append(node)
        self.keys.append(None)

    def _place(self, node: Node) -> None:
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            raise Unreadable("too-many-nodes", f"The bundle has more than {self.limits.nodes} values.", node.line)
        if not self.open:
            self.documents.append(YamlDocument(node, self.start, self.start, []))
            return
        parent = self.open[-1]
        if isinstance(parent.children, list):
            parent.children.append(node)
            parent.value.append(node.value)
        elif isinstance(parent.children, dict):
            self._place_in_map(parent, parent.children, node)

    def _place_in_map(self, parent: Node, children: dict[str, Node], node: Node) -> None:
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = (node.source, node.line, node.span)
            return
        name, line, span = key
        self.keys[-1] = None
        if name in children:
            self.documents[-1].repeated.append((self._path(), name, line))
            return
        children[name] = node
        parent.key_lines[name] = line
        parent.key_spans[name] = span
        parent.value[name] = node.value

    def _path(self) -> tuple[str | int, ...]:
        return tuple(self._steps())

    def _steps(self) -> Iterator[str | int]:
        for parent, key in zip(self.open[:-1], self.keys[:-1], strict=True):
            if isinstance(parent.children, list):
                yield len(parent.children) - 1
            else:
                yield next(reversed(parent.value)) if key is None else key[0]


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _span(event: yaml.Event) -> tuple[int, int]:
    return (event.start_mark.index, event.end_mark.index) if event.start_mark and event.end_mark else (0, 0)


def _meaning(event: yaml.ScalarEvent, line: int) -> Scalar:
    if "\x00" in event.value:
        raise Unreadable("bad-character", "The character '\\x00' cannot be kept.", line)
    if event.tag is not None:
        try:
            return tagged(event.value, event.tag)
        except NoSuchTag as failure:
            told = f"The tag {event.tag} does not fit {event.value[:40]!r}."
            raise Unreadable("unknown-tag", told, line) from failure
    return plain(event.value) if event.implicit[0] else str(event.value)


def _not_yaml(text: str, failure: yaml.MarkedYAMLError) -> Unreadable:
    mark = failure.problem_mark or failure.context_mark
    if mark is None:
        return Unreadable("not-yaml", "This is not YAML.")
    if text[mark.index : mark.index + 1] == "\t":
        return Unreadable("not-yaml", "This is not YAML: a tab indents this line; use spaces.", mark.line + 1)
    said = " ".join(part for part in (failure.context, failure.problem) if part)
    return Unreadable("not-yaml", f"This is not YAML: {said}.", mark.line + 1)
