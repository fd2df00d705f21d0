"""Changes of the quality rules of a contract: which are gone, which are new, and whose thresholds moved."""

import json
from collections.abc import Iterator
from typing import Any

from catalog.spec.changes import Change, breaking, compatible, cosmetic
from catalog.spec.product import ColumnSpec, ContractSpec
from catalog.spec.thresholds import OPERATORS, said, tightens
from catalog.spec.trees import Tree, text

WORDS = frozenset(
    {"description", "name", "id", "tags", "businessImpact", "customProperties", "authoritativeDefinitions"}
    | {"dimension", "method", "schedule", "scheduler"}
)
Rule = tuple[str, Tree]  # the column it stands on, empty for the table; and what it says


def quality_changes(old: ContractSpec, new: ContractSpec, path: str, port: str) -> Iterator[Change]:
    """The changes between the quality rules of two contracts of a port."""
    path = f"{path}/quality"
    pairs, gone, come = _paired(list(_rules(old)), list(_rules(new)))
    for (column, before), (_, after) in pairs:
        touched = [_column(column)] if column else []
        for change in _between(before, after, f"{_name(after, column)} of {port}", path):
            yield Change(change.kind, change.path, change.message, columns=tuple(touched))
    for column, rule in gone:
        touched = [_column(column)] if column else []
        yield breaking(path, f"The quality rule {_name(rule, column)} of {port} is gone.", columns=touched)
    for column, rule in come:
        touched = [_column(column)] if column else []
        yield compatible(path, f"The quality rule {_name(rule, column)} of {port} is new.", columns=touched)


def _between(before: Tree, after: Tree, name: str, path: str) -> Iterator[Change]:
    """What became of one rule."""
    if _asks(before) != _asks(after):
        yield breaking(path, f"The quality rule {name} asks for something else.")
        return
    then, now = _threshold(before), _threshold(after)
    if then != now:
        told = f"The quality rule {name} wants {said(now)}, not {said(then)}."
        yield compatible(path, told) if tightens(then, now) else breaking(path, told)
    if text(before, "severity") != text(after, "severity"):
        now_so = text(after, "severity") or "nothing"
        yield compatible(path, f"The severity of the quality rule {name} is {now_so} now.")
    if {key: before.get(key) for key in WORDS} != {key: after.get(key) for key in WORDS}:
        yield cosmetic(path, f"What is said about the quality rule {name} changed.")


def _paired(old: list[Rule], new: list[Rule]) -> tuple[list[tuple[Rule, Rule]], list[Rule], list[Rule]]:
    """The rules that stand for each other, those that are gone, and those that are new.

    The same rule is found by all that it says, else by what it asks, else by its id or name.
    """
    pairs: list[tuple[Rule, Rule]] = []
    for key_of in (_everything, _question, _identity):
        waiting: dict[str, list[Rule]] = {}
        for rule in new:
            if key := key_of(rule):
                waiting.setdefault(key, []).append(rule)
        left: list[Rule] = []
        taken: set[int] = set()
        for rule in old:
            found = waiting.get(key_of(rule))
            if found:
                pairs.append((rule, found.pop(0)))
                taken.add(id(pairs[-1][1]))
            else:
                left.append(rule)
        old, new = left, [rule for rule in new if id(rule) not in taken]
    return pairs, old, new


def _everything(rule: Rule) -> str:
    return _canonical(rule)


def _question(rule: Rule) -> str:
    return _canonical([rule[0], _asks(rule[1])])


def _identity(rule: Rule) -> str:
    column, tree = rule
    known_by = text(tree, "id") or text(tree, "name")
    return _canonical([column, known_by]) if known_by else ""


def _asks(rule: Tree) -> Tree:
    """The rule without what it is compared with, how grave a breach is, and what is said about it."""
    return {key: value for key, value in rule.items() if key not in WORDS | OPERATORS | {"severity"}}


def _threshold(rule: Tree) -> Tree:
    return {key: rule[key] for key in sorted(OPERATORS & rule.keys())}


def _rules(contract: ContractSpec) -> Iterator[Rule]:
    for rule in contract.quality:
        yield "", rule
    for column in contract.columns:
        yield from _of_column(column, column.name)


def _of_column(column: ColumnSpec, shown: str) -> Iterator[Rule]:
    for rule in column.quality:
        yield shown, rule
    for field in column.fields:
        yield from _of_column(field, f"{shown}.{field.name}")
    if column.items:
        yield from _of_column(column.items, f"{shown}[]")


def _column(shown: str) -> str:
    """The column of the port that a rule on it, or on a field in it, is about."""
    return shown.partition(".")[0].removesuffix("[]")


def _name(rule: Tree, column: str) -> str:
    name = text(rule, "name") or text(rule, "metric") or text(rule, "type") or "without a name"
    return f"{name} on {column}" if column else name


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
