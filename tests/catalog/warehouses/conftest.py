"""A lakehouse in an empty folder, and tables to put into it."""

import duckdb
import pytest

from catalog.warehouses.interface import Limits
from catalog.warehouses.lakehouse import Lakehouse

SALT = "a-salt-of-this-test"


@pytest.fixture
def root(tmp_path):
    return tmp_path / "house"


@pytest.fixture
def house(root):
    return Lakehouse(root, salt=SALT, read_limits=Limits(seconds=20, memory_mb=512, threads=2))


@pytest.fixture
def limits():
    return Limits(seconds=20, memory_mb=256, threads=1)


@pytest.fixture
def put(root):
    """Write the result of a SELECT where the lakehouse keeps its tables: `put("SELECT 1 AS a")` is its location."""

    def write(select, name="table"):
        location = f"products/tests/{name}.parquet"
        path = root / location
        path.parent.mkdir(parents=True, exist_ok=True)
        duckdb.connect(":memory:").execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
        return location

    return write


@pytest.fixture
def build(house, limits):
    """Build one SELECT over inputs by name."""

    def run(sql, *, limits=limits, alive=lambda: None, run_key="run-1", **inputs):
        return house.build(sql=sql, inputs=inputs, port_key="port-1", run_key=run_key, limits=limits, alive=alive)

    return run


@pytest.fixture
def patients(put):
    """Six people; one has no value in any column that may be empty."""
    return put(
        """
        SELECT * FROM (VALUES
            ('01-701-1015', 'Ann Other', 63, 'US', DATE '1950-03-04', TIMESTAMP '2014-01-02 10:30', 54.4::DECIMAL(6,2)),
            ('01-701-1023', 'Bo', 64, 'US', DATE '1949-07-14', TIMESTAMP '2012-08-05 00:00:00', 80.3::DECIMAL(6,2)),
            ('01-701-1028', 'Cleo', 71, 'US', DATE '1942-11-30', TIMESTAMP '2013-07-19 12:00:00', 99.5::DECIMAL(6,2)),
            ('01-701-1033', 'Dee', 74, 'CA', DATE '1939-01-01', TIMESTAMP '2014-03-18 23:59:59', 88.0::DECIMAL(6,2)),
            ('01-701-1034', '', -7, 'CA', DATE '1936-02-29', TIMESTAMP '2014-07-01 01:00:00', 60.0::DECIMAL(6,2)),
            ('01-701-1047', NULL, NULL, NULL, NULL, NULL, NULL)
        ) AS t(usubjid, name, age, country, born, seen_at, weight)
        """,
        "patients",
    )
