"""Changes of the columns of a port, and of what is nested in them, as those see them who read the port."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from catalog.spec.changes import Change, breaking, compatible, cosmetic
from catalog.spec.contracts import CLASSIFICATIONS
from catalog.spec.product import ColumnSpec
from catalog.spec.value_changes import value_changes

ALIKE = 0.6  # of 1: names as like as this may be the same thing
MOST_LIKENED = 25  # columns that are held against each other by their names
Members = tuple[ColumnSpec, ...]


@dataclass(frozen=True)
class _Place:
    """Where columns, or the fields in one, stand: path, port, the names on the way, and the column at its root."""

    path: str
    port: str
    shown: str = ""
    column: str = ""

    def member(self, name: str) -> "_Place":
        """The place of one column here, or of one field."""
        shown = f"{self.shown}.{name}" if self.column else name
        return _Place(f"{self.path}/{name}", self.port, shown, self.column or name)

    def fields(self) -> "_Place":
        """The place of what this column is made of."""
        return replace(self, path=f"{self.path}/fields")

    def items(self) -> "_Place":
        """The place of what this column holds."""
        return replace(self, path=f"{self.path}/items", shown=f"{self.shown}[]")

    @property
    def what(self) -> str:
        """The column or field, as the beginning of a sentence."""
        return f"The {'column' if self.shown == self.column else 'field'} {self.shown}"


def column_changes(old: Members, new: Members, path: str, port: str) -> Iterator[Change]:
    """The changes between the columns of a port; names are compared as SQL compares them, without case.

    Each change names the column of the port that it touches, also where it is about a field deep inside of it.
    """
    yield from _members(old, new, _Place(f"{path}/columns", port))


def _members(old: Members, new: Members, within: _Place) -> Iterator[Change]:
    """The changes between the columns of a port, or between the fields in one."""
    before, after = {each.name.lower(): each for each in old}, {each.name.lower(): each for each in new}
    gone = [column for key, column in before.items() if key not in after]
    come = [column for key, column in after.items() if key not in before]
    hints = _renamed(gone, come)
    for column in gone:
        place, hint = within.member(column.name), hints.get(column.name, "")
        yield breaking(place.path, f"{place.what} of {place.port} is gone.", columns=[place.column], hint=hint)
    for key, column in after.items():
        place = within.member(column.name)
        if key not in before:
            yield compatible(place.path, f"{place.what} of {place.port} is new.", columns=[place.column])
        else:
            yield from _column(before[key], column, place)
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        things = f"The fields of {within.shown}" if within.column else f"The columns of {within.port}"
        touched = [within.column] if within.column else []
        yield compatible(within.path, f"{things} stand in another order.", columns=touched)


def _column(old: ColumnSpec, new: ColumnSpec, place: _Place) -> Iterator[Change]:
    for change in _itself(old, new, place.path, place.shown, place.what):
        yield replace(change, columns=(place.column,))
    yield from _members(old.fields, new.fields, place.fields())
    path, name = f"{place.path}/items", place.shown
    if old.items and new.items:
        yield from _column(old.items, new.items, place.items())
    elif old.items:
        yield breaking(path, f"It is no longer promised what {name} holds.", columns=[place.column])
    elif new.items:
        yield compatible(path, f"It is promised now what {name} holds.", columns=[place.column])


def _itself(old: ColumnSpec, new: ColumnSpec, path: str, name: str, what: str) -> Iterator[Change]:
    yield from _type(old, new, path, name)
    before, after = old.physical_name or old.name, new.physical_name or new.name
    if before.lower() != after.lower():
        yield breaking(f"{path}/physical_name", f"In the warehouse {name} is named {after}, not {before}.")
    yield from _guarantees(old, new, path, what)
    yield from _classification(old, new, path, name)
    yield from value_changes(old, new, path, name, what)
    words = ("name", "business_name", "description", "tags", "examples")
    if any(getattr(old, field) != getattr(new, field) for field in words):
        yield cosmetic(path, f"The description, business name, tags or examples of {name} changed.")


def _type(old: ColumnSpec, new: ColumnSpec, path: str, name: str) -> Iterator[Change]:
    for field, told in (("logical_type", "type"), ("physical_type", "physical type")):
        before, after = getattr(old, field), getattr(new, field)
        if before.lower() == after.lower():
            continue
        message = f"The {told} of {name} changes from {before or 'nothing'} to {after or 'nothing'}."
        yield breaking(f"{path}/{field}", message) if before else compatible(f"{path}/{field}", message)


def _guarantees(old: ColumnSpec, new: ColumnSpec, path: str, what: str) -> Iterator[Change]:
    """A promise withdrawn may break a consumer; a promise added cannot."""
    told = {
        "required": ("may now be empty", "is never empty now"),
        "unique": ("may now repeat values", "does not repeat values now"),
        "primary_key": ("is no longer part of the key", "is part of the key now"),
    }
    for field, (lost, won) in told.items():
        before, after = getattr(old, field), getattr(new, field)
        if before and not after:
            yield breaking(f"{path}/{field}", f"{what} {lost}.")
        elif after and not before:
            weigh = breaking if field == "primary_key" else compatible
            yield weigh(f"{path}/{field}", f"{what} {won}.")
    if old.primary_key and new.primary_key and old.key_position != new.key_position:
        yield compatible(f"{path}/primary_key", f"{what} takes another place in the key.")


def _classification(old: ColumnSpec, new: ColumnSpec, path: str, name: str) -> Iterator[Change]:
    before, after = old.classification, new.classification
    if before == after:
        return
    scale = ("", *CLASSIFICATIONS)
    weigh = breaking if scale.index(after) > scale.index(before) and after not in ("public", "internal") else compatible
    message = f"The classification of {name} changes from {before or 'nothing'} to {after or 'nothing'}."
    yield weigh(f"{path}/classification", message)


def _renamed(gone: list[ColumnSpec], come: list[ColumnSpec]) -> dict[str, str]:
    """For columns that are gone: which new one each may have become. A guess, and told as one."""
    hints: dict[str, str] = {}
    for kind in dict.fromkeys(_type_of(column) for column in gone):
        before = [column for column in gone if _type_of(column) == kind]
        after = [column for column in come if _type_of(column) == kind]
        same = f", of the same type {kind[0] or kind[1]}" if any(kind) else ""
        for column, guess in _pairs(before, after):
            hints[column.name] = f"It may have been renamed to {guess.name}{same}."
    return hints


def _type_of(column: ColumnSpec) -> tuple[str, str]:
    return column.logical_type.lower(), column.physical_type.lower()


def _pairs(gone: list[ColumnSpec], come: list[ColumnSpec]) -> Iterator[tuple[ColumnSpec, ColumnSpec]]:
    """Columns of one type that may be the same: the only ones, those named alike, those in the same place."""
    if len(gone) == len(come) == 1:
        yield gone[0], come[0]
        return
    left, free = {column.name: column for column in gone}, {column.name: column for column in come}
    if max(len(gone), len(come)) <= MOST_LIKENED:
        likenesses = [(_likeness(one.name, other.name), one.name, other.name) for one in gone for other in come]
        for likeness, one, other in sorted(likenesses, reverse=True):
            if likeness >= ALIKE and one in left and other in free:
                yield left.pop(one), free.pop(other)
    places = {column.position: column for column in free.values()}
    for column in left.values():
        if column.position in places:
            yield column, places[column.position]


def _likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1, in whatever order their words stand."""
    one, other = one.lower(), other.lower()
    words = ["_".join(sorted(name.split("_"))) for name in (one, other)]
    return max(SequenceMatcher(None, one, other).ratio(), SequenceMatcher(None, words[0], words[1]).ratio())
