"""Changes of what a contract promises beyond its columns: service levels, quality rules, relationships."""

import json
import re
from collections.abc import Iterator
from typing import Any

from catalog.spec.changes import Change, breaking, compatible, cosmetic
from catalog.spec.product import ContractSpec
from catalog.spec.quality_changes import quality_changes
from catalog.spec.trees import Tree, text

AMOUNT = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*([A-Za-z%]*)\s*\Z")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
HOURS = {"s": 1 / 3600, "second": 1 / 3600, "m": 1 / 60, "min": 1 / 60, "minute": 1 / 60, "h": 1, "hour": 1}
HOURS |= {"d": 24, "day": 24, "w": 168, "week": 168, "month": 730, "y": 8760, "year": 8760}
LESS_IS_BETTER = frozenset(
    {"freshness", "latency", "ly", "errorrate", "er", "frequency", "fy"}
    | {"timetodetect", "td", "timetonotify", "tn", "timetorepair", "tr"}
)
MORE_IS_BETTER = frozenset({"availability", "av", "throughput", "th", "retention", "re"})
LATER_IS_BETTER = frozenset({"endofsupport", "es", "endoflife", "el"})
EARLIER_IS_BETTER = frozenset({"generalavailability", "ga"})


def promise_changes(old: ContractSpec, new: ContractSpec, path: str, port: str) -> Iterator[Change]:
    """The changes between the promises of two contracts of a port."""
    columns = {column.name.lower(): column.name for column in (*old.columns, *new.columns)}
    yield from _service_levels(old, new, path, port, columns)
    yield from quality_changes(old, new, path, port)
    yield from _relationships(old, new, path, port, columns)


def _service_levels(
    old: ContractSpec, new: ContractSpec, path: str, port: str, columns: dict[str, str]
) -> Iterator[Change]:
    before, after = {_level(each): each for each in old.sla}, {_level(each): each for each in new.sla}
    for key, level in before.items():
        place, name = f"{path}/slaProperties/{key[0]}", text(level, "property")
        touched = _touched(key[1], columns)
        if key not in after:
            told = f"The service level {name} of {port} is no longer promised."
            yield breaking(place, told, columns=touched)
            continue
        now = after[key]
        if _target(level) == _target(now):
            if level != now:
                told = f"What is said about the service level {name} of {port} changed."
                yield cosmetic(place, told, columns=touched)
            continue
        told = f"The service level {name} of {port} changes from {_said(level)} to {_said(now)}."
        weigh = compatible if _tightens(key[0], level, now) else breaking
        yield weigh(place, told, columns=touched)
    for key, level in after.items():
        if key not in before:
            told = f"The service level {text(level, 'property')} of {port} is promised now: {_said(level)}."
            yield compatible(f"{path}/slaProperties/{key[0]}", told, columns=_touched(key[1], columns))


def _touched(element: str, columns: dict[str, str]) -> list[str]:
    """The column that a service level or relationship is about, where it is about one: `table.column`."""
    name = columns.get(element.lower().rpartition(".")[2])
    return [name] if name else []


def _level(tree: Tree) -> tuple[str, str]:
    return text(tree, "property").lower(), text(tree, "element").lower()


def _target(tree: Tree) -> tuple[Any, ...]:
    amount = _amount(tree)
    return amount if amount is not None else tuple(text(tree, key) for key in ("value", "valueExt", "unit"))


def _tightens(name: str, old: Tree, new: Tree) -> bool:
    days = text(old, "value"), text(new, "value")
    if all(map(DAY.match, days)):
        later, earlier = name in LATER_IS_BETTER, name in EARLIER_IS_BETTER
        return (later and days[1] > days[0]) or (earlier and days[1] < days[0])
    before, after = _amount(old), _amount(new)
    if before is None or after is None or before[1] != after[1]:
        return False
    if name in LESS_IS_BETTER:
        return after[0] < before[0]
    return name in MORE_IS_BETTER and after[0] > before[0]


def _amount(tree: Tree) -> tuple[float, str] | None:
    """A target as a number and what it counts; durations as hours."""
    found = AMOUNT.match(text(tree, "value"))
    if not found:
        return None
    unit = (found[2] or text(tree, "unit")).lower()
    hours = HOURS.get(unit) or HOURS.get(unit.removesuffix("s"))
    number = float(found[1])
    return (round(number * hours, 6), "hours") if hours else (number, unit.replace("percent", "%"))


def _said(tree: Tree) -> str:
    return " ".join(filter(None, (text(tree, "value"), text(tree, "unit")))) or "nothing"


def _relationships(
    old: ContractSpec, new: ContractSpec, path: str, port: str, columns: dict[str, str]
) -> Iterator[Change]:
    """A relationship is promised to those who join; what it is called is not."""
    path = f"{path}/relationships"
    before, after = {_ends(each): each for each in old.relationships}, {_ends(each): each for each in new.relationships}
    for ends, tree in before.items():
        told, touched = f"The relationship {_arrow(tree)} of {port}", _touched(text(tree, "from"), columns)
        if ends not in after:
            yield breaking(path, f"{told} is no longer promised.", columns=touched)
        elif tree != after[ends]:
            yield cosmetic(path, f"What is said about the relationship {_arrow(tree)} of {port} changed.")
    for ends, tree in after.items():
        if ends not in before:
            told, touched = f"The relationship {_arrow(tree)} of {port}", _touched(text(tree, "from"), columns)
            yield compatible(path, f"{told} is promised now.", columns=touched)


def _ends(tree: Tree) -> str:
    return json.dumps([text(tree, "type", "foreignKey"), tree.get("from"), tree.get("to")], sort_keys=True)


def _arrow(tree: Tree) -> str:
    return " → ".join(_joined(tree.get(end)) for end in ("from", "to"))


def _joined(names: Any) -> str:
    if isinstance(names, list):
        return ", ".join(map(str, names))[:120]
    return str(names)[:120]
