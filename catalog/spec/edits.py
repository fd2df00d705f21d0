"""Verbs over a bundle: each answers new bytes in which nothing else has changed.

All raise LookupError where what they are about is not there, ValueError where YAML cannot hold a value.
"""

import copy
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from catalog.spec.documents import Bundle, Document
from catalog.spec.phrasing import Layout, layout_of, lines_of
from catalog.spec.rewriting import says
from catalog.spec.trees import Tree, maps, text
from catalog.spec.violations import Path
from catalog.spec.writing import BOM, document_of, edit, rewrite_text

set_value = edit


def remove(bundle: Bundle, index: int, path: Path) -> bytes:
    """Take a key out of a map, or an item out of a list, with the comment directly above it."""
    wanted, parent = _copied(bundle, index, path)
    del parent[path[-1]]
    return revise(bundle, {index: wanted})


def insert(bundle: Bundle, index: int, path: Path, value: Any) -> bytes:
    """Put an item into a list, at the place that the path names."""
    wanted, parent = _copied(bundle, index, path)
    place = path[-1]
    if not isinstance(parent, list) or not isinstance(place, int) or not 0 <= place <= len(parent):
        raise LookupError(f"There is no place {place!r} in a list here.")
    parent.insert(place, value)
    return revise(bundle, {index: wanted})


def move(bundle: Bundle, index: int, path: Path, to: int) -> bytes:
    """Move an item of a list to another place in it; its comment and the style of its lines go along."""
    wanted, parent = _copied(bundle, index, path)
    if not isinstance(parent, list) or not isinstance(path[-1], int) or not 0 <= to < len(parent):
        raise LookupError(f"There is no place {to!r} in a list here.")
    parent.insert(to, parent.pop(path[-1]))
    return revise(bundle, {index: wanted})


def add_document(bundle: Bundle, tree: Tree) -> bytes:
    """Add a document at the end, laid out like the others."""
    return revise(bundle, {}, added=[tree])


def remove_document(bundle: Bundle, index: int) -> bytes:
    """Take a document out; a comment directly above the following document stays with that."""
    return revise(bundle, {}, removed=[index])


def rename_output_port(bundle: Bundle, old: str, new: str) -> bytes:
    """Rename an output port wherever the documents speak of it; its contract keeps its id."""
    wanted: dict[int, Tree] = {}
    for document in bundle.documents:
        tree = copy.deepcopy(document.tree)
        named = maps(tree, "outputPorts") if document.kind == "odps" else ()
        key = "name" if document.kind == "odps" else "outputPort"
        for place in named or ((tree,) if document.kind in ("transformation", "access-policy") else ()):
            if text(place, key) == old:
                place[key] = new
                wanted[document.index] = tree
    if not wanted:
        raise LookupError(f"The product has no output port {old!r}.")
    return revise(bundle, wanted)


def revise(
    bundle: Bundle, wanted: Mapping[int, Tree], *, added: Sequence[Tree] = (), removed: Collection[int] = ()
) -> bytes:
    """Documents changed, added at the end and taken out, all at once."""
    whole = bundle.text
    touched = {document_of(bundle, index).index: document_of(bundle, index) for index in (*wanted, *removed)}
    for document in sorted(touched.values(), key=lambda each: -each.span[0]):
        start, end = document.span
        if document.index in removed:
            whole = whole[:start] + whole[_end_without_comment(bundle, document) :]
        else:
            whole = whole[:start] + rewrite_text(bundle, document, wanted[document.index]) + whole[end:]
    layout = _layout_of(bundle)
    for tree in added:
        whole += _appended(whole, tree, layout)
    return (BOM + whole if bundle.has_mark else whole).encode()


def _appended(whole: str, tree: Tree, layout: Layout) -> str:
    """What follows the text when a document is added."""
    begin = "" if not whole or whole.endswith("\n") else "\n"
    begin += "---\n" if whole.strip() else ""
    written = lines_of(tree, 0, layout) + "\n"
    if not says(written, tree):
        raise ValueError("YAML cannot hold this document.")
    return (begin + written).replace("\n", layout.newline)


def _layout_of(bundle: Bundle) -> Layout:
    """The layout of the first document; JSON's is left aside, because what is added is YAML."""
    first = next(iter(bundle.documents), None)
    layout = layout_of(bundle.text, first.root) if first else Layout()
    return Layout(newline=layout.newline) if layout.json else layout


def _end_without_comment(bundle: Bundle, document: Document) -> int:
    """The end of a document; a comment that stands right above the next one is not part of it."""
    start, end = document.span
    whole = bundle.text
    if end == len(whole):
        return end
    while (above := whole.rfind("\n", 0, end - 1) + 1) > start and whole.startswith("#", above):
        end = above
    return end


def _copied(bundle: Bundle, index: int, path: Path) -> tuple[Tree, Any]:
    """A copy of a document's tree, and what in it holds the last step of a path."""
    if not path:
        raise KeyError("A path must name something inside the document.")
    wanted = copy.deepcopy(document_of(bundle, index).tree)
    parent: Any = wanted
    for step in path[:-1]:
        parent = parent[step]
    if not isinstance(parent, dict | list):
        raise KeyError(f"{path[-1]!r} is not inside a map or list.")
    return wanted, parent
