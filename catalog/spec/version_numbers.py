"""Version numbers of products: major.minor.patch, compared as Semantic Versioning says, stepped as changes demand."""

import re
from collections.abc import Iterable
from typing import Literal

from catalog.spec.changes import Change

Level = Literal["major", "minor", "patch"]
Early = tuple[tuple[int, int, str], ...]
Rank = tuple[int, int, int, Early]

_NUMBER = re.compile(
    r"v?(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?"
)
_RELEASE: Early = ((1, 0, ""),)
_MOST = 999_999_999
_DEMANDS: dict[str, Level] = {"breaking": "major", "compatible": "minor", "cosmetic": "patch"}
FIRST = "1.0.0"


def rank_of(number: str) -> Rank | None:
    """What a version number is compared by; None for what is no semantic version.

    >>> rank_of("1.10.0") > rank_of("1.9.2") > rank_of("1.9.2-rc.2") > rank_of("1.9.2-rc.1")
    True
    >>> rank_of("1.2") is None
    True
    """
    found = _NUMBER.fullmatch(number)
    if not found:
        return None
    major, minor, patch, before = found.groups()
    early = tuple(_part(part) for part in before.split(".")) if before else None
    return (int(major), int(minor), int(patch), _RELEASE if early is None else ((0, 0, ""), *early))


def level_of(changes: Iterable[Change]) -> Level | None:
    """The step that the gravest change demands; None where nothing changes that anybody would notice."""
    kinds = {change.kind for change in changes}
    return next((level for kind, level in _DEMANDS.items() if kind in kinds), None)


def next_number(published: str, level: Level | None) -> str:
    """The smallest number that a change of this level may have after the published one.

    Before 1.0.0 a breaking change demands a minor step, all others a patch. A pre-release is followed by the release
    it announces, where that is step enough. After what is no version number comes 1.0.0.

    >>> [next_number("1.4.2", level) for level in ("major", "minor", "patch")]
    ['2.0.0', '1.5.0', '1.4.3']
    >>> [next_number("v0.4.2", level) for level in ("major", "minor", "patch")]
    ['0.5.0', '0.4.3', '0.4.3']
    >>> [next_number("2.0.0-rc.1", "major"), next_number("2.0.1-rc.1", "minor"), next_number("latest", "patch")]
    ['2.0.0', '2.1.0', '1.0.0']
    """
    rank = rank_of(published)
    if rank is None:
        return FIRST
    major, minor, patch, early = rank
    if major == 0:
        level = "minor" if level == "major" else "patch"
    announced = early != _RELEASE
    if level == "major":
        reached = announced and minor == patch == 0
    elif level == "minor":
        reached = announced and patch == 0
    else:
        reached = announced
    return _written(major, minor, patch) if reached else _stepped(major, minor, patch, level)


def is_enough(number: str, proposed: str) -> bool:
    """Is a number at least the one that is demanded? A pre-release of that one is: it announces the same step.

    >>> [is_enough(number, "2.0.0") for number in ("2.0.0-rc.1", "v2.1.0", "1.9.0", "2")]
    [True, True, False, False]
    """
    mine, wanted = rank_of(number), rank_of(proposed)
    return mine is not None and wanted is not None and mine[:3] >= wanted[:3]


def is_greater(number: str, published: str) -> bool:
    """Does a number come after the published one? After what is no version number, every number does."""
    mine, theirs = rank_of(number), rank_of(published)
    return mine is not None and (theirs is None or mine > theirs)


def _stepped(major: int, minor: int, patch: int, level: Level | None) -> str:
    """One step up; where a part is as great as it may be, the part before it is stepped."""
    if level not in ("major", "minor") and patch < _MOST:
        return _written(major, minor, patch + 1)
    if level != "major" and minor < _MOST:
        return _written(major, minor + 1, 0)
    return _written(major + 1, 0, 0)


def _written(*parts: int) -> str:
    return ".".join(map(str, parts))


def _part(part: str) -> tuple[int, int, str]:
    """Numbers come before words, and compare as numbers; one of absurd length counts as a word."""
    return (0, int(part), "") if part.isdigit() and len(part) <= 18 else (1, 0, part)
