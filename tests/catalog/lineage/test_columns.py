"""Column lineage, by pairs of files: `<case>.sql` and the `<case>.edges` that it must answer."""

import json
import random
import time
from pathlib import Path

import pytest
from sqlglot.errors import ParseError

from catalog.lineage.columns import ColumnEdge, column_edges, output_columns
from catalog.spec.sql import parse_select

CASES = Path(__file__).parent / "cases"
SCHEMAS = json.loads((CASES / "schemas.json").read_text())


def written(edge):
    line = f"{edge.table}.{edge.column} -> {edge.output_column} {edge.transformation}"
    return f"{line}  {edge.expression}" if edge.expression else line


@pytest.mark.parametrize("case", sorted(path.stem for path in CASES.glob("*.sql")))
def test_case(case):
    sql = (CASES / f"{case}.sql").read_text()

    lines = [f"columns: {', '.join(output_columns(sql, SCHEMAS))}", *map(written, column_edges(sql, SCHEMAS))]

    assert lines == (CASES / f"{case}.edges").read_text().splitlines()


@pytest.mark.parametrize("case", sorted(path.stem for path in CASES.glob("*.sql")))
def test_nothing_is_raised_when_no_schema_is_known(case):
    assert isinstance(column_edges((CASES / f"{case}.sql").read_text(), {}), list)


def test_what_is_no_sql_is_not_guessed_at():
    with pytest.raises(ParseError):
        column_edges("SELECT FROM WHERE (", {})


def test_an_edge_is_told_once_however_often_a_column_is_used():
    edges = column_edges("SELECT a + a * a AS b FROM t WHERE a > 1 AND a < 5", {"t": {"a": "INTEGER"}})

    assert edges == [
        ColumnEdge("t", "a", "b", "TRANSFORMATION", "t.a + t.a * t.a"),
        ColumnEdge("t", "a", "*", "FILTER", "t.a > 1 AND t.a < 5"),
    ]


def test_columns_with_odd_names_are_known():
    schemas = {"t": {"Total (EUR)": "DOUBLE", "1st.part": "VARCHAR"}}

    edges = column_edges('SELECT "total (eur)" AS total, "1st.part" FROM t', schemas)

    assert [(edge.column, edge.output_column) for edge in edges] == [("Total (EUR)", "total"), ("1st.part", "1st.part")]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM t",
        "SELECT t.* EXCLUDE (a), u.* FROM t, u",
        "SELECT nothing FROM t JOIN u ON t.x = u.y",
        "SELECT a FROM t GROUP BY ROLLUP (a, b)",
        "SELECT a FROM t ORDER BY 2",
        "SELECT * FROM (SELECT * FROM (SELECT * FROM t))",
        "WITH a AS (SELECT * FROM t), b AS (SELECT * FROM a UNION SELECT * FROM a) SELECT x FROM b",
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT n, count(*) FROM r GROUP BY n",
        "(SELECT a FROM t) INTERSECT (SELECT b FROM u) ORDER BY 1",
        "SELECT count(DISTINCT a), count(*), max(b) FROM t NATURAL JOIN u",
        "SELECT a, (SELECT count(*) FROM u WHERE u.x = t.x AND EXISTS (SELECT 1 FROM t z WHERE z.y = u.y)) FROM t",
        "SELECT x FROM t, unnest(t.list) AS u(x), unnest([x, 1]) AS w(y)",
        "SELECT * LIKE 'a%' FROM t",
    ],
)
def test_accepted_sql_never_raises_even_when_nothing_is_known(sql):
    tree, _problems = parse_select(sql, ["t", "u"])

    assert tree is not None
    assert all(edge.table in ("t", "u") for edge in column_edges(sql, {"t": {}}))


def test_cost_grows_with_the_text_not_with_depth():
    rng = random.Random(7)
    columns = [f"c{number}" for number in range(40)]
    schemas = {"base": dict.fromkeys(columns, "INTEGER")}
    layers = ["l0 AS (SELECT * FROM base)"]
    for layer in range(1, 15):
        items = ", ".join(f"{one} + {rng.choice(columns)} AS {one}" for one in columns)
        layers.append(f"l{layer} AS (SELECT {items} FROM l{layer - 1})")
    started = time.perf_counter()

    edges = column_edges(f"WITH {', '.join(layers)} SELECT * FROM l14", schemas)

    assert time.perf_counter() - started < 5
    assert {edge.output_column for edge in edges} == set(columns)
