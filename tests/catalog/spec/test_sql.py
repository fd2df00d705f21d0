import time

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.spec.sql import check_expression, parse_select, result_columns
from catalog.spec.sql_functions import SELECT_FUNCTIONS, TABLE_FUNCTIONS

TABLES = {"flights", "airports"}
COLUMNS = {"country", "siteid", "born", "amount"}
# Words that DuckDB's grammar knows, so that its list of functions need not.
GRAMMAR = {
    "coalesce",
    "columns",
    "grouping",
    "grouping_id",
    "if",
    "ifnull",
    "nullif",
    "overlay",
    "position",
    "substring",
}


def refusals(sql):
    _, problems = parse_select(sql, TABLES)
    return {problem.code for problem in problems}


@pytest.mark.parametrize(
    "sql",
    [
        "select * from flights",
        "SELECT * FROM Flights;",
        "select * from flights; -- and that is all",
        "from flights",
        "select f.origin, count(*) as flights from flights f join airports a on a.faa = f.origin group by all",
        "with a as (select * from flights), b as (select * from a) select * from b",
        "with flights as (select * from flights) select * from flights",
        "with recursive n as (select 1 as i union all select i + 1 from n where i < 9) select i from n",
        "select * from flights union all by name select * from airports",
        "select * exclude (a) replace (b + 1 as b) from flights",
        "select columns('a.*') from flights",
        "select sum(x) over (partition by a order by b) from flights qualify row_number() over (order by a) = 1",
        "select list_transform(stops, x -> x + 1), {'a': 1}, [1, 2], map {'a': 1} from flights",
        "select * from flights where origin in (select faa from airports)",
        "select a::int, try_cast(b as date), extract(year from c), date '2020-01-01' from flights",
        "select * from flights asof join airports using (faa)",
        "select * from range(10), unnest([1, 2]), generate_series(1, 3) g(x)",
        "select max(a), min(b), strptime(c, '%Y'), string_agg(d, ','), quantile_cont(e, 0.5) from flights",
        "select a.upper(), b['key'], c.d.e from flights",
        "select current_date, now() from flights",
    ],
)
def test_a_select_over_the_input_ports_is_read(sql):
    query, problems = parse_select(sql, TABLES)

    assert query is not None
    assert problems == []


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("", "sql-empty"),
        (" \n", "sql-empty"),
        ("-- nothing", "sql-many-statements"),
        ("select 1; select 2", "sql-many-statements"),
        ("select 1; drop table flights", "sql-many-statements"),
        ("selec 1", "sql-syntax"),
        ("select from where", "sql-syntax"),
        ("copy flights to 'out.csv'", "sql-not-a-select"),
        ("attach 'other.db'", "sql-not-a-select"),
        ("pragma database_list", "sql-not-a-select"),
        ("install httpfs", "sql-not-a-select"),
        ("load httpfs", "sql-not-a-select"),
        ("set memory_limit = '1TB'", "sql-not-a-select"),
        ("create macro f() as 1", "sql-not-a-select"),
        ("insert into flights values (1)", "sql-not-a-select"),
        ("explain select 1", "sql-not-a-select"),
        ("call pragma_version()", "sql-not-a-select"),
        ("values (1)", "sql-not-a-select"),
        ("show tables", "sql-not-a-select"),
        ("describe flights", "sql-not-a-select"),
        ("select * from (describe flights)", "sql-not-a-select"),
        ("select * into copied from flights", "sql-not-a-select"),
        ("select * from flights for update", "sql-not-a-select"),
        ("with a as (insert into flights values (1) returning *) select * from a", "sql-not-a-select"),
        ("select * from other", "sql-unknown-table"),
        ("select * from main.flights", "sql-unknown-table"),
        ("select * from memory.main.flights", "sql-unknown-table"),
        ("select * from 'file.csv'", "sql-unknown-table"),
        ("select * from flights, 'file.csv' b", "sql-unknown-table"),
        ("select * from ('file.csv')", "sql-unknown-table"),
        ('select * from "s3://bucket/file.parquet"', "sql-unknown-table"),
        ("select * from 'https://example.org/x.csv'", "sql-unknown-table"),
        ("select * from information_schema.tables", "sql-unknown-table"),
        ("select * from pg_catalog.pg_tables", "sql-unknown-table"),
        ("select * from pg_tables", "sql-unknown-table"),
        ("select * from sqlite_master", "sql-unknown-table"),
        ("select * from duckdb_settings", "sql-unknown-table"),
        ("select * from (show tables)", "sql-unknown-table"),
        ('select * from (with "x.csv" as (select 1) select 1) a, "x.csv"', "sql-unknown-table"),
        ("with duckdb_settings as (select * from duckdb_settings) select 1", "sql-unknown-table"),
        ("with a as (select * from b), b as (select 1) select * from a", "sql-unknown-table"),
        ("select (select max(a) from secrets) from flights", "sql-unknown-table"),
        ("select * from read_csv('x')", "sql-function"),
        ("select * from read_parquet(['x'])", "sql-function"),
        ("select * from read_text('/etc/passwd')", "sql-function"),
        ("select * from glob('*')", "sql-function"),
        ("select * from parquet_metadata('x')", "sql-function"),
        ("select * from query('drop table flights')", "sql-function"),
        ("select * from query_table('x.csv')", "sql-function"),
        ("select * from duckdb_secrets()", "sql-function"),
        ("select * from sniff_csv('x')", "sql-function"),
        ("select * from json_execute_serialized_sql('x')", "sql-function"),
        ("select getenv('HOME')", "sql-function"),
        ("select current_setting('home_directory')", "sql-function"),
        ("select getvariable('x')", "sql-function"),
        ("select nextval('s')", "sql-function"),
        ("select sleep_ms(100000)", "sql-function"),
        ("select write_log('x')", "sql-function"),
        ("select current_user", "sql-function"),
        ("select 'x.csv'.read_text()", "sql-function"),
        ("select \"getenv\"('HOME')", "sql-function"),
        ("select GetEnv /* here */ ('HOME')", "sql-function"),
        ("select ｇｅｔｅｎｖ('HOME')", "sql-function"),
        ("select get\u200benv('HOME')", "sql-function"),
        ("select $1", "sql-variable"),
        ("select ?", "sql-variable"),
    ],
)
def test_whatever_else_a_select_might_do_is_refused(sql, code):
    assert code in refusals(sql)


