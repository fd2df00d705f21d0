"""A build turns one SELECT and its inputs into one whole file, or says clearly why not."""

import os
import stat
import time

import pytest

from catalog.warehouses.errors import (
    BuildFailed,
    BuildOutOfMemory,
    BuildTimedOut,
    BuildTooLarge,
    LocationMissing,
    NameNotFit,
)
from catalog.warehouses.interface import ColumnType, Limits, View


def parts(root):
    return [path for path in root.rglob("*") if path.is_file() and path.suffix != ".parquet"]


def test_a_build_keeps_its_result_whole(build, put, root):
    orders = put("SELECT range AS id, range % 3 AS customer FROM range(9)", "orders")

    built = build("SELECT customer, count(*) AS orders FROM orders GROUP BY ALL ORDER BY ALL", orders=orders)

    assert built.location == "products/port-1/run-1.parquet"
    assert (root / built.location).stat().st_size == built.bytes
    assert built.rows == 3
    assert built.columns == (ColumnType("customer", "BIGINT", "integer"), ColumnType("orders", "BIGINT", "integer"))
    assert parts(root) == []


def test_an_input_is_known_by_its_port_name_in_any_case(build, put):
    built = build("SELECT * FROM ORDERS o JOIN orders p USING (id)", orders=put("SELECT 1 AS id"))

    assert built.rows == 1


def test_a_second_build_of_a_run_replaces_the_first(build, house):
    build("SELECT 1 AS a")

    build("SELECT unnest([1, 2]) AS a")

    assert list(house.locations()) == ["products/port-1/run-1.parquet"]
    assert house.count("products/port-1/run-1.parquet") == 2


def test_a_sum_of_integers_stays_an_integer(build):
    built = build("SELECT sum(range) AS total, 7::HUGEINT AS wide FROM range(10)")

    assert [column.physical_type for column in built.columns] == ["BIGINT", "BIGINT"]


def test_the_order_of_the_select_is_kept(build, house):
    built = build("SELECT range AS a FROM range(300000) ORDER BY a DESC")

    assert house.sample(built.location, View(("a",)), limit=2).rows == [(299999,), (299998,)]


def test_trailing_comments_and_semicolons_do_no_harm(build):
    assert build("-- what\nSELECT 1 AS a; -- it is").rows == 1


@pytest.mark.parametrize(
    ("sql", "told", "line"),
    [
        ("SELECT\n  nothing\nFROM orders", 'Referenced column "nothing" not found', 2),
        ("SELECT *\nFROM\n  elsewhere", "elsewhere does not exist", 3),
        ("SELECT id,\nFROM orders WHERE", "syntax error", None),
        ("SELECT CAST(word AS INTEGER) AS n FROM orders", "Could not convert string 'one' to INT32", None),
        ("SELECT 1 AS a, 2 AS A", "Two columns of the result are called 'A'", None),
        ("SELECT 1 AS a; SELECT 2 AS b", "Only one SELECT is allowed", None),
        ("CREATE TABLE t AS SELECT 1", "Only one SELECT is allowed", None),
        ("SELECT sum(9223372036854775807) AS a FROM range(3)", "out of range", None),
        ("", "Only one SELECT is allowed", None),
    ],
)
def test_a_refused_select_is_told_with_its_line_and_no_path(build, put, root, sql, told, line):
    orders = put("SELECT 1 AS id, 'one' AS word", "orders")

    with pytest.raises(BuildFailed) as refusal:
        build(sql, orders=orders)

    assert told in str(refusal.value)
    assert line is None or f"(line {line})" in str(refusal.value)
    assert str(root) not in str(refusal.value)
    assert parts(root) == []


def test_a_missing_input_is_said_before_anything_starts(build):
    with pytest.raises(LocationMissing):
        build("SELECT 1", orders="products/none/none.parquet")


