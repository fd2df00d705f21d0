"""Changes of what a contract promises beyond its columns: service levels, quality rules, relationships."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from catalog.spec.changes import Change, breaking, compatible, cosmetic
from catalog.spec.product import ContractSpec
from catalog.spec.trees import Tree, text

AMOUNT = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*([A-Za-z%]*)\s*\Z")
HOURS = {"s": 1 / 3600, "second": 1 / 3600, "m": 1 / 60, "min": 1 / 60, "minute": 1 / 60, "h": 1, "hour": 1}
HOURS |= {"d": 24, "day": 24, "w": 168, "week": 168, "month": 730, "y": 8760, "year": 8760}
LESS_IS_BETTER = frozenset(
    {"freshness", "latency", "ly", "errorrate", "er", "frequency", "fy"}
    | {"timetodetect", "td", "timetonotify", "tn", "timetorepair", "tr"}
)
MORE_IS_BETTER = frozenset({"availability", "av", "throughput", "th", "retention", "re"})
WORDS = ("description", "name", "id", "tags", "businessImpact", "customProperties", "authoritativeDefinitions")


def promise_changes(old: ContractSpec, new: ContractSpec, path: str, port: str) -> Iterator[Change]:
    """The changes between the promises of two contracts of a port."""
    yield from _service_levels(old, new, path, port)
    before, after = dict(_rules(old)), dict(_rules(new))
    for key, told in before.items():
        if key not in after:
            yield breaking(f"{path}/quality", f"The quality rule {told} of {port} is gone.")
    for key, told in after.items():
        if key not in before:
            yield compatible(f"{path}/quality", f"The quality rule {told} of {port} is new.")
    if _canonical(old.relationships) != _canonical(new.relationships):
        yield compatible(f"{path}/relationships", f"The relationships of {port} changed.")


def _service_levels(old: ContractSpec, new: ContractSpec, path: str, port: str) -> Iterator[Change]:
    before, after = {_level(each): each for each in old.sla}, {_level(each): each for each in new.sla}
    for key, level in before.items():
        place, name = f"{path}/slaProperties/{key[0]}", text(level, "property")
        if key not in after:
            yield breaking(place, f"The service level {name} of {port} is no longer promised.")
            continue
        now = after[key]
        if _target(level) == _target(now):
            if level != now:
                yield cosmetic(place, f"What is said about the service level {name} of {port} changed.")
            continue
        told = f"The service level {name} of {port} changes from {_said(level)} to {_said(now)}."
        yield compatible(place, told) if _tightens(key[0], level, now) else breaking(place, told)
    for key, level in after.items():
        if key not in before:
            told = f"The service level {text(level, 'property')} of {port} is promised now: {_said(level)}."
            yield compatible(f"{path}/slaProperties/{key[0]}", told)


def _level(tree: Tree) -> tuple[str, str]:
    return text(tree, "property").lower(), text(tree, "element").lower()


def _target(tree: Tree) -> tuple[Any, ...]:
    amount = _amount(tree)
    return amount if amount is not None else tuple(text(tree, key) for key in ("value", "valueExt", "unit"))


def _tightens(name: str, old: Tree, new: Tree) -> bool:
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


def _rules(contract: ContractSpec) -> Iterator[tuple[str, str]]:
    places = [("", contract.quality), *((column.name, column.quality) for column in contract.columns)]
    for column, rules in places:
        for rule in rules:
            bare = {key: value for key, value in rule.items() if key not in WORDS}
            name = text(rule, "name") or text(rule, "metric") or text(rule, "type") or "without a name"
            yield _canonical([column, bare]), f"{name} on {column}" if column else name


def _canonical(value: Iterable[Any]) -> str:
    return json.dumps(list(value), sort_keys=True)
