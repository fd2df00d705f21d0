"""Changes of the columns of a port, as those see them who read the port."""

from collections.abc import Iterator
from typing import Any

from catalog.spec.changes import Change, breaking, compatible, cosmetic
from catalog.spec.contracts import CLASSIFICATIONS
from catalog.spec.product import ColumnSpec

LOWER_BOUNDS = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
UPPER_BOUNDS = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})


def column_changes(old: tuple[ColumnSpec, ...], new: tuple[ColumnSpec, ...], path: str, port: str) -> Iterator[Change]:
    """The changes between the columns of a port; names are compared as SQL compares them, without case."""
    before, after = {each.name.lower(): each for each in old}, {each.name.lower(): each for each in new}
    for key, column in before.items():
        if key not in after:
            yield breaking(f"{path}/columns/{column.name}", f"The column {column.name} of {port} is gone.")
    for key, column in after.items():
        place = f"{path}/columns/{column.name}"
        if key not in before:
            yield compatible(place, f"The column {column.name} of {port} is new.")
        else:
            yield from _column(before[key], column, place)
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        yield compatible(f"{path}/columns", f"The columns of {port} stand in another order.")


def _column(old: ColumnSpec, new: ColumnSpec, path: str) -> Iterator[Change]:
    name = new.name
    yield from _type(old, new, path)
    yield from _guarantees(old, new, path)
    yield from _classification(old, new, path)
    yield from _values(old, new, path)
    yield from _bounds(old, new, path)
    words = ("name", "business_name", "description", "tags", "examples")
    if any(getattr(old, field) != getattr(new, field) for field in words):
        yield cosmetic(path, f"The description, business name, tags or examples of {name} changed.")


def _type(old: ColumnSpec, new: ColumnSpec, path: str) -> Iterator[Change]:
    for field, told in (("logical_type", "type"), ("physical_type", "physical type")):
        before, after = getattr(old, field), getattr(new, field)
        if before.lower() == after.lower():
            continue
        message = f"The {told} of {new.name} changes from {before or 'nothing'} to {after or 'nothing'}."
        yield breaking(f"{path}/{field}", message) if before else compatible(f"{path}/{field}", message)


def _guarantees(old: ColumnSpec, new: ColumnSpec, path: str) -> Iterator[Change]:
    """A promise withdrawn may break a consumer; a promise added cannot."""
    told = {
        "required": ("may now be empty", "is never empty now"),
        "unique": ("may now repeat values", "does not repeat values now"),
        "primary_key": ("is no longer part of the key", "is part of the key now"),
    }
    for field, (lost, won) in told.items():
        before, after = getattr(old, field), getattr(new, field)
        if before and not after:
            yield breaking(f"{path}/{field}", f"The column {new.name} {lost}.")
        elif after and not before:
            weigh = breaking if field == "primary_key" else compatible
            yield weigh(f"{path}/{field}", f"The column {new.name} {won}.")
    if old.primary_key and new.primary_key and old.key_position != new.key_position:
        yield compatible(f"{path}/primary_key", f"The column {new.name} takes another place in the key.")


def _classification(old: ColumnSpec, new: ColumnSpec, path: str) -> Iterator[Change]:
    before, after = old.classification, new.classification
    if before == after:
        return
    scale = ("", *CLASSIFICATIONS)
    weigh = breaking if scale.index(after) > scale.index(before) and after not in ("public", "internal") else compatible
    message = f"The classification of {new.name} changes from {before or 'nothing'} to {after or 'nothing'}."
    yield weigh(f"{path}/classification", message)


def _values(old: ColumnSpec, new: ColumnSpec, path: str) -> Iterator[Change]:
    before, after = [repr(each) for each in old.enum], [repr(each) for each in new.enum]
    if not before and after:
        yield compatible(f"{path}/enum", f"The values of {new.name} are limited to a list now.")
    elif before and not after:
        yield breaking(f"{path}/enum", f"The values of {new.name} are no longer limited to a list.")
    else:
        for value in [each for each in after if each not in set(before)]:
            yield breaking(f"{path}/enum", f"The column {new.name} may hold a value it could not hold: {value[:60]}.")
        for value in [each for each in before if each not in set(after)]:
            yield compatible(f"{path}/enum", f"The column {new.name} no longer holds the value {value[:60]}.")


def _bounds(old: ColumnSpec, new: ColumnSpec, path: str) -> Iterator[Change]:
    for key in sorted(old.options.keys() | new.options.keys()):
        before, after = old.options.get(key), new.options.get(key)
        if before == after:
            continue
        weigh = breaking if _loosens(key, before, after) else compatible
        message = f"`{key}` of {new.name} changes from {_said(before)} to {_said(after)}."
        yield weigh(f"{path}/options/{key}", message)


def _loosens(key: str, before: Any, after: Any) -> bool:
    """Does a consumer have to expect values that were promised not to come?"""
    if before is None:
        return False
    if after is None:
        return True
    numbers = all(isinstance(each, int | float) for each in (before, after))
    if numbers and key in LOWER_BOUNDS:
        return bool(after < before)
    if numbers and key in UPPER_BOUNDS:
        return bool(after > before)
    return True


def _said(value: Any) -> str:
    return "nothing" if value is None else repr(value)[:60]
