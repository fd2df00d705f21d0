"""Version numbers of products: major.minor.patch, compared as Semantic Versioning says."""

import re

_NUMBER = re.compile(
    r"v?(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?"
)
_RELEASE = ((1, 0, ""),)


def rank_of(number: str) -> tuple | None:
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


def _part(part: str) -> tuple[int, int, str]:
    """Numbers come before words, and compare as numbers."""
    return (0, int(part), "") if part.isdigit() else (1, 0, part)
