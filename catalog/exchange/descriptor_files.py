"""The files of a descriptor, and the references between them: followed inside these files and nowhere else."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.spec.trees import Tree, text

DEEPEST = 20  # references that lead to references


@dataclass
class Reading:
    """The files at hand, by path, and what was lost on the way."""

    files: Mapping[str, Any]
    lost: list[str] = field(default_factory=list)

    def lose(self, sentence: str) -> None:
        """Say once that something could not be carried over."""
        if sentence not in self.lost:
            self.lost.append(sentence)


def references_in(tree: Any) -> Iterator[str]:
    """Every reference that stands anywhere in a file."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            waiting.extend(node.values())
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
        elif isinstance(node, list):
            waiting.extend(node)


def followed(reading: Reading, tree: Tree, node: Tree, place: str) -> tuple[Tree, str]:
    """A node, with its references followed; what stands beside a reference fills what it leaves open."""
    for _ in range(DEEPEST):
        reference = text(node, "$ref")
        beside = {key: value for key, value in node.items() if key != "$ref"}
        if not reference:
            return beside, place
        found, path = _looked_up(reading, tree, reference, place)
        if found is None:
            return beside, place
        node, place = {**beside, **found}, path
    reading.lose("A reference leads in a circle.")
    return {}, place


def _looked_up(reading: Reading, tree: Tree, reference: str, place: str) -> tuple[Tree | None, str]:
    if "://" in reference:
        reading.lose(f"{reference} lies on the web; add it as a file to carry it over.")
        return None, place
    if reference.startswith("#"):
        node: Any = tree
        for step in re.split(r"[/.]", reference.lstrip("#/.")):
            node = node.get(step) if isinstance(node, dict) else None
        if isinstance(node, dict):
            return node, place
        reading.lose(f"The reference {reference} leads nowhere.")
        return None, place
    path = posixpath.normpath(posixpath.join(posixpath.dirname(place), reference.partition("#")[0]))
    path = path if path in reading.files else _by_name(reading.files, path)
    found = reading.files.get(path)
    if not isinstance(found, dict):
        reading.lose(f"The file {reference} is not among those that were given.")
        return None, place
    return found, path


def _by_name(files: Mapping[str, Any], path: str) -> str:
    """The only file of that name, wherever it lies: folders get lost where files are picked one by one."""
    same = [each for each in files if posixpath.basename(each) == posixpath.basename(path)]
    return same[0] if len(same) == 1 else path


def paths_of(files: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Files by their paths, as references write them."""
    return {posixpath.normpath(path.replace("\\", "/")): tree for path, tree in files}
