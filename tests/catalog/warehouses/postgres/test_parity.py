"""A mask shows the same in PostgreSQL as in the lakehouse, whatever the type and the value."""

from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.spec import MaskSpec
from catalog.warehouses.interface import View
from tests.catalog.warehouses.postgres.conftest import NAME

ADA = "consumer_1"
EVERY_TYPE = """
    SELECT * FROM (VALUES
        (1::TINYINT, (-32768)::SMALLINT, 2147483647::INTEGER, (-9223372036854775808)::BIGINT, 255::UTINYINT,
         18446744073709551615::UBIGINT, 0.1::DOUBLE, 1.5::FLOAT, (-9999.99)::DECIMAL(6,2), true, 'Ann "A", O''Hare',
         DATE '2026-02-28', TIMESTAMP '2014-01-02 10:30:00.25', TIMESTAMPTZ '2014-12-31 23:30:00+00', TIME '10:30:00.5',
         'b5a1b1f0-0000-4000-8000-000000000001'::UUID, '\\xAA\\x00'::BLOB, [1, 2], {'a': 1, 'b': 'x'}, INTERVAL 3 DAY),
        (-1, 7, -7, 9007199254740993, 0, 0, 'NaN', 'Infinity', 0, false, '', DATE '0001-01-01',
         TIMESTAMP '9999-12-31 23:59:59.999999', TIMESTAMPTZ '1970-01-01 00:00:00+00', TIME '00:00:00',
         '00000000-0000-0000-0000-000000000000', ''::BLOB, [], {'a': NULL, 'b': ''}, INTERVAL 0 DAY),
        (12, 12, 12, 12, 12, 12, 1e15, 1e10, 12.5, true,
         E'née\\n\\t• 漢字 ', DATE 'infinity', TIMESTAMP '2000-06-01 00:00:00',
         TIMESTAMPTZ '2026-07-01 12:00:00+02', TIME '23:59:59', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'abc'::BLOB,
         [NULL], {'a': -1, 'b': '2014-05'}, INTERVAL 1 YEAR),
        (NULL, NULL, NULL, NULL, NULL, NULL, -1e-7, -0.0, NULL, NULL, '2014-05-06', NULL, NULL, NULL, NULL, NULL, NULL,
         NULL, NULL, NULL),
        (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
         NULL, NULL)
    ) AS t(tiny, small, whole, big, byte, huge, double, float, money, yes, text, day, moment, zoned, clock, id, blob,
           list, thing, span)
"""
COLUMNS = (
    *("tiny", "small", "whole", "big", "byte", "huge", "double", "float", "money", "yes"),
    *("text", "day", "moment", "zoned", "clock", "id", "blob", "list", "thing", "span"),
)
SIZES = {"partial": 2, "bucket": 10}


def differences(database, location, view, all_columns):
    database.open_access(location, view, grantee=ADA, name=NAME)
    checks = database.verify_opened(location, view, all_columns=all_columns, grantee=ADA, name=NAME)
    return [check for check in checks if not check.passed]


def test_every_type_comes_through_unmasked(database, put):
    assert differences(database, put(EVERY_TYPE), View(COLUMNS), COLUMNS) == []


@pytest.mark.parametrize("method", ["null", "hash", "partial", "redact", "year", "bucket"])
def test_every_mask_of_every_type_shows_the_same(database, put, method):
    masks = tuple(MaskSpec(column, method, SIZES.get(method)) for column in COLUMNS)

    assert differences(database, put(EVERY_TYPE), View(COLUMNS, masks), COLUMNS) == []


@pytest.mark.parametrize("width", [1, 7, 0.5, 100_000])
def test_buckets_of_any_width_show_the_same(database, put, width):
    numbers = ("tiny", "small", "whole", "byte", "double", "money", *(("big", "huge") if width >= 1 else ()))
    masks = tuple(MaskSpec(column, "bucket", width) for column in numbers)

    assert differences(database, put(EVERY_TYPE), View(numbers, masks), COLUMNS) == []


@pytest.mark.parametrize(
    "condition",
    [
        "TEXT > 'B' OR text = ''",
        "whole // 5 >= 1 OR small / 2 < 0",
        "year(day) = 2026 OR moment IS NULL",
        "text ILIKE 'ann%' AND yes",
        "contains(text, 'née') OR lower(text) IN ('2014-05-06', 'x')",
        "coalesce(money, 1) BETWEEN 0 AND 13",
        "length(text) = 0 OR starts_with(text, '2014')",
    ],
)
def test_a_row_filter_lets_the_same_rows_through(database, put, condition):
    assert differences(database, put(EVERY_TYPE), View(COLUMNS, (), condition), COLUMNS) == []


ROWS = st.lists(
    st.tuples(
        st.none() | st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12),
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.decimals(min_value=-(10**8), max_value=10**8, places=4).map(Decimal),
        st.none() | st.floats(width=64, allow_subnormal=False),
        st.none() | st.dates(date(1, 1, 1)),
        st.none() | st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)),
    ),
    min_size=1,
    max_size=8,
)
MASKS = st.tuples(
    *(
        st.none()
        | st.builds(
            MaskSpec,
            st.just(column),
            st.sampled_from(["null", "hash", "partial", "redact", "year"]),
            size=st.integers(0, 15),
        )
        | st.builds(MaskSpec, st.just(column), st.just("bucket"), size=st.integers(1, 1000))
        for column in ("a", "b", "c", "d", "e", "f")
    )
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, masks=MASKS)
def test_whatever_is_in_the_table(database, root, rows, masks):
    path = root / "products" / "tests" / f"any-{abs(hash((str(rows), masks)))}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE t (a VARCHAR, b BIGINT, c DECIMAL(14,4), d DOUBLE, e DATE, f TIMESTAMP)")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", [list(row) for row in rows])
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    columns = ("a", "b", "c", "d", "e", "f")
    view = View(columns, tuple(mask for mask in masks if mask))

    assert differences(database, f"products/tests/{path.name}", view, columns) == []
