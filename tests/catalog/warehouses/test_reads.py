"""Reads show what the view says: masked columns masked, filtered rows absent, nothing else."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import pytest

from catalog.spec import MaskSpec
from catalog.warehouses.errors import FormatNotAvailable, ReadTimedOut, ViewNotFit
from catalog.warehouses.formats import available
from catalog.warehouses.interface import Limits, View
from catalog.warehouses.lakehouse import Lakehouse
from tests.catalog.warehouses.conftest import SALT


def seen(house, location, column, method, *, row_filter="", **facts):
    """The values of one masked column."""
    view = View((column,), (MaskSpec(column, method, **facts),), row_filter)
    return [row[0] for row in house.sample(location, view, limit=100).rows]


def test_a_view_shows_its_columns_in_its_order(house, patients):
    sample = house.sample(patients, View(("country", "AGE")), limit=2)

    assert sample.columns == ("country", "age")
    assert sample.rows == [("US", 63), ("US", 64)]


def test_a_column_that_is_not_there_is_refused(house, patients):
    with pytest.raises(ViewNotFit, match="no column 'salary'"):
        house.sample(patients, View(("salary",)), limit=2)


def test_null_hides_every_value_and_keeps_the_type(house, patients):
    assert set(seen(house, patients, "born", "null")) == {None}


def test_a_hash_is_the_same_in_every_port_of_this_house_and_no_other(house, patients, put, tmp_path):
    other_port = put("SELECT '01-701-1015' AS subject", "other")
    other_house = Lakehouse(house._layout.root, salt="another")

    here = seen(house, patients, "usubjid", "hash")

    assert len(set(here)) == 6
    assert here[0] == seen(house, other_port, "subject", "hash")[0]
    assert here[0] != seen(other_house, other_port, "subject", "hash")[0]
    assert here[0] != duckdb.execute("SELECT sha256('01-701-1015')").fetchall()[0][0]


def test_a_hash_of_nothing_is_nothing(house, patients):
    assert seen(house, patients, "age", "hash")[-1] is None


def test_partial_keeps_the_first_characters_and_hides_short_values_whole(house, patients):
    assert seen(house, patients, "name", "partial", size=3) == ["Ann••••••", "••", "Cle•", "•••", "", None]


def test_redact_is_the_same_for_all_rows(house, patients):
    assert set(seen(house, patients, "name", "redact")) == {"***"}
    assert set(seen(house, patients, "age", "redact")) == {None}


def test_year_is_the_first_of_january(house, patients):
    assert seen(house, patients, "born", "year")[:2] == [date(1950, 1, 1), date(1949, 1, 1)]
    assert seen(house, patients, "seen_at", "year")[1] == datetime(2012, 1, 1)


def test_year_of_a_text_that_begins_with_one(house, put):
    dates = put("SELECT unnest(['2014-03-18', '2014-03', '2014', 'unknown', '20140318', NULL]) AS d")

    assert seen(house, dates, "d", "year") == ["2014-01-01", "2014-01-01", "2014-01-01", None, None, None]


def test_bucket_floors_to_the_width(house, patients, put):
    assert seen(house, patients, "age", "bucket", size=10) == [60, 60, 70, 70, -10, None]
    assert seen(house, patients, "weight", "bucket", size=25)[:2] == [Decimal("50.00"), Decimal("75.00")]
    wide = put("SELECT unnest([9223372036854775807, -9223372036854775808]) AS n")
    assert seen(house, wide, "n", "bucket", size=1000) == [9223372036854775000, None]
    real = put("SELECT unnest(['7.5', '-7.5', 'inf', 'nan']::DOUBLE[]) AS n", "real")
    assert [str(one) for one in seen(house, real, "n", "bucket", size=5)] == ["5.0", "-10.0", "inf", "nan"]


@pytest.mark.parametrize(
    ("column", "method", "size"), [("name", "bucket", 10), ("age", "bucket", 0), ("age", "year", None)]
)
def test_a_mask_that_does_not_fit_shows_nothing(house, patients, column, method, size):
    assert set(seen(house, patients, column, method, size=size)) == {None}


def test_an_expression_sees_raw_columns_even_masked_ones(house, patients):
    view = View(
        ("country", "usubjid"),
        (MaskSpec("country", "expression", expression="left(usubjid, 2) || country"), MaskSpec("usubjid", "null")),
    )

    assert house.sample(patients, view, limit=1).rows == [("01US", None)]


@pytest.mark.parametrize(
    "expression", ["(select 1)", "read_csv('/etc/passwd')", "salary", "sum(age)", "1) AS x, (2", ""]
)
def test_an_expression_that_is_not_harmless_is_refused(house, patients, expression):
    with pytest.raises(ViewNotFit):
        seen(house, patients, "age", "expression", expression=expression)


@pytest.mark.parametrize("row_filter", ["true) OR (true", "country = (select 'US')", "1; DROP TABLE x", "true --"])
def test_a_row_filter_that_is_not_harmless_is_refused(house, patients, row_filter):
    with pytest.raises(ViewNotFit):
        house.count(patients, View(("age",), (), row_filter))


def test_an_unknown_mask_shows_nothing_at_all(house, patients):
    with pytest.raises(ViewNotFit, match="no mask 'blur'"):
        seen(house, patients, "age", "blur")


def test_the_row_filter_looks_at_raw_values(house, patients):
    view = View(("country",), (MaskSpec("country", "redact"),), "country = 'US' AND age < 70")

    assert house.sample(patients, view, limit=10).rows == [("***",), ("***",)]
    assert house.count(patients, view) == 2
    assert house.count(patients) == 6


def test_instants_are_told_in_utc_and_odd_types_as_text(house, put):
    odd = put(
        "SELECT TIMESTAMPTZ '2024-05-06 10:00:00+02' AS at, INTERVAL 3 MONTH AS span, "
        "[TIMESTAMPTZ '2024-05-06 10:00:00+02'] AS many, '\\xFF'::BLOB AS raw, {'a': 1} AS s, TIME '10:00' AS t"
    )

    row = house.sample(odd, View(("at", "span", "many", "raw", "s", "t")), limit=1).rows[0]

    assert row[0] == datetime(2024, 5, 6, 8, tzinfo=UTC)
    assert row[1:3] == ("3 months", "['2024-05-06 08:00:00+00']")
    assert row[3:5] == (b"\xff", {"a": 1})


def test_a_csv_is_rfc_4180(house, put):
    words = put("SELECT 'a \"b\", c' AS word, NULL AS none, '' AS empty, E'two\\nlines' AS lines, 1.5 AS n")

    with (
        house.export(words, View(("word", "none", "empty", "lines", "n")), format="csv") as export,
        export.open() as file,
    ):
        raw = file.read()

    assert raw == b'word,none,empty,lines,n\r\n"a ""b"", c",,"","two\nlines",1.5\r\n'
    assert list(csv.reader(io.StringIO(raw.decode(), newline="")))[1][0] == 'a "b", c'


def test_json_is_one_array_of_objects_that_every_parser_reads(house, put):
    numbers = put("SELECT unnest(['nan', 'inf', '1.5']::DOUBLE[]) AS n, DATE '2024-01-01' AS d, 'é' AS t")

    with house.export(numbers, View(("n", "d", "t")), format="json") as export, export.open() as file:
        rows = json.loads(file.read(), parse_constant=pytest.fail)

    assert [row["n"] for row in rows] == [None, None, 1.5]
    assert rows[0] == {"n": None, "d": "2024-01-01", "t": "é"}


def test_an_empty_result_is_a_whole_file_in_every_format(house, patients):
    nobody = View(("usubjid", "born"), (MaskSpec("born", "year"),), "false")

    for format in available():
        with house.export(patients, nobody, format=format) as export, export.open() as file:
            raw = file.read()
        assert raw
        assert format != "json" or json.loads(raw) == []
        assert format != "csv" or raw == b"usubjid,born\r\n"


def test_parquet_is_exported_with_the_types_of_the_view(house, patients):
    view = View(("usubjid", "age", "born"), (MaskSpec("usubjid", "hash"), MaskSpec("born", "year")))

    with house.export(patients, view, format="parquet", limit=2) as export:
        columns = duckdb.execute(f"DESCRIBE SELECT * FROM '{export.path}'").fetchall()

    assert [column[:2] for column in columns] == [("usubjid", "VARCHAR"), ("age", "INTEGER"), ("born", "DATE")]
    assert export.rows == 2


@pytest.mark.skipif("arrow" not in available(), reason="pyarrow is not installed: pip install pyarrow")
def test_arrow_is_a_stream(house, patients):
    import pyarrow.ipc

    with house.export(patients, View(("usubjid", "age")), format="arrow") as export, export.open() as file:
        table = pyarrow.ipc.open_stream(file).read_all()

    assert table.num_rows == export.rows == 6


def test_a_format_that_cannot_be_written_here_is_said(house, patients):
    with pytest.raises(FormatNotAvailable, match="xlsx"):
        house.export(patients, View(("age",)), format="xlsx")


def test_an_export_leaves_no_file_whether_read_or_not(house, patients, root):
    view = View(("age",))

    with house.export(patients, view, format="csv").open() as file:
        assert list((root / "exports").iterdir()) == []
        assert file.read().startswith(b"age\r\n")
    with house.export(patients, view, format="csv"):
        pass
    with pytest.raises(ViewNotFit):
        house.export(patients, View(("none",)), format="csv")

    assert list((root / "exports").iterdir()) == []


def test_a_read_that_fails_quotes_no_data(house, put):
    secrets = put("SELECT 'top-secret' AS word")

    with pytest.raises(Exception, match="Conversion Error") as refusal:
        seen(house, secrets, "word", "expression", expression="cast(word as integer)")

    assert "top-secret" not in str(refusal.value)


def test_a_read_ends_when_its_time_is_up(root, put):
    many = put("SELECT range AS a FROM range(100000)")
    hasty = Lakehouse(root, salt=SALT, read_limits=Limits(seconds=0.3, memory_mb=256, threads=1))

    with pytest.raises(ReadTimedOut):
        hasty.measure(many, {"pairs": "(SELECT count(*) FROM data a, data b WHERE md5(concat(a.a, b.a)) = 'no')"})
