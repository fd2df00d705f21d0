"""What a quality rule is compared with, and whether another comparison lets less through."""

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from catalog.spec.trees import Tree

WORDS = {
    "mustBe": "exactly {}",
    "mustNotBe": "anything but {}",
    "mustBeGreaterThan": "more than {}",
    "mustBeGreaterOrEqualTo": "at least {}",
    "mustBeLessThan": "less than {}",
    "mustBeLessOrEqualTo": "at most {}",
    "mustBeBetween": "between {}",
    "mustNotBeBetween": "not between {}",
}
OPERATORS = frozenset(WORDS)


def tightens(old: Tree, new: Tree) -> bool:
    """Does the new comparison let through only what the old one did? False where that cannot be told.

    >>> tightens({"mustBeLessThan": 5}, {"mustBeBetween": [1, 3]})
    True
    >>> tightens({"mustBeBetween": [1, 3]}, {"mustBeLessOrEqualTo": 3})
    False
    """
    if not old:
        return True
    bounds = sorted({*map(Fraction, _numbers(old.values())), *map(Fraction, _numbers(new.values()))})
    if not new or not bounds or not (_is_understood(old) and _is_understood(new)):
        return False
    # Both sets of numbers begin and end at these bounds, so that what holds at, between and beyond them holds always.
    between = [(one + other) / 2 for one, other in zip(bounds, bounds[1:], strict=False)]
    probes = [*bounds, *between, bounds[0] - 1, bounds[-1] + 1]
    return all(_lets(old, probe) for probe in probes if _lets(new, probe))


def said(threshold: Tree) -> str:
    """A comparison in words.

    >>> said({"mustBeBetween": [1, 3]}), said({})
    ('between 1 and 3', 'nothing')
    """
    shown = [WORDS[key].format(_shown(value)) for key, value in threshold.items()]
    return " and ".join(shown) or "nothing"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return " and ".join(map(str, value))[:60]
    return str(value)[:60]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _numbers(values: Iterable[Any]) -> list[float]:
    flat = [each for value in values for each in (value if isinstance(value, list) else [value])]
    return [each for each in flat if _is_number(each)]


def _is_understood(threshold: Tree) -> bool:
    """Is every comparison one of numbers, and every span one of two?"""
    for key, value in threshold.items():
        if key.endswith("Between"):
            if not (isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))):
                return False
        elif not _is_number(value):
            return False
    return True


def _lets(threshold: Tree, number: Fraction) -> bool:
    return all(_one(key, value, number) for key, value in threshold.items())


def _one(key: str, value: Any, number: Fraction) -> bool:
    match key:
        case "mustBe":
            return bool(number == value)
        case "mustNotBe":
            return bool(number != value)
        case "mustBeGreaterThan":
            return bool(number > value)
        case "mustBeGreaterOrEqualTo":
            return bool(number >= value)
        case "mustBeLessThan":
            return bool(number < value)
        case "mustBeLessOrEqualTo":
            return bool(number <= value)
    inside = min(value) <= number <= max(value)
    return inside if key == "mustBeBetween" else not inside
