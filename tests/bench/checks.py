"""Prints how long thirty checks of one table take, next to the SQL that somebody would write for them by hand.

`make bench BENCH=checks`; `CHECKS_ROWS` is the number of rows, 1,000,000 by default. It works in a database and a
folder of its own. The worker is warm: the first measuring is not counted. Among the thirty is the comparison of the
columns with the contract, which needs no row; the marketplace's own pillars come on top.
"""

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable

from tests.bench.own_database import own_database

ROWS = int(os.environ.get("CHECKS_ROWS", 1_000_000))
TIMES = 7
SQL_RULES = 10
TABLE = f"""
SELECT range AS order_id, md5(range::VARCHAR) AS token, hash(range) % 90000 AS customer_id,
       'c' || (hash(range) % 500) AS code,
       ['DE', 'FR', 'US', 'NL', 'ES', 'IT'][1 + (hash(range, 1) % 6)::INTEGER] AS country,
       ['EUR', 'USD'][1 + (hash(range, 2) % 2)::INTEGER] AS currency,
       ['new', 'paid', 'sent', 'done'][1 + (hash(range, 3) % 4)::INTEGER] AS status,
       ['web', 'shop', 'app'][1 + (hash(range, 4) % 3)::INTEGER] AS channel,
       (1 + hash(range, 5) % 20)::INTEGER AS quantity, (hash(range, 6) % 100000)::INTEGER AS weight,
       (hash(range, 7) % 1000000) / 100.0::DOUBLE AS price, (hash(range, 8) % 500) / 1000.0::DOUBLE AS discount,
       (hash(range, 9) % 10000) / 7.0::DOUBLE AS tax, (hash(range, 10) % 10000) / 3.0::DOUBLE AS shipping,
       CASE WHEN hash(range, 11) % 5 > 0 THEN (hash(range, 12) % 5)::INTEGER + 1 END AS rating,
       CASE WHEN hash(range, 13) % 10 = 0 THEN repeat('note ', (hash(range, 14) % 12)::INTEGER) END AS note,
       'person' || (hash(range) % 90000) || '@example.org' AS email,
       TIMESTAMP '2026-01-01' + to_seconds(range % 20000000) AS created_at,
       TIMESTAMP '2026-01-02' + to_seconds(range % 20000000) AS updated_at, hash(range, 15) % 3 = 0 AS gift
FROM range({ROWS})
"""
KINDS = {
    **dict.fromkeys(("order_id", "customer_id", "quantity", "weight", "rating"), "integer"),
    **dict.fromkeys(("price", "discount", "tax", "shipping"), "number"),
    **dict.fromkeys(("created_at", "updated_at"), "timestamp"),
    **dict.fromkeys(("token", "code", "country", "currency", "status", "channel", "note", "email"), "string"),
    "gift": "boolean",
}
FILLED = (
    *("order_id", "token", "customer_id", "country", "currency", "status", "quantity", "price", "created_at"),
    "updated_at",
)
RANGES = {"quantity": (1, 20), "weight": (0, 99999), "price": (0, 9000), "discount": (0, 0.4), "tax": (0, 1e6)}
RANGES |= {"rating": (1, 5)}
SETS = {
    "country": ["DE", "FR", "US", "NL", "ES", "IT"], "currency": ["EUR", "USD"],
    "status": ["new", "paid", "sent"], "channel": ["web", "shop", "app"],
}  # fmt: skip
PATTERNS = {"email": r"^[^@\s]+@[^@\s]+\.[a-z]+$", "code": "^c[0-9]{1,3}$"}


def main() -> None:
    """Measure in a test database, so that nothing real is touched."""
    with own_database():
        _measure()


