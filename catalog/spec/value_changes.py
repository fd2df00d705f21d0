"""Changes of the values that a column may hold: lists of values, bounds, patterns, the shape of vectors."""

import re
from collections.abc import Iterator
from typing import Any

from catalog.spec.changes import Change, breaking, compatible
from catalog.spec.product import ColumnSpec

LOWER_BOUNDS = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
UPPER_BOUNDS = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
ADVICE = frozenset({"distanceMetric"})  # how values are meant to be compared; it does not bind them
UNSAID = {"elementType": "float32", "normalized": False, "uniqueItems": False}  # what counts where nothing is said
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOST_NAMED = 10


def value_changes(old: ColumnSpec, new: ColumnSpec, path: str, name: str, what: str) -> Iterator[Change]:
    """The changes between the values that a column could hold and those that it can; `what` names it in a sentence."""
    yield from _listed(old, new, path, name, what)
    for key in sorted(old.options.keys() | new.options.keys()):
        unsaid = UNSAID.get(key)
        before, after = old.options.get(key, unsaid), new.options.get(key, unsaid)
        if before == after:
            continue
        weigh = breaking if _loosens(key, before, after) else compatible
        yield weigh(f"{path}/options/{key}", f"`{key}` of {name} changes from {_said(before)} to {_said(after)}.")


def _listed(old: ColumnSpec, new: ColumnSpec, path: str, name: str, what: str) -> Iterator[Change]:
    before, after = dict.fromkeys(map(repr, old.enum)), dict.fromkeys(map(repr, new.enum))
    path = f"{path}/enum"
    if not before and after:
        yield compatible(path, f"The values of {name} are limited to a list now.")
    elif before and not after:
        yield breaking(path, f"The values of {name} are no longer limited to a list.")
    else:
        come = [value for value in after if value not in before]
        gone = [value for value in before if value not in after]
        for value in come[:MOST_NAMED]:
            yield breaking(path, f"{what} may hold a value it could not hold: {value[:60]}.")
        if len(come) > MOST_NAMED:
            yield breaking(path, f"{what} may hold {len(come) - MOST_NAMED} more values that it could not hold.")
        for value in gone[:MOST_NAMED]:
            yield compatible(path, f"{what} no longer holds the value {value[:60]}.")
        if len(gone) > MOST_NAMED:
            yield compatible(path, f"{what} no longer holds {len(gone) - MOST_NAMED} more values.")


def _loosens(key: str, before: Any, after: Any) -> bool:
    """Does a consumer have to expect values that were promised not to come?"""
    if before is None or key in ADVICE:
        return False
    if after is None:
        return True
    if isinstance(before, bool) and isinstance(after, bool):
        return before
    if isinstance(before, list) and isinstance(after, list):
        return not {repr(each) for each in before} <= {repr(each) for each in after}
    if _comparable(before, after):
        if key in LOWER_BOUNDS:
            return bool(after < before)
        if key in UPPER_BOUNDS:
            return bool(after > before)
    return True


def _comparable(before: Any, after: Any) -> bool:
    """Two numbers, or two days as ISO writes them."""
    pair = (before, after)
    if any(isinstance(each, bool) for each in pair):
        return False
    return all(isinstance(each, int | float) for each in pair) or all(
        isinstance(each, str) and DAY.match(each) for each in pair
    )


def _said(value: Any) -> str:
    return "nothing" if value is None else repr(value)[:60]
