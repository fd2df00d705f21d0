"""Which item of a changed list is which item of the list before: told by what they say, not by where they stand."""

import json
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from typing import Any

# What a map in a list goes by; the first that it has counts.
NAMES = ("id", "name", "property", "column", "channel", "server", "role", "username", "contractId", "metric", "value")


def fingerprint(value: Any) -> str:
    """Two values have the same fingerprint where JSON would write the same; 1, 1.0 and true are three things."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=repr)


def same(one: Any, other: Any) -> bool:
    """Do two values say exactly the same?

    >>> same({"a": 1, "b": []}, {"b": [], "a": 1}), same(1, True), same(1, 1.0)
    (True, False, False)
    """
    if type(one) is not type(other):
        return False
    return fingerprint(one) == fingerprint(other) if isinstance(one, dict | list) else bool(one == other)


def align(old: Sequence[Any], new: Sequence[Any]) -> list[int | None]:
    """For each item of the new list, the place of the old item that it continues; None for what is new.

    >>> align([{"name": "a"}, {"name": "b", "x": 1}], [{"name": "b", "x": 2}, {"name": "c"}, {"name": "a"}])
    [1, None, 0]
    >>> align(["a", "b"], ["a", "x", "b"]), align(["a", "b"], ["a", "x"])
    ([0, None, 1], [0, 1])
    """
    return _Alignment(old, new).found


class _Alignment:
    """Pairs that say the same first, then those of one name, then what stands between the same neighbours."""

    def __init__(self, old: Sequence[Any], new: Sequence[Any]) -> None:
        self.old, self.new = old, new
        self.found: list[int | None] = [None] * len(new)
        self.taken: set[int] = set()
        before, after = [fingerprint(each) for each in old], [fingerprint(each) for each in new]
        if before == after:
            self.found = list(range(len(old)))
            return
        for first, second, length in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
            for step in range(length):
                self._pair(second + step, first + step)
        self._by([*before], [*after])
        self._by([_name(each) for each in old], [_name(each) for each in new])
        self._by_neighbours()

    def _pair(self, place: int, origin: int) -> None:
        self.found[place] = origin
        self.taken.add(origin)

    def _by(self, before: Sequence[Hashable | None], after: Sequence[Hashable | None]) -> None:
        """Pair what is left and goes by the same."""
        waiting: dict[Hashable, list[int]] = {}
        for origin in range(len(self.old) - 1, -1, -1):
            name = before[origin]
            if origin not in self.taken and name is not None:
                waiting.setdefault(name, []).append(origin)
        for place, name in enumerate(after):
            if self.found[place] is None and name is not None and waiting.get(name):
                self._pair(place, waiting[name].pop())

    def _by_neighbours(self) -> None:
        """What is left between two neighbours was changed there, name and all."""
        last = -1
        for place, origin in enumerate(list(self.found)):
            if origin is not None:
                last = origin
                continue
            candidate = last + 1
            if candidate < len(self.old) and candidate not in self.taken and self._alike(candidate, place):
                self._pair(place, candidate)
                last = candidate

    def _alike(self, origin: int, place: int) -> bool:
        old, new = self.old[origin], self.new[place]
        if isinstance(old, dict) and isinstance(new, dict):
            shared = sum(1 for key, value in old.items() if key in new and same(value, new[key]))
            return shared * 2 >= min(len(old), len(new)) - 1
        return not isinstance(old, dict | list) and not isinstance(new, dict | list)


def _name(item: Any) -> Hashable | None:
    if not isinstance(item, dict):
        return None
    return next((f"{key}={fingerprint(item[key])}" for key in NAMES if item.get(key) is not None), None)