def test_every_function_of_duckdb_that_makes_tables_is_refused_but_for_three():
    kinds = "('table', 'table_macro', 'pragma')"
    found = duckdb.connect().execute(
        f"select distinct function_name from duckdb_functions() where function_type in {kinds}"
    )
    names = {name for (name,) in found.fetchall() if name.isidentifier()} - TABLE_FUNCTIONS

    passed = {name for name in names if not refusals(f"select * from {name}('x')")}

    assert len(names) > 100
    assert passed == set()


def test_the_list_of_harmless_functions_names_functions_that_exist():
    found = duckdb.connect().execute("select distinct function_name from duckdb_functions()")

    assert SELECT_FUNCTIONS - {name for (name,) in found.fetchall()} - GRAMMAR == set()


@pytest.mark.parametrize("name", sorted(SELECT_FUNCTIONS))
def test_every_harmless_function_can_be_called_by_its_name(name):
    calls = [f"select {name}({arguments}) from flights" for arguments in ("", "a", "a, b", "a, 'x'", "a, 1, 2")]

    assert any(not refusals(call) for call in calls)


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 " + "-- padding\n" * 100_000,
        "select " + "(" * 2000 + "1" + ")" * 2000,
        "select " + "abs(" * 2000 + "1" + ")" * 2000,
        "select " + "not " * 2000 + "true",
        "select " + "- " * 2000 + "1",
        "select " + "1 + " * 2000 + "1",
        "select " + "case when a then " * 2000 + "1" + " end" * 2000,
        "select * from " + "(select * from " * 2000 + "flights" + ")" * 2000,
        "select a" + "[1]" * 2000,
        "select a" + ".abs()" * 2000,
        "select a" + ".a" * 2000,
        "select * from flights " + "join flights " * 60,
        "select " + "row(" * 12 + "1" + ")" * 12,
        "select " + "struct(" * 12 + "1" + ")" * 12,
        "select null::" + "struct(a " * 12 + "int" + ")" * 12,
        "select 1 " + "union all select 1 " * 2000,
    ],
)
def test_sql_that_would_exhaust_the_parser_is_refused_at_once(sql):
    started = time.process_time()

    assert refusals(sql) & {"sql-too-much", "sql-syntax"}
    assert time.process_time() - started < 1


def test_a_problem_tells_the_line_of_the_sql_it_is_on():
    _, (problem,) = parse_select("select a,\n  b,\n  getenv('x') as c\nfrom flights", TABLES)

    assert problem.line == 3
    assert "getenv()" in problem.message


def test_an_unknown_table_is_answered_with_the_tables_there_are():
    _, (problem,) = parse_select("select *\nfrom flight", TABLES)

    assert problem.message == "'flight' is not an input port of this product (they are: airports, flights)."
    assert problem.line == 2


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("select a, b + 1 as c from flights", ["a", "c"]),
        ("select a from flights union all select b from airports", ["a"]),
        ("select * from flights", None),
        ("select count(*) from flights", None),
        ("select columns('a.*') from flights", None),
    ],
)
def test_the_columns_a_select_makes_are_known_unless_only_running_it_can_tell(sql, columns):
    query, _ = parse_select(sql, TABLES)

    assert result_columns(query) == columns


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="select from*()[]{}'\"\\-+=.,;:$?@#~|/%<>abx1 \n\t\x00é", max_size=80))
def test_no_text_makes_reading_sql_raise(text):
    parse_select(text, TABLES)
    check_expression(text, COLUMNS, boolean=True)


WORDS = (
    "select from flights join on with as union over case when end limit lambda a 1 'x' ( ) [ ] , . * -> cast( struct("
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=25))
def test_no_order_of_sql_words_makes_reading_raise(words):
    parse_select("select " + " ".join(words), TABLES)
    check_expression(" ".join(words), COLUMNS)
