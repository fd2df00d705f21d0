"""Prints how long thirty checks of one table take, next to the SQL that somebody would write for them by hand.

`make bench BENCH=checks`. `BENCH_SIZES` are the numbers of rows, 1000000 by default; `BENCH_PEERS=1` runs other tools
on the same checks, too, in environments of their own. Each size is measured in a process, a database and a folder of
its own: in Parquet, and in the PostgreSQL server that `TEST_WAREHOUSE_URL` names, where there is one. The worker is
warm: the first measuring is not counted. Among the thirty is the comparison of the columns with the contract, which
needs no row; the marketplace's own pillars come on top. Ratios are those of one run, by turns.
"""

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import checks_by_hand as by_hand
from tests.bench.checks_table import KINDS, RANGES, TABLE, contract, write_parquet
from tests.bench.own_database import own_database

SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "1000000").replace(" ", "").split(",") if size]
SERVER = os.environ.get("TEST_WAREHOUSE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
VARIABLE = "CHECKS_WAREHOUSE"  # holds the address of the database that the bench makes there
SECONDS = "1800"  # for one reading, and for loading the table; a bench is not a night
SQL_RULES = 10
Times = tuple[float, float]


def main() -> None:
    """Each size in a process of its own, so that its memory is its own."""
    if len(sys.argv) > 1:
        with own_database():
            _measure(int(sys.argv[1]))
        return
    for size in SIZES:
        environment = os.environ | {"READ_SECONDS": SECONDS, "BUILD_SECONDS": SECONDS}
        subprocess.run([sys.executable, "-m", "tests.bench.checks", str(size)], env=environment, check=True)
        if os.environ.get("BENCH_PEERS") == "1":
            _peers(size)


def _measure(rows: int) -> None:
    from catalog.service_levels.compile import compile_contract
    from catalog.warehouses.engines import read_limits

    specs = compile_contract(contract())
    limits, looking = read_limits(), sum(bool(spec.expression) for spec in specs)
    _say("checks", f"{len(specs)}, of which {looking} look at rows; {limits.threads} threads, {limits.memory_mb} MB")
    _in_parquet(rows)
    with _server_database() as conninfo:
        if conninfo:
            _in_postgres(rows, conninfo)
        else:
            _say(f"{rows:,} rows in PostgreSQL", "not measured: no server at TEST_WAREHOUSE_URL")


def _in_parquet(rows: int) -> None:
    from django.conf import settings

    from catalog.warehouses.engines import read_limits

    port = _port(rows, "lakehouse")
    path = str(settings.LAKEHOUSE_ROOT / port.snapshot.location)
    name = f"{rows:,} rows in Parquet ({port.snapshot.size / 1e6:.0f} MB)"
    _compare(name, port, lambda: by_hand.in_duckdb(path, read_limits()))
    _compare_sql_rules(port)


def _compare_sql_rules(port) -> None:
    """Rules that people wrote in SQL: all in one process, and each in one of its own."""
    from catalog.warehouses.engines import warehouse_for

    warehouse, place = warehouse_for(port.warehouse), port.snapshot.location
    rules = [f"SELECT count(*) AS n FROM orders WHERE quantity > {n}" for n in range(SQL_RULES)]

    def ask(queries: list[str]) -> list:
        return warehouse.run_check_queries(place, "orders", queries, seconds=300)

    assert ask(rules) == [answer for rule in rules for answer in ask([rule])]
    times = _alternating({"together": lambda: ask(rules), "alone": lambda: [ask([rule]) for rule in rules]}, 3)
    ratio = f"{times['alone'][0] / times['together'][0]:.1f} times"
    _say(f"{SQL_RULES} rules in SQL, one process", f"{times['together'][0]:7.0f} ms")
    _say(f"{SQL_RULES} rules in SQL, a process each", f"{times['alone'][0]:7.0f} ms  {ratio}")


def _in_postgres(rows: int, conninfo: str) -> None:
    import psycopg

    from catalog.warehouses.engines import warehouse_for
    from catalog.warehouses.postgres import names

    port = _port(rows, "postgresql")
    warehouse_for(port.warehouse).offer(port.snapshot.location)
    table = names.table(port.snapshot.location)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(f"VACUUM ANALYZE {table}")
        name = f"{rows:,} rows in PostgreSQL"
        _compare(name, port, lambda: by_hand.in_postgres(conninfo, table))
        for key in by_hand.KEYS:
            connection.execute(f"CREATE UNIQUE INDEX ON {table} ({key})")
        connection.execute(f"VACUUM ANALYZE {table}")
    _compare(f"{name}, both keys enforced", port, lambda: by_hand.in_postgres(conninfo, table, keys=()))


def _compare(name: str, port, hand: Callable[[], object]) -> None:
    """The same figures, and then the time and the memory of each way, by turns."""
    from catalog.service_levels.services import measure_port

    def portal() -> list:
        _forget(port)
        return measure_port(port)

    _say_the_same(hand(), portal())
    turns = 7 if port.snapshot.rows <= 2_000_000 else 3
    times = _alternating({"hand": hand, "portal": portal}, turns)
    theirs, ours = times["hand"], times["portal"]
    _say(f"{name}: the SQL by hand", _figure(theirs))
    _say(f"{name}: measured, with all that is written down", f"{_figure(ours)}  {ours[0] / theirs[0]:.2f} times")
    _forget_peak()
    portal()
    _say(f"{name}: most memory of the worker meanwhile", f"{_peak():7.0f} MB")
    again = _alternating({"again": lambda: measure_port(port)}, 7)["again"]
    _say(f"{name}: again, the snapshot unchanged", f"{_figure(again)}  (< 50 ms)")


def _peers(size: int) -> None:
    """Other tools on the same rows, each in an environment of its own, beside the hand's time in theirs."""
    from tests.bench.peers import running

    with tempfile.TemporaryDirectory(prefix="peers-") as folder, _server_database() as conninfo:
        file = Path(folder) / "orders.parquet"
        write_parquet(file, size)
        running.measure(file, conninfo, size, _say)


def _figure(told: Times) -> str:
    return f"{told[0]:7.0f} ms  ({told[1]:.0f} ms of one core)"


def _alternating(ways: dict[str, Callable[[], object]], turns: int) -> dict[str, Times]:
    """Milliseconds of each way, and those of one core that it needed; in turns, so that other load hits all alike."""
    times: dict[str, list[Times]] = {name: [] for name in ways}
    for _turn in range(turns):
        for name, way in ways.items():
            begun, worked = time.perf_counter(), time.process_time()
            way()
            times[name].append((time.perf_counter() - begun, time.process_time() - worked))
    return {
        name: (statistics.median(one for one, _ in told) * 1000, statistics.median(one for _, one in told) * 1000)
        for name, told in times.items()
    }


def _say_the_same(by_hand_found, measured: list) -> None:
    """A figure that is got quickly must be the right one."""
    ours = {one.monitor.rule: one.value for one in measured}
    for name in RANGES:
        place = f"{by_hand.PLACE}/{name}"
        ours[f"{place}/quality/range"] = ours[f"{place}/minimum"] + ours[f"{place}/maximum"]
    for rule, value in by_hand_found.items():
        if rule in ours:
            assert abs(float(ours[rule]) - float(value)) < 1e-6, (rule, ours[rule], value)
    assert len(ours.keys() & by_hand_found.keys()) >= 24


@contextlib.contextmanager
def _server_database() -> Iterator[str]:
    """The address of an empty database of the server, gone afterwards; empty where there is no server."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    try:
        admin = psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        yield ""
        return
    name = f"bench_checks_{os.getpid()}"
    admin.execute(f"CREATE DATABASE {name}")
    try:
        os.environ[VARIABLE] = make_conninfo(**conninfo_to_dict(SERVER) | {"dbname": name})
        yield os.environ[VARIABLE]
    finally:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        admin.close()


def _port(rows: int, engine: str):
    """A port with the table in it."""
    from django.utils import timezone

    from catalog.models import Snapshot
    from catalog.warehouses.engines import warehouse_for
    from catalog.warehouses.interface import Limits
    from tests.catalog import factories as make

    secret = VARIABLE if engine == "postgresql" else ""
    warehouse = make.WarehouseFactory(slug=engine, name=engine, engine=engine, secret=secret)
    product = make.DataProductFactory(slug=f"orders-{engine}", refresh="daily")
    port = make.OutputPortFactory(product=product, name="orders", warehouse=warehouse)
    version = make.ProductVersionFactory(product=product, number="1.0.0")
    port.contract = make.DataContractFactory(port=port, version=version, document=contract(), number="1.0.0")
    for position, (name, kind) in enumerate(KINDS.items()):
        make.ColumnFactory(contract=port.contract, name=name, logical_type=kind, position=position)
    built = warehouse_for(warehouse).build(
        sql=TABLE.format(rows=rows), inputs={}, port_key="bench", run_key=str(time.time_ns()),
        limits=Limits(1800, 4096, 2), alive=lambda: None,
    )  # fmt: skip
    columns = [{"name": c.name, "type": c.physical_type, "logical_type": c.logical_type} for c in built.columns]
    port.snapshot = Snapshot.objects.create(
        port=port, version=version, location=built.location, rows=built.rows, size=built.bytes, columns=columns,
        built_at=timezone.now(),
    )  # fmt: skip
    port.save()
    return port


def _forget(port) -> None:
    from catalog.models import Measurement

    Measurement.objects.filter(monitor__port=port).delete()


def _forget_peak() -> None:
    """Let the kernel note the most memory anew, where it can."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """The most memory of this process since then, in MB; of its whole life where the kernel does not say."""
    import resource

    with contextlib.suppress(OSError):
        line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _say(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:<72} {figure}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
