"""Relationships of a contract: every value has its counterpart, in this table or in that of another port.

Two notations are read, as ODCS has them: by names, `table.column` or `table.column.inside`, and by ids,
`/schema/<id>/properties/<id>`; the latter also with the contract before it, `customers.odcs.yaml#/schema/…`. Several
columns together are two lists of one length. What people write as `contract/table/column` is understood, too.
"""

import re
from collections.abc import Iterator
from typing import Any

from catalog.service_levels.compile.queries import table_name
from catalog.service_levels.compile.specs import Kind, MonitorSpec, NotMeasurable, Reference, rule_of
from catalog.service_levels.judge import Objective
from catalog.spec.trees import Tree, branch, maps, text

End = tuple[str, str, tuple[tuple[str, ...], ...], bool]  # contract, table, the columns, and whether all this is ids
_FILE_ENDING = re.compile(r"(\.odcs)?\.(ya?ml|json)$", re.IGNORECASE)


def relationships(table: Tree) -> Iterator[MonitorSpec]:
    """Every relationship of a table and of its columns."""
    own = table_name(table)
    for each in maps(table, "relationships"):
        yield _relationship(table, each.get("from"), each.get("to"))
    for column in maps(table, "properties"):
        for each in maps(column, "relationships"):
            yield _relationship(table, f"{own}.{text(column, 'name')}", each.get("to"))


def _relationship(table: Tree, source: Any, target: Any) -> MonitorSpec:
    names = [" + ".join(map(str, each)) if isinstance(each, list) else str(each) for each in (source, target)]
    common: dict[str, Any] = {
        "rule": rule_of("schema", table_name(table), "relationship", *names),
        "indicator": "quality",
        "name": f"{names[0]} is found in {names[1]}"[:300],
        "dimension": "consistency",
    }
    try:
        refers = _reference(table, end_of(source), end_of(target))
    except NotMeasurable as reason:
        return MonitorSpec(**common, unmeasurable=str(reason)[:300])
    tops = tuple(path[0] for path in refers.own)
    return MonitorSpec(
        **common,
        kind=Kind.REFERENCE,
        objective=Objective("mustBe", 0),
        unit="rows",
        column=", ".join(".".join(path) for path in refers.own)[:200],
        columns=tops,
        refers=refers,
    )


def end_of(notation: Any) -> End:
    """Where one side of a relationship leads.

    Raises NotMeasurable.

    >>> end_of("orders.customer_id"), end_of(["customers.odcs.yaml#/schema/c_tbl/properties/c_id"])
    (('', 'orders', (('customer_id',),), False), ('customers', 'c_tbl', (('c_id',),), True))
    """
    written = notation if isinstance(notation, list) else [notation]
    found = [_one_end(each) for each in written]
    if not found:
        raise NotMeasurable("One side of it names no column.")
    if len({(contract, table, by_id) for contract, table, _, by_id in found}) > 1:
        raise NotMeasurable("One side of it names columns of several tables.")
    contract, table, _, by_id = found[0]
    return contract, table, tuple(path for _, _, (path,), by_id in found), by_id


def _one_end(written: Any) -> End:
    if not isinstance(written, str) or not written.strip():
        raise NotMeasurable("One side of it names no column.")
    file, found, place = written.strip().rpartition("#")
    contract = _FILE_ENDING.sub("", file.rstrip("/").rpartition("/")[2])
    if found or "/" in place:
        steps = [step for step in place.split("/") if step]
        if len(steps) > 3 and steps[0] == "schema" and set(steps[2::2]) == {"properties"} and len(steps) % 2 == 0:
            return contract, steps[1], (tuple(steps[3::2]),), True
        if not found and len(steps) == 3 and steps[0] != "schema":
            return steps[0], steps[1], (tuple(steps[2].split(".")),), False
    elif "." not in place:
        return "", "", ((place,),), False
    elif all(steps := place.split(".")):
        return "", steps[0], (tuple(steps[1:]),), False
    raise NotMeasurable(f"{written[:80]!r} cannot be read as the place of a column.")


def _reference(table: Tree, source: End, target: End) -> Reference:
    if source[0] or not is_called(table, source[1], by_id=source[3]):
        raise NotMeasurable(f"It begins in another table than that of this port ({source[1]}).")
    if len(source[2]) != len(target[2]):
        raise NotMeasurable("Its two sides name different numbers of columns.")
    own = tuple(named(table, path, by_id=source[3]) for path in source[2])
    contract, name, paths, by_id = target
    if not contract and is_called(table, name, by_id=by_id):
        return Reference(own, "", "", tuple(named(table, path, by_id=by_id) for path in paths))
    return Reference(own, contract, name, paths, by_id)


def is_called(table: Tree, name: str, *, by_id: bool) -> bool:
    """Does a table go by this name? An empty one means the table at hand."""
    names = {table_name(table), text(table, "physicalName"), text(table, "physicalName").rpartition(".")[2]}
    return name in (({text(table, "id")} if by_id else set()) | names | {""})


def named(table: Tree, path: tuple[str, ...], *, by_id: bool) -> tuple[str, ...]:
    """The names on the way to a column of a table.

    Raises NotMeasurable when there is no such column.
    """
    names: list[str] = []
    place = table
    for step in path:
        if branch(place, "items"):
            raise NotMeasurable(f"{'.'.join(names)} is a list, and which of its items is meant is not said.")
        parts = maps(place, "properties")
        keys = ("id", "name") if by_id else ("name", "physicalName")
        found = next((part for key in keys for part in parts if text(part, key) == step), None)
        if found is None:
            raise NotMeasurable(f"The table {table_name(table)} has no column {'.'.join(path)!r}.")
        names.append(text(found, "name"))
        place = found
    return tuple(names)
