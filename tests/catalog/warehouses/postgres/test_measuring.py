"""A contract is measured where its consumers read, and the figures are those of the lakehouse."""

import pytest

from catalog.service_levels.compile import compile_contract
from catalog.warehouses.interface import MeasureFailure
from catalog.warehouses.lakehouse import Lakehouse
from catalog.warehouses.postgres import measuring, names
from tests.catalog.warehouses.test_file_figures import ODD, promises

MORE = {
    "whole": {"enum": [{"value": 1}, {"value": 2}], "logicalTypeOptions": {"multipleOf": 7, "format": "u8"}},
    "word": {"enum": [{"value": "x1"}], "logicalTypeOptions": {"pattern": "^x[0-9]{1,2}$", "maxLength": 3}},
    "exact": {"enum": [{"value": "7.00"}], "logicalTypeOptions": {"multipleOf": 0.5}},
    "far": {"enum": [{"value": "9999-12-31"}]},
    "broken": {"enum": [{"value": "0.5714285714285714"}]},
    "yes": {"primaryKey": True},
    "instant": {"primaryKey": True, "enum": [{"value": "2026-03-01 08:00:07+00"}]},
    "many": {"logicalTypeOptions": {"minItems": 2}},
}


def wanted():
    """What the file can tell, and what only rows tell."""
    columns = [{"name": name, **promised} for name, promised in MORE.items()]
    specs = compile_contract({"schema": [{"name": "odd", "properties": columns}]})
    return promises() | {spec.rule: spec.expression for spec in specs if spec.expression}


@pytest.fixture
def from_the_file(monkeypatch):
    """What was read from the file, although it is on the server."""
    read = []
    measure = Lakehouse.measure

    def noted(self, location, expressions):
        read.extend(expressions)
        return measure(self, location, expressions)

    monkeypatch.setattr(Lakehouse, "measure", noted)
    return read


@pytest.mark.parametrize("rows", [5000, 1, 0])
def test_the_server_says_what_the_lakehouse_says(database, house, put, rows, from_the_file):
    location = put(f"{ODD} LIMIT {rows}")
    expected = house.measure(location, wanted())
    from_the_file.clear()
    database.offer(location)

    measured = database.measure(location, wanted())

    for key, sql in wanted().items():
        if isinstance(expected[key], MeasureFailure):
            assert isinstance(measured[key], MeasureFailure), key
        elif expected[key] is None:
            assert measured[key] is None, (key, sql)
        else:
            assert float(measured[key]) == pytest.approx(float(expected[key]), rel=1e-12), (key, sql)
    assert len(from_the_file) < len(measured) / 4


def test_what_consumers_read_is_measured_and_not_the_file_beside_it(database, patients, server):
    database.offer(patients)
    server.execute(f"DELETE FROM {names.table(patients)} WHERE age IS NULL")

    assert database.measure(patients, {"rows": "count(*)", "nulls": 'count(*) - count("age")'}) == {
        "rows": 5,
        "nulls": 0,
    }


def test_data_that_nobody_reads_there_yet_is_measured_from_the_file(database, patients):
    assert database.measure(patients, {"rows": "count(*)"}) == {"rows": 6}


@pytest.mark.parametrize("pattern", ["^a.c$", "(?i)x", r"\\d+", "[[:alpha:]]", "x+?"])
def test_a_pattern_that_means_something_else_there_is_held_against_the_file(database, patients, pattern, from_the_file):
    database.offer(patients)
    sql = f"COUNT(CASE WHEN REGEXP_MATCHES(CAST(\"name\" AS TEXT), '{pattern}') THEN 1 END)"

    database.measure(patients, {"rows": "count(*)", "pattern": sql})

    assert from_the_file == ["pattern"]


def test_one_expression_that_the_server_refuses_is_told_by_itself(database, patients):
    database.offer(patients)

    measured = database.measure(patients, {"rows": "count(*)", "bad": 'COUNT(CASE WHEN "name" < 5 THEN 1 END)'})

    assert measured["rows"] == 6
    assert isinstance(measured["bad"], MeasureFailure)


def test_what_the_server_keeps_unique_is_not_counted_again(database, patients, server):
    database.offer(patients)
    table = names.table(patients)
    wanted = {"keys": 'COUNT("usubjid") - COUNT(DISTINCT "usubjid")', "ages": 'COUNT("age") - COUNT(DISTINCT "age")'}
    before = database.measure(patients, wanted)
    server.execute(f"CREATE UNIQUE INDEX ON {table} (usubjid)")
    server.execute(f"CREATE UNIQUE INDEX ON {table} (age) WHERE country = 'nowhere'")

    assert measuring.enforced_keys(server, table) == {"usubjid"}, "an index over some rows promises nothing of the rest"
    assert database.measure(patients, wanted) == before
    columns = database.describe(patients)
    assert "GROUP BY" not in measuring.in_postgres(wanted["keys"], columns, table=table, keys=frozenset({"usubjid"}))
