"""Two people changed the same documents: what one of them touched and the other did not is taken from both.

A three-way merge on values. Texts, numbers and lists of such are values; maps are merged key by key, lists of maps
item by item. Where both touched the same value and do not agree, it is a conflict, and somebody has to choose.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from catalog.spec.alignment import align, same
from catalog.spec.violations import Path, pointer

Choice = Literal["mine", "theirs"]


class _Absent:
    """Stands for a value that is not there."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()


@dataclass(frozen=True)
class Conflict:
    """A value that both changed. The path is that of `theirs`, or of `base` where theirs is gone."""

    path: Path
    base: Any
    mine: Any
    theirs: Any

    @property
    def key(self) -> str:
        """What a choice names it by."""
        return pointer(self.path)


@dataclass(frozen=True)
class Merged:
    """What came of it, and the values over which somebody has to choose (theirs stands there meanwhile)."""

    value: Any
    conflicts: tuple[Conflict, ...]
    took_theirs: bool  # did they bring in anything that is not mine?


def merge(base: Any, mine: Any, theirs: Any, choices: Mapping[str, Choice] | None = None) -> Merged:
    """What both made of the base; `choices` settle conflicts by their key.

    >>> merge({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 3}).value
    {'a': 2, 'b': 3}
    >>> [conflict.key for conflict in merge({"a": 1}, {"a": 2}, {"a": 3}).conflicts]
    ['/a']
    >>> merge({"a": 1}, {"a": 2}, {"a": 3}, {"/a": "mine"}).value
    {'a': 2}
    """
    merging = _Merging(choices or {})
    value = merging.value(base, mine, theirs, ())
    return Merged(value, tuple(merging.conflicts), not same(value, mine))


class _Merging:
    """One merge; gathers its conflicts."""

    def __init__(self, choices: Mapping[str, Choice]) -> None:
        self.choices = choices
        self.conflicts: list[Conflict] = []

    def value(self, base: Any, mine: Any, theirs: Any, path: Path) -> Any:
        """The value that both can live with."""
        if same(mine, base) or same(mine, theirs):
            return theirs
        if same(theirs, base):
            return mine
        if isinstance(mine, dict) and isinstance(theirs, dict):
            return self._map(base if isinstance(base, dict) else {}, mine, theirs, path)
        before = [] if base is ABSENT else base
        if _is_items(before) and _is_items(mine) and _is_items(theirs):
            return self._items(before, mine, theirs, path)
        return self._settled(Conflict(path, base, mine, theirs))

    def _settled(self, conflict: Conflict) -> Any:
        choice = self.choices.get(conflict.key)
        if choice is None:
            self.conflicts.append(conflict)
        return conflict.mine if choice == "mine" else conflict.theirs

    def _map(self, base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any], path: Path) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for key in _in_order(list(theirs), list(mine)):
            said = [each.get(key, ABSENT) for each in (base, mine, theirs)]
            value = self.value(said[0], said[1], said[2], (*path, key))
            if value is not ABSENT:
                merged[key] = value
        return merged

    def _items(self, base: list[Any], mine: list[Any], theirs: list[Any], path: Path) -> list[Any]:
        """Items are merged one by one. Whose order counts: mine where only I moved any, else theirs."""
        my_origins, their_origins = align(base, mine), align(base, theirs)
        my_places = {origin: place for place, origin in enumerate(my_origins) if origin is not None}
        their_places = {origin: place for place, origin in enumerate(their_origins) if origin is not None}
        kept: dict[int, Any] = {}
        for origin, item in enumerate(base):
            here, there = my_places.get(origin), their_places.get(origin)
            if here is None and there is None:
                continue
            told = (*path, origin if there is None else there)
            value = self.value(
                item, ABSENT if here is None else mine[here], ABSENT if there is None else theirs[there], told
            )
            if value is not ABSENT:
                kept[origin] = value
        i_moved = _is_moved(my_origins)
        if i_moved and _is_moved(their_origins) and [*filter(_told, my_origins)] != [*filter(_told, their_origins)]:
            if self.choices.get(pointer(path)) is None:
                self.conflicts.append(Conflict(path, base, mine, theirs))
            i_moved = self.choices.get(pointer(path)) == "mine"
        first, second = (my_origins, their_origins) if i_moved else (their_origins, my_origins)
        additions = (mine, theirs) if i_moved else (theirs, mine)
        return _woven(kept, first, second, additions)


def _woven(
    kept: dict[int, Any],
    first: Sequence[int | None],
    second: Sequence[int | None],
    additions: tuple[list[Any], list[Any]],
) -> list[Any]:
    """The items in the order of the first list; what only the second has stands behind what it follows there."""
    order: list[tuple[int | None, Any]] = []
    for place, origin in enumerate(first):
        if origin is None:
            order.append((None, additions[0][place]))
        elif origin in kept:
            order.append((origin, kept[origin]))
    for origin in kept:  # removed in the first list, but kept by choice
        if origin not in first:
            order.append((origin, kept[origin]))
    spot = 0
    for place, origin in enumerate(second):
        found = next((at for at, (known, _) in enumerate(order) if origin is not None and known == origin), None)
        if found is not None:
            spot = found + 1
        elif origin is None and not any(known is None and same(item, additions[1][place]) for known, item in order):
            order.insert(spot, (None, additions[1][place]))
            spot += 1
    return [item for _, item in order]


def _in_order(first: list[str], second: list[str]) -> list[str]:
    """All keys: those of the first in their order, each other one behind the one it follows in the second."""
    order, spot = list(first), 0
    for key in second:
        if key in first:
            spot = order.index(key) + 1
        else:
            order.insert(spot, key)
            spot += 1
    return order


def _is_items(value: Any) -> bool:
    """A list of maps."""
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _is_moved(origins: Sequence[int | None]) -> bool:
    told = [origin for origin in origins if origin is not None]
    return told != sorted(told)


def _told(origin: int | None) -> bool:
    return origin is not None
