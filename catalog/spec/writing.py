"""From trees back to bytes, losing nothing: not a comment, not a key we do not know."""

import copy
from collections.abc import Sequence
from typing import Any

import yaml

from catalog.spec.documents import Bundle, Document
from catalog.spec.phrasing import Dumper, Unsayable
from catalog.spec.rewriting import rewritten, says
from catalog.spec.violations import Path

BOM = "\ufeff"


def write(source: Bundle | Sequence[Any]) -> bytes:
    """A bundle as the very bytes it was read from, or trees as a new stream."""
    if isinstance(source, Bundle):
        return source.raw
    return yaml.dump_all(
        source, Dumper=Dumper, sort_keys=False, allow_unicode=True, explicit_start=len(source) > 1, width=110
    ).encode()


def edit(bundle: Bundle, document_index: int, path: Path, value: Any) -> bytes:
    """The bundle's bytes with one value set in one document; all around it keeps its bytes.

    Missing maps on the way are made; a list grows by one where the path names its end. Raises LookupError
    where there is no such document or the path leads nowhere, ValueError where YAML cannot hold the value.
    """
    document = document_of(bundle, document_index)
    wanted = copy.deepcopy(document.tree)
    _set(wanted, path, value)
    text, (start, end) = bundle.text, document.span
    text = text[:start] + rewrite_text(bundle, document, wanted) + text[end:]
    return (BOM + text if bundle.has_mark else text).encode()


def rewrite_text(bundle: Bundle, document: Document, wanted: dict[str, Any]) -> str:
    """The text of one document, changed so that it says what is wanted; what did not change keeps its characters.

    Comments, empty lines, quotes, the order of keys and the style of what stays are kept; an item that moves takes
    its lines along. Raises ValueError where YAML cannot hold a value.
    """
    text = bundle.text
    edited = rewritten(text, document.span, document.root, wanted)
    return _plainly(text[slice(*document.span)], wanted) if edited is None else edited


def document_of(bundle: Bundle, index: int) -> Document:
    """The document of that number; raises LookupError."""
    document = next((each for each in bundle.documents if each.index == index), None)
    if document is None:
        raise LookupError(f"The bundle has no document {index}.")
    return document


def _plainly(text: str, wanted: dict[str, Any]) -> str:
    """A document written anew, because its layout is not one that can be worked on."""
    try:
        written = write([wanted]).decode()
    except (yaml.YAMLError, UnicodeEncodeError) as reason:
        raise Unsayable("YAML cannot hold this value.") from reason
    edited = ("---\n" if text.startswith("---") else "") + written
    if not says(edited, wanted):
        raise Unsayable("YAML cannot hold this value.")
    return edited


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
