"""What a file tells about itself is what reading it would tell, to the last figure."""

import duckdb
import pytest

from catalog.service_levels.compile import Kind, compile_contract
from catalog.warehouses import measuring
from catalog.warehouses.interface import MeasureFailure

ODD = """
SELECT CASE WHEN range % 3 > 0 THEN range END::INTEGER AS whole,
       CASE WHEN range = 4000 THEN 'nan'::DOUBLE ELSE range / 7 END AS broken,
       CASE WHEN range > 3000 THEN range / 7 END AS part,
       range::DECIMAL(12, 2) AS exact,
       DATE '9999-12-31' - (range % 40)::INTEGER AS far,
       CASE WHEN range = 9 THEN 'infinity'::TIMESTAMP ELSE TIMESTAMP '2026-01-01' + to_seconds(range) END AS endless,
       TIMESTAMPTZ '2026-03-01 10:00:00+02' + to_seconds(range) AS instant,
       CASE WHEN range % 5 > 0 THEN 'x' || range END AS word,
       NULL::DATE AS never, [range] AS many, {'a': range} AS thing, range > 7 AS yes
FROM range(5000)
"""
TYPES = {
    **{"whole": "integer", "broken": "number", "part": "number", "exact": "number", "far": "date"},
    **{"endless": "timestamp", "instant": "timestamp", "word": "string", "never": "date", "many": "array"},
    **{"thing": "object", "yes": "boolean"},
}
ENDS = {
    "integer": (-1, 0, 10, 4999, 5000),
    "number": (-1, 0, 4998.5, 714.2, 1e9),
    "date": ("2026-01-01", "9999-12-31", "9999-11-22"),
    "timestamp": ("2026-01-01T00:00:00", "2026-01-01T00:00:01", "2027-01-01T00:00:00"),
}


def promises():
    """Every expression that a contract over these columns may ask for."""
    quality = [{"metric": "nullValues", "mustBe": 0}, {"metric": "nullValues", "mustBe": 0, "unit": "percent"}]
    said = {}
    for value in range(5):
        columns = [
            {
                **{"name": name, "logicalType": kind, "required": True, "unique": kind != "object", "quality": quality},
                "logicalTypeOptions": dict.fromkeys(
                    ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), ENDS[kind][value % len(ENDS[kind])]
                )
                if kind in ENDS
                else {},
            }
            for name, kind in TYPES.items()
        ]
        sla = [
            {"property": property, "value": "1d", "element": name}
            for name in ("far", "endless", "instant", "never", "word")
            for property in ("freshness", "retention")
        ]
        document = {"schema": [{"name": "odd", "properties": columns}], "slaProperties": sla}
        said |= {f"{spec.rule} {value}": spec for spec in compile_contract(document) if spec.expression}
    return {key: spec.expression for key, spec in said.items() if spec.kind is not Kind.NONE}


@pytest.mark.parametrize("rows", [5000, 2100, 1, 0])
def test_figures_are_those_of_a_reading(house, root, rows):
    location, wanted = f"products/tests/odd{rows}.parquet", promises()
    (root / "products/tests").mkdir(parents=True)
    bare = duckdb.connect(":memory:")
    bare.execute("SET TimeZone = 'UTC'")
    bare.execute(f"COPY ({ODD} LIMIT {rows}) TO '{root / location}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")

    measured = house.measure(location, wanted)

    source = f"FROM read_parquet('{root / location}')"
    for key, sql in wanted.items():
        assert measured[key] == bare.execute(f"SELECT {sql} {source}").fetchone()[0], (key, sql)
    assert len(wanted) > 100


def test_what_a_file_tells_is_not_read(house, put, monkeypatch):
    location = put(ODD.replace("range = 4000", "false"))
    reads = []
    together = measuring._together
    monkeypatch.setattr(measuring, "_together", lambda *args: reads.append(args[1:]) or together(*args))
    told = {
        "rows": "count(*)",
        "nulls": 'COUNT(CASE WHEN "word" IS NULL THEN 1 END)',
        "share": '100.0 * (COUNT("word") + COUNT("never")) / NULLIF(COUNT(*) * 2, 0)',
        "below": 'COUNT(CASE WHEN "broken" < -5 THEN 1 END)',
        "above": 'COUNT(CASE WHEN "whole" > -5 THEN 1 END)',
        "among": 'COUNT(CASE WHEN "whole" > 10 THEN 1 END)',
    }

    measured = house.measure(location, told)

    assert measured == {"rows": 5000, "nulls": 1000, "share": 40, "below": 0, "above": 3333, "among": 3326}
    assert [(len(asked), source) for asked, source in reads] == [(5, ""), (1, " FROM data")]


def test_a_count_of_some_rows_is_never_taken_for_one_of_all(house, put):
    location = put("SELECT range AS a FROM range(10)")
    asked = {
        "some": "count(*) FILTER (a > 6)",
        "elsewhere": "(SELECT count(*) FROM (SELECT 1))",
        "words": "COUNT(CASE WHEN \"a\" < 'many' THEN 1 END)",
    }

    measured = house.measure(location, asked)

    assert (measured["some"], measured["elsewhere"]) == (3, 1)
    assert isinstance(measured["words"], MeasureFailure)


def test_expressions_that_fail_over_a_value_cost_few_readings(house, put, monkeypatch):
    location = put("SELECT range AS a, 'x' || range AS word FROM range(100)")
    reads = []
    together = measuring._together
    monkeypatch.setattr(measuring, "_together", lambda *args: reads.append(args) or together(*args))
    asked = {f"{n}": f"count(DISTINCT a % {n})" for n in range(1, 32)} | {"bad": "sum(word::INTEGER)"}

    measured = house.measure(location, asked)

    assert [key for key, value in measured.items() if isinstance(value, MeasureFailure)] == ["bad"]
    assert measured["31"] == 31
    assert len(reads) <= 12
