"""Access in Snowflake, statement by statement. No account was asked: what is held here is that each is well formed."""

import re

import pytest
from sqlglot import exp, parse_one

from catalog.spec import MaskSpec
from catalog.warehouses.expressions import ViewProblem
from catalog.warehouses.interface import ColumnType, View
from catalog.warehouses.snowflake import sql

COLUMNS = (
    ColumnType("usubjid", "VARCHAR", "string"),
    ColumnType("Age", "INTEGER", "integer"),
    ColumnType("country", "VARCHAR", "string"),
    ColumnType("born", "DATE", "date"),
    ColumnType("weight", "DECIMAL(6,2)", "number"),
    ColumnType("score", "DOUBLE", "number"),
)
MASKS = (
    MaskSpec("usubjid", "hash"),
    MaskSpec("age", "bucket", size=10),
    MaskSpec("country", "partial", size=1),
    MaskSpec("born", "year"),
    MaskSpec("weight", "expression", expression="round(weight, -1)"),
    MaskSpec("score", "null"),
)
POLICY = re.compile(
    r"CREATE (MASKING|ROW ACCESS) POLICY IF NOT EXISTS \S+ AS \((.+?)\) RETURNS (\S+) -> (.+)", re.DOTALL
)
ASKED = "usubjid AGE country born weight score".lower().split()


def plan(view=None, name="demographics__subjects_1"):
    view = view or View(tuple(ASKED), MASKS, "COUNTRY = 'US' AND age > 17")
    return sql.Plan("consumer_1", name, "products/port-1/run-2.parquet", view, COLUMNS)


def opened(view=None):
    return sql.opening(plan(view), database="SALES", compute="READERS")


def only(statements, begins):
    found = [statement for statement in statements if statement.startswith(begins)]
    assert len(found) == 1, found
    return found[0]


def test_every_statement_is_one_that_snowflake_knows():
    every = [*sql.preparing(salt="it's"), *sql.loading("a/b.parquet", COLUMNS, file="/tmp/b.parquet"), *opened()]
    every += [*sql.closing(plan()), *sql.leaving(plan())]

    for statement in every:
        if policy := POLICY.fullmatch(statement):
            body = parse_one(policy[4], dialect="snowflake")
            assert not body.find(exp.Command), statement
        else:
            assert parse_one(statement, dialect="snowflake"), statement


def test_a_reader_is_switched_by_one_statement_that_keeps_the_grants():
    view = only(opened(), "CREATE OR REPLACE SECURE VIEW")

    assert " COPY GRANTS AS SELECT " in view
    assert view.startswith('CREATE OR REPLACE SECURE VIEW "CONSUMER_1"."DEMOGRAPHICS__SUBJECTS_1" (')


def test_only_views_of_the_consumers_own_schema_are_granted():
    granted = [statement for statement in opened() if statement.startswith("GRANT")]

    assert granted == [
        'GRANT USAGE ON DATABASE "SALES" TO ROLE "MARKETPLACE_CONSUMER_1"',
        'GRANT USAGE ON WAREHOUSE "READERS" TO ROLE "MARKETPLACE_CONSUMER_1"',
        'GRANT USAGE ON SCHEMA "CONSUMER_1" TO ROLE "MARKETPLACE_CONSUMER_1"',
        'GRANT SELECT ON VIEW "CONSUMER_1"."DEMOGRAPHICS__SUBJECTS_1" TO ROLE "MARKETPLACE_CONSUMER_1"',
    ]


def test_the_row_filter_is_a_row_access_policy_over_its_columns():
    statements = opened()
    policy = POLICY.fullmatch(only(statements, "CREATE ROW ACCESS POLICY"))
    rows = only(statements, "CREATE SECURE VIEW IF NOT EXISTS")

    assert policy[2] == '"Age" NUMBER(38,0), "country" VARCHAR'
    assert policy[3] == "BOOLEAN"
    assert policy[4] == 'COALESCE(("country" = \'US\' AND "Age" > 17), FALSE)'
    assert ' ON ("Age", "country") AS SELECT * FROM MARKETPLACE_RAW."T_' in rows


def test_every_mask_is_a_masking_policy_that_answers_in_the_type_it_is_asked_in():
    statements = opened()
    policies = [POLICY.fullmatch(one) for one in statements if one.startswith("CREATE MASKING POLICY")]
    view = only(statements, "CREATE OR REPLACE SECURE VIEW")

    assert len(policies) == 5  # an expression stands in the view
    assert all(policy[2] == f"VAL {policy[3]}" for policy in policies)
    assert view.count(" MASKING POLICY ") == 5
    assert 'ROUND("weight", -1) AS "weight"' in view


def test_policies_are_named_after_what_they_say_and_the_salt_is_in_none():
    def bucket(width):
        made = opened(View(tuple(ASKED), (MaskSpec("age", "bucket", size=width),)))
        return POLICY.fullmatch(only(made, "CREATE MASKING POLICY"))[0].split()[6]

    assert bucket(10) == bucket(10) != bucket(20)
    assert "(SELECT SALT FROM MARKETPLACE_RAW.SALT) || VAL" in "".join(opened())


def test_data_takes_its_name_when_it_is_whole():
    statements = sql.loading("products/a/b.parquet", COLUMNS, file="/tmp/x/b.parquet")

    assert [statement.split()[0] for statement in statements] == ["CREATE", "PUT", "COPY", "ALTER"]
    assert statements[-1].endswith(f"RENAME TO {sql.table_of('products/a/b.parquet')}")


@pytest.mark.parametrize(
    "view",
    [
        View(("height",)),
        View(("score",), (MaskSpec("score", "hash"),)),
        View(("age",), (), "1 = 1"),
        View(("age",), (MaskSpec("age", "blur"),)),
    ],
)
def test_what_cannot_be_said_there_is_refused(view):
    with pytest.raises(ViewProblem):
        opened(view)
