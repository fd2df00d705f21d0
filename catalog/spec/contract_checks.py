"""What a data contract must hold beyond its schema: names that are unique, references that lead somewhere."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from catalog.spec.contracts import CLASSIFICATIONS
from catalog.spec.references import Tables
from catalog.spec.trees import Tree, branch, numbered, text, whole
from catalog.spec.violations import Path, Said

IDENTIFIER = re.compile(r"[^\s.#/\\@!%&^]+")
VARIABLE = re.compile(r"\$\{[^}]*\}")
TABLE_METRICS = frozenset({"rowCount"})
COLUMN_METRICS = frozenset({"nullValues", "missingValues", "invalidValues"})
SQL_KEYS = frozenset({"query", "implementation", "transformLogic"})


def check_contract(tree: Tree) -> Iterator[Said]:
    """Everything that is odd about one contract taken alone."""
    for check in CHECKS:
        yield from check(tree)


def _identifiers(tree: Tree) -> Iterator[Said]:
    if "id" in tree and not IDENTIFIER.fullmatch(text(tree, "id").strip()):
        told = "The contract's id should be without whitespace and without any of . # / \\ @ ! % & ^."
        yield Said("bad-identifier", ("id",), told)
    for path, value in everything(tree):
        if isinstance(value, list):
            yield from _repeats(value, path, "id", "duplicate-id", "The id {!r} is used twice in this list.")


def _servers_and_roles(tree: Tree) -> Iterator[Said]:
    yield from _repeats(tree.get("servers"), ("servers",), "server", "duplicate-server", "Two servers are named {!r}.")
    yield from _repeats(tree.get("roles"), ("roles",), "role", "duplicate-role", "Two roles are named {!r}.")


def _custom_properties(tree: Tree) -> Iterator[Said]:
    for path, value in everything(tree):
        if path[-1:] == ("customProperties",) and isinstance(value, list):
            seen: set[tuple[str, str]] = set()
            for place, each in numbered({"here": value}, "here"):
                name = text(each, "vendor"), text(each, "property")
                if name in seen:
                    told = f"The custom property {name[1]!r} is given twice."
                    yield Said("duplicate-custom-property", (*path, place), told)
                seen.add(name)


def _tables(tree: Tree) -> Iterator[Said]:
    yield from _repeats(tree.get("schema"), ("schema",), "name", "duplicate-name", "Two tables are named {!r}.")
    for place, table in numbered(tree, "schema"):
        columns = ("schema", place, "properties")
        yield from _repeats(table.get("properties"), columns, "name", "duplicate-name", "Two columns are named {!r}.")
        yield from _key_positions(table, columns)


def _key_positions(table: Tree, path: Path) -> Iterator[Said]:
    seen: set[int] = set()
    for place, column in numbered(table, "properties"):
        position = whole(column, "primaryKeyPosition")
        if column.get("primaryKey") is True and position is not None and position > 0:
            if position in seen:
                told = f"Two columns are at position {position} of the primary key."
                yield Said("duplicate-key-position", (*path, place, "primaryKeyPosition"), told)
            seen.add(position)


def _columns(tree: Tree) -> Iterator[Said]:
    for path, value in everything(tree):
        if not isinstance(value, dict) or "schema" not in path:
            continue
        if value.get("logicalType") == "array" and "items" not in value and "name" in value:
            yield Said("array-without-items", path, f"The array {text(value, 'name')!r} does not say what it holds.")
        said = value.get("classification")
        if isinstance(said, str) and said.strip().lower() not in CLASSIFICATIONS:
            scale = ", ".join(CLASSIFICATIONS)
            told = f"The classification {said!r} is none of {scale}; it counts as restricted."
            yield Said("unknown-classification", (*path, "classification"), told)


def _metrics(tree: Tree) -> Iterator[Said]:
    for place, table in numbered(tree, "schema"):
        for rule, each in numbered(table, "quality"):
            if text(each, "metric") in COLUMN_METRICS:
                told = f"The metric {each['metric']} is about one column; put it below that column."
                yield Said("metric-on-wrong-level", ("schema", place, "quality", rule, "metric"), told)
        for spot, column in numbered(table, "properties"):
            for rule, each in numbered(column, "quality"):
                if text(each, "metric") in TABLE_METRICS:
                    path = ("schema", place, "properties", spot, "quality", rule, "metric")
                    told = f"The metric {each['metric']} is about the whole table; put it below the table."
                    yield Said("metric-on-wrong-level", path, told)


def _relationships(tree: Tree) -> Iterator[Said]:
    tables = Tables(tree)
    for path, value in everything(tree):
        if "relationships" not in path[-2:-1] or not isinstance(value, dict):
            continue
        ends = {end: _as_list(value.get(end)) for end in ("from", "to") if end in value}
        for end, references in ends.items():
            for reference in references:
                if not tables.has(reference):
                    told = f"`{end}` names {reference!r}, which this contract does not have."
                    yield Said("dangling-relationship", (*path, end), told)
        if len(ends) == 2 and len(ends["from"]) != len(ends["to"]):
            yield Said("uneven-relationship", path, "`from` and `to` must name as many columns as each other.")


def _service_levels(tree: Tree) -> Iterator[Said]:
    tables = Tables(tree)
    places: list[tuple[Path, str]] = [(("slaDefaultElement",), text(tree, "slaDefaultElement"))]
    for place, level in numbered(tree, "slaProperties"):
        path: Path = ("slaProperties", place)
        places.append(((*path, "element"), text(level, "element")))
        yield from _schedule(level, path)
    for table_place, table in numbered(tree, "schema"):
        for rule, each in numbered(table, "quality"):
            yield from _schedule(each, ("schema", table_place, "quality", rule))
    for path, elements in places:
        for element in filter(None, (each.strip() for each in elements.split(","))):
            if not tables.has_element(element):
                told = f"`{path[-1]}` names {element!r}, which is no table or column of this contract."
                yield Said("dangling-element", path, told)


def _schedule(tree: Tree, path: Path) -> Iterator[Said]:
    if ("schedule" in tree) != ("scheduler" in tree):
        given, lacking = ("schedule", "scheduler") if "schedule" in tree else ("scheduler", "schedule")
        yield Said("schedule-without-scheduler", (*path, given), f"`{given}` means nothing without `{lacking}`.")


def _price_and_support(tree: Tree) -> Iterator[Said]:
    price = branch(tree, "price")
    amount = price.get("priceAmount")
    if isinstance(amount, int | float) and not isinstance(amount, bool):
        if amount < 0:
            yield Said("negative-price", ("price", "priceAmount"), "A price cannot be below zero.")
        if not text(price, "priceCurrency"):
            yield Said("price-without-currency", ("price",), "A price needs a currency.")
    for place, channel in numbered(tree, "support"):
        if not text(channel, "url"):
            told = f"The support channel {text(channel, 'channel')!r} has no URL to reach it by."
            yield Said("support-without-url", ("support", place), told)


def check_variables(tree: Tree) -> Iterator[Said]:
    """Variables stay as they are: resolving them here would lay the house's own environment open."""
    for path, value in everything(tree):
        if isinstance(value, str) and "${" in value and not SQL_KEYS & set(path) and (found := VARIABLE.search(value)):
            told = f"The variable {found[0][:60]} is kept as it stands; variables are never resolved here."
            yield Said("unresolved-variable", path, told)


def everything(tree: Tree) -> Iterator[tuple[Path, Any]]:
    """Every value of a tree with its path, in the order it is written."""
    waiting: list[tuple[Path, Any]] = [((), tree)]
    while waiting:
        path, value = waiting.pop()
        yield path, value
        if isinstance(value, dict):
            waiting.extend(((*path, key), each) for key, each in reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend(((*path, place), value[place]) for place in range(len(value) - 1, -1, -1))


def _repeats(value: Any, path: Path, key: str, code: str, told: str) -> Iterator[Said]:
    seen: set[str] = set()
    for place, each in numbered({"here": value}, "here"):
        name = each.get(key)
        if not isinstance(name, str):
            continue
        if name in seen:
            yield Said(code, (*path, place, key), told.format(name[:80]))
        seen.add(name)


def _as_list(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str)]


CHECKS: tuple[Callable[[Tree], Iterator[Said]], ...] = (
    _identifiers,
    _servers_and_roles,
    _custom_properties,
    _tables,
    _columns,
    _metrics,
    _relationships,
    _service_levels,
    _price_and_support,
    check_variables,
)
