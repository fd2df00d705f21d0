"""From trees back to bytes, losing nothing: not a comment, not a key we do not know."""

import copy
import io
import json
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.util import load_yaml_guess_indent

from catalog.spec.documents import Bundle
from catalog.spec.nodes import Limits, Node, Unreadable, read_documents
from catalog.spec.scalars import REAL, TAG, WHOLE
from catalog.spec.violations import Path

NESTED_MAP = re.compile(r"^( *)[^\s#-][^\n]*:[ ]*\n( +)[^\s#-]", re.MULTILINE)
UNLIMITED = Limits(size=2**62, depth=2**30, nodes=2**62, documents=2**30)


def write(source: Bundle | Sequence[Any]) -> bytes:
    """A bundle as the very bytes it was read from, or trees as a new stream."""
    if isinstance(source, Bundle):
        return source.raw
    return yaml.dump_all(
        source, Dumper=_Dumper, sort_keys=False, allow_unicode=True, explicit_start=len(source) > 1, width=110
    ).encode()


def edit(bundle: Bundle, document_index: int, path: Path, value: Any) -> bytes:
    """The bundle's bytes with one value set in one document; the other documents keep theirs to the byte.

    Missing maps on the way are made; a list grows by one where the path names its end. Raises LookupError
    where there is no such document or the path leads nowhere, ValueError where YAML cannot hold the value.
    """
    document = next((each for each in bundle.documents if each.index == document_index), None)
    if document is None:
        raise LookupError(f"The bundle has no document {document_index}.")
    wanted = copy.deepcopy(document.tree)
    _set(wanted, path, value)
    text, (start, end) = bundle.text, document.span
    node = document.node_at(path)
    ways: list[Callable[[], str]] = []
    if node is not None and _is_one_line(node, text):
        ways.append(partial(_swapped, text, document.span, node, value))
    ways.append(partial(_reworked, text[start:end], path, value))
    ways.append(partial(_plainly, text[start:end], wanted))
    for way in ways:
        if _says(edited := way(), wanted):
            return (text[:start] + edited + text[end:]).encode()
    raise ValueError("YAML cannot hold this value.")


def _is_one_line(node: Node, text: str) -> bool:
    return node.children is None and node.style not in ("|", ">") and "\n" not in text[slice(*node.span)]


def _swapped(text: str, span: tuple[int, int], node: Node, value: Any) -> str:
    """One scalar written over another; nothing else is touched."""
    if isinstance(value, dict | list):
        return ""
    begin, end = node.span
    in_quotes = isinstance(value, str) and ("\n" in value or node.style == '"')
    shown = json.dumps(value, ensure_ascii=False) if in_quotes else _written([value]).removesuffix("...\n").strip()
    return text[span[0] : begin] + shown + text[end : span[1]]


def _reworked(text: str, path: Path, value: Any) -> str:
    """A document worked on as a tree that remembers its comments; empty where that fails."""
    try:
        _, sequence, offset = load_yaml_guess_indent(io.StringIO(text))
        editor = YAML()
        editor.preserve_quotes = True
        editor.width = 2**16
        editor.explicit_start = text.startswith("---")
        editor.explicit_end = bool(re.search(r"^\.\.\.\s*$", text, re.MULTILINE))
        nested = NESTED_MAP.search(text)
        mapping = len(nested[2]) - len(nested[1]) if nested else 2
        editor.indent(mapping=mapping, sequence=sequence or 2, offset=offset or 0)
        tree = editor.load(text)
        _set(tree, path, value)
        out = io.StringIO()
        editor.dump(tree, out)
    except (YAMLError, ValueError, TypeError, AttributeError, LookupError):
        return ""
    return out.getvalue()


def _says(text: str, wanted: dict[str, Any]) -> bool:
    """Is this one document, and does it say exactly what is wanted?"""
    try:
        return [each.root.value for each in read_documents(text, UNLIMITED)] == [wanted]
    except Unreadable:
        return False


def _plainly(text: str, wanted: dict[str, Any]) -> str:
    begin = "---\n" if text.startswith("---") else ""
    return begin + _written([wanted])


def _written(values: Sequence[Any]) -> str:
    """Values as a stream; empty where YAML has no word for one of them."""
    try:
        return write(values).decode()
    except (yaml.YAMLError, UnicodeEncodeError):
        return ""


def _set(tree: Any, path: Path, value: Any) -> None:
    if not path:
        raise KeyError("A path must name something inside the document.")
    *way, last = path
    place: Any = last
    for step in way:
        if isinstance(tree, dict) and step not in tree:
            tree[step] = {}
        tree = tree[step]
    if isinstance(tree, list) and last == len(tree):
        tree.append(value)
    elif isinstance(tree, dict | list):
        tree[place] = value
    else:
        raise KeyError(f"{last!r} is not inside a map or list.")


class _Dumper(yaml.SafeDumper):
    """Writes what every YAML reader takes for the same: quotes for all that 1.1, 1.2 or we take for more than text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value.strip("\n") and not re.search(r"[ \t]\n|\r|\A\s", value) else None
    return dumper.represent_scalar(TAG + "str", value, style=style)


_Dumper.add_representer(str, _text)
for _pattern, _tag in ((WHOLE, "int"), (REAL, "float")):
    _Dumper.add_implicit_resolver(TAG + _tag, _pattern, list("-+.0123456789"))
