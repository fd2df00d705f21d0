"""Asks a warehouse for every value wanted of a snapshot: scalars in one reading, people's SQL in one process."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.service_levels.compile import Kind, MonitorSpec
from catalog.service_levels.readings import ROWS, SQL_FAILED, Failure
from catalog.service_levels.referring import Referred
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.errors import WarehouseError, WarehouseUnavailable
from catalog.warehouses.interface import MeasureFailure, Warehouse

CHECK_SECONDS = 30  # the longest that one check query of a contract may run


@dataclass(frozen=True)
class Answers:
    """What a warehouse told: by rule a value or a failure, the row count, and whether it could be read at all."""

    values: dict[str, Any]
    rows: int | None = None
    away: Failure | None = None


def ask(
    port, snapshot, specs: Iterable[MonitorSpec], referred: Mapping[str, Referred | Failure] | None = None
) -> Answers:
    """Read a snapshot once. A warehouse that is away fails every value, and says so; it breaks no promise.

    `referred` is where the counterparts of relationships lie, by rule.
    """
    wanted = list(specs)
    possible, failures = _possible(wanted, {column["name"].lower() for column in snapshot.columns})
    # Two rules that want the same figure share it.
    expressions = {ROWS: "count(*)"} | {spec.expression: spec.expression for spec in possible if spec.expression}
    try:
        warehouse = warehouse_for(port.warehouse)
        told = warehouse.measure(snapshot.location, expressions)
    except WarehouseError as error:
        away = Failure(f"The port could not be read. {error}"[:1000])
        return Answers({spec.rule: away for spec in wanted}, away=away)
    values: dict[str, Any] = {spec.rule: _plain(told[spec.expression]) for spec in possible if spec.expression}
    values |= failures | _checks(warehouse, snapshot, [spec for spec in possible if spec.kind is Kind.QUERY])
    for spec in possible:
        if spec.kind is Kind.REFERENCE:
            values[spec.rule] = _orphans(warehouse, snapshot, spec, (referred or {}).get(spec.rule))
    rows = told[ROWS]
    return Answers(values, rows if isinstance(rows, int) else None)


def _possible(specs: list[MonitorSpec], columns: set[str]) -> tuple[list[MonitorSpec], dict[str, Failure]]:
    """Those whose columns are there; an expression over a missing one would fail the whole reading."""
    possible, failures = [], {}
    for spec in specs:
        lacking = [name for name in spec.columns if columns and name.lower() not in columns]
        if lacking:
            failures[spec.rule] = Failure(f"The data has no column {lacking[0]}.")
        else:
            possible.append(spec)
    return possible, failures


def _plain(value: Any) -> Any:
    return Failure(value.message) if isinstance(value, MeasureFailure) else value


def _checks(warehouse: Warehouse, snapshot, specs: list[MonitorSpec]) -> dict[str, Any]:
    """The one value that each check query answers: the first of its first row."""
    values: dict[str, Any] = {}
    for table in dict.fromkeys(spec.table for spec in specs):
        asked = [spec for spec in specs if spec.table == table]
        queries = [spec.query for spec in asked]
        try:
            answers = warehouse.run_check_queries(snapshot.location, table, queries, seconds=CHECK_SECONDS)
        except WarehouseError as error:
            answers = [error for _spec in asked]
        values |= {spec.rule: _only_value(answer) for spec, answer in zip(asked, answers, strict=True)}
    return values


def _orphans(warehouse: Warehouse, snapshot, spec: MonitorSpec, referred: Referred | Failure | None) -> Any:
    """How many rows have no counterpart; why that cannot be told, where it cannot."""
    if not isinstance(referred, Referred) or spec.refers is None:
        return referred
    pairs = list(zip(spec.refers.own, referred.columns, strict=True))
    try:
        return warehouse.orphans(snapshot.location, referred.snapshot.location, pairs)
    except WarehouseError as error:
        return Failure(f"It cannot be compared with {referred.port}. {error}"[:1000])


def _without_data(error: WarehouseError) -> str:
    """What went wrong, for everybody to read: the engine quotes values where it failed over one of them."""
    reason = str(error.facts.get("reason", ""))
    quotes = reason and not reason.startswith(("Binder Error", "Catalog Error", "Parser Error"))
    return f"{reason.partition(':')[0]}." if quotes else str(error)


def _only_value(answer: Any) -> Any:
    if isinstance(answer, WarehouseUnavailable):
        return Failure(str(answer))
    if isinstance(answer, WarehouseError):
        return Failure(f"{SQL_FAILED}: {_without_data(answer)}"[:1000])
    if len(answer) != 1 or len(answer[0]) != 1:
        return Failure("Its SQL answers a table; one value is wanted.")
    return answer[0][0]
