"""What can be said against a bundle: one sentence, about one place, with one code."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from catalog.spec.codes import CODES

Level = Literal["error", "warning", "info"]
Step = str | int
Path = tuple[Step, ...]


@dataclass(frozen=True)
class Violation:
    """One thing that is wrong with a bundle. Lines count from 1 through the whole stream, documents from 0."""

    level: Level
    document: int
    path: str
    line: int
    code: str
    message: str


class Said(NamedTuple):
    """A finding before it has a document and a line."""

    code: str
    path: Path
    message: str


def violation(code: str, message: str, *, document: int = 0, path: Path = (), line: int = 1) -> Violation:
    """A violation at the level that its code has."""
    return Violation(CODES[code].level, document, pointer(path), line, code, message)


def pointer(path: Iterable[Step]) -> str:
    """A path as a JSON pointer.

    >>> pointer(("schema", 0, "a/b"))
    '/schema/0/a~1b'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def has_errors(violations: Iterable[Violation]) -> bool:
    """Does anything here forbid publishing?"""
    return any(each.level == "error" for each in violations)