def _measure() -> None:
    from django.conf import settings

    from catalog.service_levels.compile import compile_contract
    from catalog.service_levels.services import measure_port
    from catalog.warehouses.engines import read_limits

    port = _port()
    specs = compile_contract(port.contract.document)
    path = settings.LAKEHOUSE_ROOT / port.snapshot.location
    _say("table", f"{ROWS:,} rows, {port.snapshot.size / 1e6:.0f} MB of Parquet, {read_limits().threads} threads")
    _say("checks", f"{len(specs)}, of which {sum(bool(spec.expression) for spec in specs)} look at rows")
    wanted = _by_hand()

    def hand() -> tuple:
        return _bare(wanted, str(path), read_limits())

    def portal() -> list:
        _forget(port)
        return measure_port(port)

    _say_the_same(hand(), portal())
    times = _alternating({"by hand": hand, "by the marketplace": portal})
    by_hand, ours = times["by hand"], times["by the marketplace"]
    ratio = f"{ours[0] / by_hand[0]:.2f} times, {ours[1] / by_hand[1]:.2f} of the work"
    _say("the SQL by hand, one statement", _figure(by_hand))
    _say("measuring the port, with all that is written down", f"{_figure(ours)}  {ratio}")
    _compare_sql_rules(port)
    again = _alternating({"again": lambda: measure_port(port)})["again"]
    _say("measuring it again, the snapshot unchanged", _figure(again))
    _say("most memory of this process", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MB")


def _compare_sql_rules(port) -> None:
    """Rules that people wrote in SQL: all in one process, and each in one of its own."""
    from catalog.warehouses.engines import warehouse_for

    warehouse, place = warehouse_for(port.warehouse), port.snapshot.location
    rules = [f"SELECT count(*) AS n FROM orders WHERE quantity > {n}" for n in range(SQL_RULES)]

    def ask(queries: list[str]) -> list:
        return warehouse.run_check_queries(place, "orders", queries, seconds=30)

    assert ask(rules) == [answer for rule in rules for answer in ask([rule])]
    ways = {"together": lambda: ask(rules), "alone": lambda: [ask([rule]) for rule in rules]}
    times = _alternating(ways)
    ratio = f"{times['alone'][0] / times['together'][0]:.1f} times"
    _say(f"{SQL_RULES} rules in SQL, one process", f"{times['together'][0]:7.0f} ms")
    _say(f"{SQL_RULES} rules in SQL, a process each", f"{times['alone'][0]:7.0f} ms  {ratio}")


def _figure(told: tuple[float, ...]) -> str:
    return f"{told[0]:7.0f} ms  ({told[1]:.0f} ms of one core)"


def _alternating(ways: dict[str, Callable[[], object]]) -> dict[str, tuple[float, ...]]:
    """Milliseconds of each way, and those of one core that it needed; in turns, so that other load hits all alike."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _turn in range(TIMES):
        for name, way in ways.items():
            begun, worked = time.perf_counter(), time.process_time()
            way()
            times[name].append((time.perf_counter() - begun, time.process_time() - worked))
    return {
        name: tuple(statistics.median(part) * 1000 for part in zip(*told, strict=True)) for name, told in times.items()
    }


def _by_hand() -> dict[str, str]:
    """What somebody who knows the table would write, by the rule that it answers."""
    place = "schema/orders"
    wanted = {f"{place}/{name}/required": f"count(*) - count({name})" for name in FILLED}
    wanted |= {f"{place}/{name}/unique": f"count({name}) - count(DISTINCT {name})" for name in ("order_id", "token")}
    for name, (low, high) in RANGES.items():
        wanted[f"{place}/{name}/quality/range"] = f"count(*) FILTER ({name} NOT BETWEEN {low} AND {high})"
    for name, values in SETS.items():
        named = ", ".join(f"'{value}'" for value in values)
        wanted[f"{place}/{name}/enum"] = f"count(*) FILTER ({name} NOT IN ({named}))"
    for name, pattern in PATTERNS.items():
        wanted[f"{place}/{name}/pattern"] = f"count(*) FILTER (NOT regexp_matches({name}, '{pattern}'))"
    wanted[f"{place}/note/quality/nulls"] = "100.0 * (count(*) - count(note)) / count(*)"
    wanted[f"{place}/note/maxLength"] = "count(*) FILTER (length(note) > 40)"
    wanted[f"{place}/quality/rows"] = "count(*)"
    wanted["newest"] = "epoch(max(updated_at))"
    wanted[f"{place}/token/minLength"] = "count(*) FILTER (length(token) < 32)"
    return wanted


def _bare(wanted: dict[str, str], path: str, limits) -> tuple:
    """One statement on a connection of its own, with the same threads and memory."""
    import duckdb

    config = {"threads": str(limits.threads), "memory_limit": f"{limits.memory_mb}MB"}
    with duckdb.connect(":memory:", config=config) as connection:
        row = connection.execute(f"SELECT {', '.join(wanted.values())} FROM read_parquet('{path}')").fetchone()
    return tuple(zip(wanted, row, strict=True))


def _say_the_same(by_hand: tuple, measured: list) -> None:
    """A figure that is got quickly must be the right one."""
    ours = {one.monitor.rule: one.value for one in measured}
    for name, (low, high) in RANGES.items():
        place = f"schema/orders/{name}"
        ours[f"{place}/quality/range"] = ours[f"{place}/minimum"] + ours[f"{place}/maximum"]
        assert low < high
    for rule, value in by_hand:
        if rule in ours:
            assert abs(float(ours[rule]) - float(value)) < 1e-6, (rule, ours[rule], value)
    assert len(ours.keys() & dict(by_hand).keys()) >= 26


def _port():
    from django.utils import timezone

    from catalog.models import Snapshot
    from catalog.warehouses.engines import warehouse_for
    from catalog.warehouses.interface import Limits
    from tests.catalog.factories import (
        ColumnFactory,
        DataContractFactory,
        DataProductFactory,
        OutputPortFactory,
        ProductVersionFactory,
    )

    port = OutputPortFactory(product=DataProductFactory(slug="orders", refresh="daily"), name="orders")
    version = ProductVersionFactory(product=port.product, number="1.0.0")
    port.contract = DataContractFactory(port=port, version=version, document=_contract(), number="1.0.0")
    for position, (name, kind) in enumerate(KINDS.items()):
        ColumnFactory(contract=port.contract, name=name, logical_type=kind, position=position)
    built = warehouse_for(port.warehouse).build(
        sql=TABLE, inputs={}, port_key="bench", run_key=str(time.time_ns()), limits=Limits(600, 2048, 2),
        alive=lambda: None,
    )  # fmt: skip
    columns = [{"name": c.name, "type": c.physical_type, "logical_type": c.logical_type} for c in built.columns]
    port.snapshot = Snapshot.objects.create(
        port=port, version=version, location=built.location, rows=built.rows, size=built.bytes, columns=columns,
        built_at=timezone.now(),
    )  # fmt: skip
    port.save()
    return port


def _contract() -> dict:
    """Ten columns that are filled, two that do not repeat, six ranges, four sets, two patterns, and the rest."""
    columns = []
    for name, kind in KINDS.items():
        column: dict = {"name": name, "logicalType": kind, "required": name in FILLED}
        column["unique"] = name in ("order_id", "token")
        options: dict = {}
        if name in RANGES:
            options |= dict(zip(("minimum", "maximum"), RANGES[name], strict=True))
        if name in SETS:
            column["enum"] = [{"value": value} for value in SETS[name]]
        if name in PATTERNS:
            options["pattern"] = PATTERNS[name]
        if name == "token":
            options["minLength"] = 32
        if name == "note":
            options["maxLength"] = 40
            nulls = {"id": "nulls", "metric": "nullValues", "unit": "percent", "mustBeLessThan": 95}
            column["quality"] = [nulls]
        columns.append(column | {"logicalTypeOptions": options})
    rows = {"id": "rows", "metric": "rowCount", "mustBeGreaterThan": 0}
    freshness = {"property": "freshness", "value": "30d", "element": "updated_at"}
    table = {"name": "orders", "properties": columns, "quality": [rows]}
    return {"kind": "DataContract", "schema": [table], "slaProperties": [freshness]}


def _forget(port) -> None:
    from catalog.models import Measurement

    Measurement.objects.filter(monitor__port=port).delete()


def _say(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:<60} {figure}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