@pytest.mark.parametrize("location", ["../../etc/passwd", "/etc/passwd", "exports/x.parquet", "products/../x.parquet"])
def test_a_location_stays_inside_the_lakehouse(house, location):
    with pytest.raises(LocationMissing):
        house.describe(location)
    with pytest.raises(LocationMissing):
        house.discard(location)


def test_a_name_with_a_slash_becomes_no_location(house, limits):
    with pytest.raises(NameNotFit):
        house.build(sql="SELECT 1", inputs={}, port_key="../x", run_key="1", limits=limits, alive=lambda: None)


def test_a_build_ends_when_its_time_is_up(build, root):
    started = time.monotonic()

    with pytest.raises(BuildTimedOut):
        build(
            "SELECT count(*) AS n FROM range(10000000000) a, range(1000000) b WHERE a.range * b.range = -1",
            limits=Limits(seconds=1, memory_mb=256, threads=1),
        )

    assert time.monotonic() - started < 60  # by itself it would go on for years
    assert parts(root) == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT list(range) AS all FROM range(500000000)",
        "SELECT length(repeat('x', 4000000000)) AS n",
    ],
)
def test_a_build_ends_when_it_wants_too_much_memory(build, root, sql):
    with pytest.raises(BuildOutOfMemory) as refusal:
        build(sql, limits=Limits(seconds=60, memory_mb=128, threads=1, disk_mb=64))

    assert "128 MB" in str(refusal.value)
    assert parts(root) == []


def test_a_large_sort_spills_to_disk_instead_of_failing(build):
    built = build(
        "SELECT md5(range::VARCHAR) AS digest FROM range(3000000) ORDER BY digest",
        limits=Limits(seconds=100, memory_mb=96, threads=1),
    )

    assert built.rows == 3_000_000


def test_a_result_may_not_fill_the_disk(build, root):
    with pytest.raises(BuildTooLarge):
        build(
            "SELECT random() AS a FROM range(20000000)", limits=Limits(seconds=60, memory_mb=256, threads=1, disk_mb=5)
        )

    assert parts(root) == []


def test_a_running_build_says_that_it_is_alive(build):
    beats = []

    with pytest.raises(BuildTimedOut):
        build(
            "SELECT count(*) AS n FROM range(10000000000) a, range(1000000) b WHERE a.range * b.range = -1",
            limits=Limits(seconds=2.2, memory_mb=256, threads=1),
            alive=lambda: beats.append(time.monotonic()),
        )

    assert 3 <= len(beats) <= 5


def test_losing_the_lease_ends_the_build(build, root):
    class LeaseLost(Exception):
        pass

    def alive():
        raise LeaseLost

    started = time.monotonic()
    with pytest.raises(LeaseLost):
        build(
            "SELECT count(*) AS n FROM range(10000000000) a, range(1000000) b WHERE a.range * b.range = -1", alive=alive
        )

    assert time.monotonic() - started < 60  # by itself it would go on for years
    assert parts(root) == []


def test_a_discarded_snapshot_is_gone_and_may_be_discarded_again(build, house):
    location = build("SELECT 1 AS a").location

    house.discard(location)
    house.discard(location)

    assert list(house.locations()) == []


def test_leftovers_are_swept_once_they_are_old(build, house, root):
    build("SELECT 1 AS a")
    old = root / "products" / "port-1" / "run-2.parquet.abc.part"
    young = root / "exports" / "young.csv"
    spilled = root / "scratch" / "abc" / "page.tmp"
    for path in (old, young, spilled):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("half")
    for path in (old, spilled, spilled.parent):
        os.utime(path, (0, 0))

    assert house.sweep_leftovers() == 2

    assert young.exists()
    assert not old.exists()
    assert list(house.locations()) == ["products/port-1/run-1.parquet"]


def test_a_snapshot_can_be_read_by_the_web_process_of_the_same_group(build, root):
    built = build("SELECT 1 AS a")

    assert stat.S_IMODE((root / built.location).stat().st_mode) & 0o400
