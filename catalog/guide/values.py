"""Values on their way between documents and the lines of a form, and where they are put."""

from collections.abc import Sequence
from typing import Any

from catalog.spec.scalars import plain
from catalog.spec.trees import Tree
from catalog.spec.violations import Path


def shown(value: Any) -> str:
    """A scalar as it is written without quotes; what is no scalar is not shown.

    >>> [shown(value) for value in (None, True, 1.5, "yes", [])]
    ['', 'true', '1.5', 'yes', '']
    """
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def lines_of(values: Sequence[Any]) -> list[str]:
    """Values as lines, each once, without those that no line can show.

    >>> lines_of([1, "1", "a", "", " b", "c\\nd", None, {}])
    ['1', 'a']
    """
    return list(dict.fromkeys(shown(each) for each in values if _fits_on_a_line(each)))


def typed(lines: Sequence[str], before: Sequence[Any], numeric: bool) -> list[Any]:
    """Lines as values: each as it stood there before; a new one a number in a column of numbers, else a text.

    >>> typed(["1", "2", "x"], [1, "2"], numeric=True)
    [1, '2', 'x']
    """
    known = {shown(each): each for each in reversed(before) if _fits_on_a_line(each)}
    hidden = [each for each in before if not _fits_on_a_line(each)]
    numbers = numeric or (bool(known) and all(is_number(each) for each in known.values()))
    return [*(known.get(line, number_or_text(line) if numbers else line) for line in lines), *hidden]


def _fits_on_a_line(value: Any) -> bool:
    text_of_it = shown(value)
    return bool(text_of_it) and text_of_it == text_of_it.strip() and len(text_of_it.splitlines()) == 1


def put(tree: Tree, path: Path, value: Any, order: Sequence[str] = ()) -> None:
    """Set a value in a map, making maps on the way; an empty one takes its key out, and the map it leaves empty.

    A new key stands where the usual order has it.
    """
    *way, last = (str(step) for step in path)
    if value is None or value == "" or value == [] or value == {}:
        _take_out(tree, way, last)
        return
    for place, step in enumerate(way):
        if not isinstance(tree.get(step), dict):
            _add(tree, step, {}, order if place == 0 else ())
        tree = tree[step]
    if last in tree:
        tree[last] = value
    else:
        _add(tree, last, value, order)


def parent_of(tree: Tree, path: Path) -> Tree:
    """The map that holds the last step of a path; an empty one where there is none."""
    found: Any = tree
    for step in path[:-1]:
        found = found.get(str(step)) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _take_out(tree: Tree, way: Sequence[str], last: str) -> None:
    parents = [tree]
    for step in way:
        below = parents[-1].get(step)
        if not isinstance(below, dict):
            return
        parents.append(below)
    if parents[-1].pop(last, None) is not None and way and not parents[-1]:
        parents[-2].pop(way[-1])


def _add(tree: Tree, key: str, value: Any, order: Sequence[str]) -> None:
    later = set(order[order.index(key) + 1 :]) if key in order else set()
    items = list(tree.items())
    spot = next((place for place, (known, _) in enumerate(items) if known in later), len(items))
    items.insert(spot, (key, value))
    tree.clear()
    tree.update(items)


def list_at(tree: Tree, path: Path) -> list[Any]:
    """The list at a path; an empty one where there is none."""
    value = parent_of(tree, path).get(str(path[-1]))
    return value if isinstance(value, list) else []


def is_number(value: Any) -> bool:
    """Is it a number, and not a truth?"""
    return isinstance(value, int | float) and not isinstance(value, bool)


def number_or_text(line: str) -> Any:
    """A line as the number it looks like, else as text."""
    value = plain(line)
    return value if is_number(value) else line
