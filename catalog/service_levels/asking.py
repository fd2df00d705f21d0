"""Asks a warehouse for every value that is wanted of a snapshot: scalars in one reading, check queries one by one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from catalog.service_levels.compile import Kind, MonitorSpec
from catalog.service_levels.readings import ROWS, SQL_FAILED, Failure
from catalog.warehouses.engines import read_limits, warehouse_for
from catalog.warehouses.errors import WarehouseError, WarehouseUnavailable
from catalog.warehouses.interface import MeasureFailure, Sample, Warehouse

CHECK_SECONDS = 30  # the longest that one check query of a contract may run


@dataclass(frozen=True)
class Answers:
    """What a warehouse told: by rule a value or a failure, the row count, and whether it could be read at all."""

    values: dict[str, Any]
    rows: int | None = None
    away: Failure | None = None


def ask(port, snapshot, specs: Iterable[MonitorSpec]) -> Answers:
    """Read a snapshot once. A warehouse that is away fails every value, and says so; it breaks no promise."""
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
    values: dict[str, Any] = {**failures}
    for spec in possible:
        values[spec.rule] = _plain(told[spec.expression]) if spec.expression else _check(warehouse, snapshot, spec)
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


def _check(warehouse: Warehouse, snapshot, spec: MonitorSpec) -> Any:
    """The one value that a check query answers: the first of its first row."""
    if spec.kind is not Kind.QUERY:
        return None
    try:
        sample = warehouse.run_check_query(
            snapshot.location, spec.table, spec.query, limits=replace(read_limits(), seconds=CHECK_SECONDS), row_limit=2
        )
    except WarehouseUnavailable as error:
        return Failure(str(error))
    except WarehouseError as error:
        return Failure(f"{SQL_FAILED}: {_without_data(error)}"[:1000])
    return _only_value(sample)


def _without_data(error: WarehouseError) -> str:
    """What went wrong, for everybody to read: the engine quotes values where it failed over one of them."""
    reason = str(error.facts.get("reason", ""))
    quotes = reason and not reason.startswith(("Binder Error", "Catalog Error", "Parser Error"))
    return f"{reason.partition(':')[0]}." if quotes else str(error)


def _only_value(sample: Sample) -> Any:
    if len(sample.rows) != 1 or len(sample.rows[0]) != 1:
        return Failure("Its SQL answers a table; one value is wanted.")
    return sample.rows[0][0]
