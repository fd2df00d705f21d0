"""Prints how long it takes to compare a thousand grants with the rights in a PostgreSQL warehouse.

`make bench BENCH=drift`. `TEST_WAREHOUSE_URL` names the server; ten rights are given behind the marketplace's back,
and ten are lost. It works in databases of its own, which are gone afterwards.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.bench.own_database import own_database

GRANTS, PORTS, DRIFTED = 1_000, 20, 10
SERVER = os.environ.get("TEST_WAREHOUSE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
VARIABLE = "BENCH_WAREHOUSE"


def main() -> None:
    """Measure, where there is a server."""
    try:
        admin = psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        _say("drift", "not measured: TEST_WAREHOUSE_URL names no server")
        return
    with admin, _database(admin) as address, own_database():
        os.environ[VARIABLE] = address
        _measure(address)


def _measure(address: str) -> None:
    from catalog.warehouses.engines import warehouse_for
    from requests.provisioning import drift
    from tests.catalog.factories import WarehouseFactory

    warehouse = WarehouseFactory(slug="bench", name="Bench", engine="postgresql", secret=VARIABLE)
    begun = time.perf_counter()
    places = _provisioned(warehouse)
    seconds = time.perf_counter() - begun
    _say(f"opening {GRANTS:,} accesses, one after the other", f"{seconds:.1f} s  {seconds / GRANTS * 1000:.0f} ms each")

    _say(f"check of {GRANTS:,} grants, nothing drifted", _timed(drift.check_drift))
    _drift(address, places)
    found = []
    _say(
        f"check of {GRANTS:,} grants, {DRIFTED} too many, {DRIFTED} lost",
        _timed(lambda: found.extend(drift.check_drift())),
    )
    assert len(found[0].restored) == DRIFTED
    assert len(warehouse_for(warehouse).rights()) == GRANTS - DRIFTED


def _provisioned(warehouse) -> list[str]:
    """A grant of each of many consumers, with its view in the server; answers the views."""
    import duckdb
    from django.conf import settings

    from catalog.warehouses.engines import warehouse_for
    from catalog.warehouses.interface import View
    from requests.provisioning.naming import called, grantee
    from tests.catalog.factories import OfferedPortFactory
    from tests.requests.factories import GrantFactory

    engine, ports, places = warehouse_for(warehouse), [], []
    for number in range(PORTS):
        location = f"products/bench/{number}.parquet"
        path = Path(settings.LAKEHOUSE_ROOT) / location
        path.parent.mkdir(parents=True, exist_ok=True)
        duckdb.sql("SELECT range AS a, range::VARCHAR AS b FROM range(100)").write_parquet(str(path))
        ports.append(OfferedPortFactory(warehouse=warehouse, columns=("a", "b"), snapshot={"location": location}))
    for number in range(GRANTS):
        port = ports[number % PORTS]
        who, name = grantee(GrantFactory(port=port).consumer_id), called(port)
        engine.open_access(port.snapshot.location, View(("a", "b")), grantee=who, name=name)
        places.append(f"{who}.{name}")
    return places


def _drift(address: str, places: list[str]) -> None:
    """Give rights that nobody granted, and lose others."""
    with psycopg.connect(address, autocommit=True) as owner:
        for place in places[:DRIFTED]:
            owner.execute(f"GRANT SELECT ON {place} TO PUBLIC")
        for place in places[-DRIFTED:]:
            owner.execute(f"DROP VIEW {place}")


@contextmanager
def _database(admin: psycopg.Connection) -> Iterator[str]:
    name = f"mkw_bench_{os.getpid()}"
    admin.execute(f"CREATE DATABASE {name}")
    try:
        yield make_conninfo(**conninfo_to_dict(SERVER) | {"dbname": name})
    finally:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        for (role,) in admin.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [f"{name}\\_%"]).fetchall():
            admin.execute(f"DROP ROLE {role}")


def _timed(act) -> str:
    begun = time.perf_counter()
    act()
    return f"{time.perf_counter() - begun:.2f} s"


def _say(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:<60} {figure}\n")


if __name__ == "__main__":
    main()
