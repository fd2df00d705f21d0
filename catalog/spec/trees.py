"""Reading plain trees without trust: what is absent, null or of another type counts as not said."""

from collections.abc import Iterator
from typing import Any

Tree = dict[str, Any]


def text(tree: Tree, key: str, default: str = "") -> str:
    """The text under a key; numbers and truths as they are written."""
    value = tree.get(key)
    if isinstance(value, str):
        return value
    return default if value is None or isinstance(value, dict | list) else str(value)


def words(tree: Tree, key: str) -> tuple[str, ...]:
    """The texts in the list under a key."""
    value = tree.get(key)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def branch(tree: Tree, key: str) -> Tree:
    """The map under a key; an empty one where there is none."""
    value = tree.get(key)
    return value if isinstance(value, dict) else {}


def numbered(tree: Tree, key: str) -> Iterator[tuple[int, Tree]]:
    """The maps in the list under a key, each with its place in the list."""
    value = tree.get(key)
    for place, each in enumerate(value if isinstance(value, list) else ()):
        if isinstance(each, dict):
            yield place, each


def maps(tree: Tree, key: str) -> tuple[Tree, ...]:
    """The maps in the list under a key."""
    return tuple(each for _, each in numbered(tree, key))


def whole(tree: Tree, key: str) -> int | None:
    """The whole number under a key."""
    value = tree.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def flag(tree: Tree, key: str) -> bool:
    """Is the value under a key true, and not merely something?"""
    return tree.get(key) is True


def custom(tree: Tree, name: str, vendor: str = "marketplace") -> Any:
    """The value of a custom property of ours, or of one that names no vendor; None where there is none."""
    found = [each for each in maps(tree, "customProperties") if each.get("property") == name]
    for owner in (vendor, None):
        for each in found:
            if each.get("vendor") == owner:
                return each.get("value")
    return None


def custom_text(tree: Tree, name: str) -> str:
    """The text of a custom property of ours; empty where there is none."""
    value = custom(tree, name)
    return value if isinstance(value, str) else ""
