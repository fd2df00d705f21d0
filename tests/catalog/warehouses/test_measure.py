"""Figures of a table: statistics for people, measures for service levels, a contract's own queries."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from catalog.warehouses import sandbox_checks
from catalog.warehouses.errors import BuildFailed, BuildTimedOut
from catalog.warehouses.interface import MeasureFailure
from catalog.warehouses.plain import plain


def test_measures_come_in_one_reading(house, patients):
    measured = house.measure(patients, {"rows": "count(*)", "nulls": "count(*) - count(age)", "latest": "max(seen_at)"})

    assert measured == {"rows": 6, "nulls": 1, "latest": datetime(2014, 7, 1, 1)}


def test_an_instant_is_measured_in_utc(house, put):
    latest = put("SELECT TIMESTAMPTZ '2024-05-06 10:00:00+02' AS seen_at")

    assert house.measure(latest, {"latest": "max(seen_at)"}) == {"latest": datetime(2024, 5, 6, 8, tzinfo=UTC)}


def test_one_expression_that_fails_does_not_sink_the_others(house, patients):
    measured = house.measure(patients, {"rows": "count(*)", "bad": "sum(salary)", "cast": "max(name::INTEGER)"})

    assert measured["rows"] == 6
    assert isinstance(measured["bad"], MeasureFailure)
    assert '"salary" not found' in measured["bad"].message
    assert isinstance(measured["cast"], MeasureFailure)
    assert "Ann" not in measured["cast"].message


def test_nothing_asked_is_nothing_measured(house, patients):
    assert house.measure(patients, {}) == {}


def asked(house, location, *queries, seconds=20):
    """What check queries answer over the table `object`."""
    return house.run_check_queries(location, "object", queries, seconds=seconds)


def test_a_check_query_reads_the_table_by_its_name(house, patients):
    assert asked(house, patients, "SELECT count(*) AS n FROM object WHERE age < 0") == [[(1,)]]


def test_two_rows_of_two_values_are_the_most_that_a_check_query_tells(house, put):
    many = put("SELECT range AS a, range AS b, range AS c FROM range(5000)")

    assert asked(house, many, "SELECT * FROM object ORDER BY a -- all of it") == [[(0, 0), (1, 1)]]


def test_values_of_every_kind_are_told(house, put):
    table = put("SELECT 1 AS a")
    kinds = (
        "1.5::DECIMAL(6,2)",
        "NULL",
        "true",
        "'inf'::DOUBLE",
        "DATE '9999-12-31'",
        "170141183460469231731::HUGEINT",
    )

    answers = asked(house, table, *(f"SELECT {kind} AS v FROM object" for kind in kinds))

    assert [answer[0][0] for answer in answers] == [1.5, None, True, float("inf"), "9999-12-31", 170141183460469231731]


ENDLESS = "SELECT count(*) AS n FROM object a, object b, object c WHERE md5(concat(a.a, b.a, c.a)) = 'no'"
BAD = {
    "fails": "SELECT nothing FROM object",
    "fails over a value": "SELECT CAST('x' || a AS INTEGER) FROM object",
    "hangs": ENDLESS,
    "takes all memory": "SELECT list(a.a ORDER BY md5(a.a::VARCHAR)) FROM object a, object b",
    "writes": "COPY object TO '/tmp/elsewhere.csv'",
    "drops": "DROP VIEW object",
    "lets itself out": "SELECT 1) TO '/tmp/elsewhere.csv' --",
    "reads elsewhere": "SELECT * FROM read_csv('/etc/passwd')",
    "changes its limits": "SET memory_limit = '100GB'",
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_check_query_leaves_the_others_alone(house, put, bad):
    many = put("SELECT range AS a FROM range(100000)")
    good = "SELECT count(*) AS n FROM object"

    first, wrong, last = asked(house, many, good, BAD[bad], good, seconds=1)

    assert (first, last) == ([(100000,)], [(100000,)])
    assert isinstance(wrong, BuildFailed), wrong


def test_a_check_that_takes_the_process_along_costs_only_itself(house, put, monkeypatch):
    """What cannot be interrupted is killed, and another process goes on."""
    table = put("SELECT range AS a FROM range(10)")
    monkeypatch.setattr(sandbox_checks, "GRACE", 0.0)
    monkeypatch.setattr(sandbox_checks, "LOOK", 0.01)
    good = "SELECT count(*) AS n FROM object"
    rounds = []
    one_round = sandbox_checks._round
    monkeypatch.setattr(sandbox_checks, "_round", lambda job, place: rounds.append(place) or one_round(job, place))

    # Nobody has a second: no child is even up by then, so each round is killed at its first check.
    answers = asked(house, table, good, good, seconds=0.001)

    assert [type(one) for one in answers] == [BuildTimedOut, BuildTimedOut]
    assert rounds[0] == 0


def test_statistics_of_every_column(house, patients):
    statistics = house.statistics(patients)

    by_name = {column.name: column for column in statistics.columns}
    assert statistics.rows == 6
    assert (by_name["age"].nulls, by_name["age"].minimum, by_name["age"].maximum) == (1, -7, 74)
    assert by_name["age"].mean == pytest.approx(53)
    assert by_name["age"].null_share == pytest.approx(1 / 6)
    assert (by_name["born"].minimum, by_name["born"].maximum) == ("1936-02-29", "1950-03-04")
    assert 2 <= by_name["country"].distinct <= 3
    assert by_name["name"].mean is None


def test_statistics_are_plain_json_whatever_the_data(house, put):
    odd = put(
        """
        SELECT 'nan'::DOUBLE AS nan, 'infinity'::DOUBLE AS inf, DATE '9999-12-31' AS far, DATE 'infinity' AS never,
               DATE '10000-01-01' AS beyond, '\\xFF'::BLOB AS raw, 9223372036854775807 AS wide,
               12345678901234567890.5::DECIMAL(38,1) AS exact, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS at,
               INTERVAL 1 DAY AS span, [1, 2] AS many, {'a': 1} AS thing, true AS yes, TIME '10:00' AS clock,
               uuid() AS id, NULL::INTEGER AS nothing, TIMESTAMP '290000-01-01' AS later
        """
    )

    told = json.loads(json.dumps(asdict(house.statistics(odd)), allow_nan=False))

    by_name = {column["name"]: column for column in told["columns"]}
    assert by_name["nan"]["maximum"] == "NaN"
    assert by_name["inf"]["maximum"] == "Infinity"
    assert by_name["far"]["maximum"] == "9999-12-31"
    assert by_name["beyond"]["maximum"] == "10000-01-01"
    assert by_name["wide"]["maximum"] == "9223372036854775807"
    assert by_name["at"]["maximum"] == "2024-01-01T00:00:00+00:00"
    assert by_name["nothing"]["null_share"] == 1
    assert by_name["many"]["minimum"] is None


def test_statistics_of_an_empty_table(house, put):
    statistics = house.statistics(put("SELECT 1 AS a WHERE false"))

    assert statistics.rows == 0
    assert statistics.columns[0].null_share is None
    assert statistics.columns[0].maximum is None


def test_a_long_text_is_cut():
    assert len(plain("x" * 1000)) == 200
