"""A value as YAML text that fits into a document which has a layout of its own."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from catalog.spec.nodes import Limits, Node, Unreadable, read_documents
from catalog.spec.scalars import REAL, TAG, WHOLE

UNLIMITED = Limits(size=2**62, depth=2**30, nodes=2**62, documents=2**30)
WIDTH = 110
ENDLESS = 2**30
SHORT = 60  # characters of a list of words that still stands on one line


class Unsayable(ValueError):
    """YAML has no word for a value."""


class Dumper(yaml.SafeDumper):
    """Writes what every YAML reader takes for the same: quotes for all that 1.1, 1.2 or we take for more than text."""

    def ignore_aliases(self, data: Any) -> bool:
        """A value that occurs twice is written twice."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists stand inside of their keys."""
        super().increase_indent(flow, False)


class _Styled(str):
    """A text with the style that it should be written in."""

    style: str | None = None


def _text(dumper: Dumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value.strip("\n") and not re.search(r"[ \t]\n|\r|\A\s", value) else None
    return dumper.represent_scalar(TAG + "str", value, style=style)


def _styled(dumper: Dumper, value: _Styled) -> yaml.ScalarNode:
    return dumper.represent_scalar(TAG + "str", str(value), style=value.style)


Dumper.add_representer(str, _text)
Dumper.add_representer(_Styled, _styled)
for _pattern, _tag in ((WHOLE, "int"), (REAL, "float")):
    Dumper.add_implicit_resolver(TAG + _tag, _pattern, list("-+.0123456789"))


@dataclass(frozen=True)
class Layout:
    """How a document is laid out, so that what is added looks as if it had always been there."""

    step: int = 2  # columns by which a map inside a map is indented
    indentless: bool = False  # do lists stand in the column of their key?
    json: bool = False  # is it JSON?
    newline: str = "\n"


def layout_of(text: str, root: Node) -> Layout:
    """The layout of a document, told by its first nested map and its first list."""
    newline = "\r\n" if "\r\n" in text else "\n"
    first = next(iter(root.key_spans.values()), (0, 0))
    if root.flow:
        return Layout(json=text[slice(*first)].startswith('"'), newline=newline)
    step, indentless = 0, None
    for parent, node in _nested(root):
        column = column_of(text, next(iter(parent.key_spans.values()))[0])
        inside = next(iter(node.key_spans.values()))[0] if node.key_spans else node.span[0]
        deeper = column_of(text, inside) - column
        if isinstance(node.value, dict) and not step and deeper > 0:
            step = deeper
        elif isinstance(node.value, list) and indentless is None:
            indentless = deeper == 0
        if step and indentless is not None:
            break
    return Layout(step=step or 2, indentless=bool(indentless), newline=newline)


def _nested(root: Node) -> Iterator[tuple[Node, Node]]:
    """Every block map or list that is the value of a key, with the map of that key."""
    waiting = [root]
    while waiting:
        node = waiting.pop(0)
        for child in _below(node):
            if child.children and not child.flow:
                if node.key_spans:
                    yield node, child
                waiting.append(child)


def _below(node: Node) -> list[Node]:
    return list(node.children.values()) if isinstance(node.children, dict) else list(node.children or ())


def column_of(text: str, place: int) -> int:
    """The column of a place, from 0."""
    return place - (text.rfind("\n", 0, place) + 1)


def scalar(value: Any, *, style: str | None = None, column: int = 0, one_line: bool = False) -> str:
    """A scalar as it stands behind `key: ` in a map of that column; raises Unsayable.

    >>> [scalar(value) for value in ("a: b", "yes", 1.5, None, "1.10")]
    ["'a: b'", "'yes'", '1.5', 'null', "'1.10'"]
    >>> print(scalar("one\\ntwo", column=4))
    |-
          one
          two
    """
    if not isinstance(value, str):
        return _dumped({"k": value}, ENDLESS)[3:].rstrip("\n")
    for wanted in _styles(value, style, one_line):
        styled = _Styled(value)
        styled.style = wanted
        written = _dumped({"k": styled}, ENDLESS if one_line or wanted in ("'", '"', None) else WIDTH - column)
        if _reads_as(written, value) and not (one_line and "\n" in written.rstrip("\n")):
            head, _, body = written[3:].rstrip("\n").partition("\n")
            kept = written[3:].rstrip("\n") if not body else head + "\n" + _indented(body, column)
            return kept + "\n" * (_newlines_kept(value) if head.endswith("+") else 0)
    raise Unsayable("YAML cannot hold this value.")


def _styles(value: str, style: str | None, one_line: bool) -> Iterator[str | None]:
    """The styles to try, best first."""
    lines = "\n" in value
    if one_line:
        yield from (None, "'", '"') if style not in ("'", '"') or lines else (style, '"')
        return
    if style == ">" and not re.search(r"\n\S", value.rstrip("\n").replace("\n\n", "")):
        yield ">"
    if lines:
        yield from ("|", '"')
    elif style in ("'", '"') and len(value) < WIDTH:
        yield from (style, '"')
    elif len(value) > WIDTH - 10 and " " in value:
        yield from (">", "'", '"')
    else:
        yield from (None, "'", '"')


def _newlines_kept(value: str) -> int:
    return len(value) - len(value.rstrip("\n")) - 1


def _indented(body: str, column: int) -> str:
    """Lines that stand two columns in, as they stand below a key of that column."""
    return "\n".join((" " * column + line) if line.strip(" ") else "" for line in body.split("\n"))


def _reads_as(written: str, value: str) -> bool:
    try:
        return [each.root.value for each in read_documents(written, UNLIMITED)] == [{"k": value}]
    except Unreadable:
        return False


def _dumped(value: Any, width: int, *, flow: bool | None = False) -> str:
    try:
        written: str = yaml.dump(
            value, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=width, default_flow_style=flow
        )
        written.encode()
    except (yaml.YAMLError, UnicodeEncodeError) as reason:
        raise Unsayable("YAML cannot hold this value.") from reason
    return re.sub(r"\n\.\.\.\n\Z", "\n", written)


def in_flow(value: Any, layout: Layout, *, style: str | None = None) -> str:
    """A value as it stands inside braces or brackets.

    >>> in_flow(["a, b", 1, {"c": None}], Layout()), in_flow(["a"], Layout(json=True))
    ("['a, b', 1, {c: null}]", '["a"]')
    """
    if layout.json:
        return json.dumps(value, ensure_ascii=False)
    written = _dumped([_in_one_line(value, style)], ENDLESS, flow=True).rstrip("\n")
    return written[1:-1]


def _in_one_line(value: Any, style: str | None = None) -> Any:
    if isinstance(value, dict):
        return {_in_one_line(key): _in_one_line(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_in_one_line(each) for each in value]
    if not isinstance(value, str):
        return value
    styled = _Styled(value)
    styled.style = '"' if "\n" in value else style if style in ("'", '"') else None
    return styled


def key_text(key: str, layout: Layout) -> str:
    """The key of a map."""
    return json.dumps(key, ensure_ascii=False) if layout.json else scalar(key, one_line=True)


def below_key(value: Any, column: int, layout: Layout) -> str:
    """What stands behind the colon of a key in that column: a blank and a value, or line ends and lines."""
    if not isinstance(value, dict | list):
        return " " + scalar(value, column=column)
    if not value or (isinstance(value, list) and _is_short(value, layout)):
        return " " + in_flow(value, layout)
    inside = column + (layout.step if isinstance(value, dict) else 0 if layout.indentless else 2)
    return "\n" + " " * inside + lines_of(value, inside, layout)


def behind_dash(value: Any, column: int, layout: Layout) -> str:
    """What stands behind the dash of a list in that column, a blank first."""
    if not isinstance(value, dict | list):
        return " " + scalar(value, column=column)
    if not value:
        return " " + in_flow(value, layout)
    return " " + lines_of(value, column + 2, layout)


def lines_of(value: dict[str, Any] | list[Any], column: int, layout: Layout) -> str:
    """The lines of a map or list that is not empty; the first line without its indentation."""
    if isinstance(value, dict):
        lines = [key_text(key, layout) + ":" + below_key(each, column, layout) for key, each in value.items()]
    else:
        lines = ["-" + behind_dash(each, column, layout) for each in value]
    return ("\n" + " " * column).join(lines)


def _is_short(values: list[Any], layout: Layout) -> bool:
    """Words and numbers in a row are easier to read in one line."""
    plain = all(not isinstance(each, dict | list) and "\n" not in str(each) for each in values)
    return plain and len(in_flow(values, layout)) <= SHORT
