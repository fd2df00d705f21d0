import pytest

from catalog.spec.sql import check_expression
from catalog.spec.sql_functions import EXPRESSION_FUNCTIONS, LOOSE

COLUMNS = {"country", "siteid", "born", "amount"}


def objections(expression, **options):
    return {problem.code for problem in check_expression(expression, COLUMNS, **options)}


@pytest.mark.parametrize(
    "expression",
    [
        "country = 'US'",
        "COUNTRY <> 'US' and amount > 10",
        "country in ('US', 'CH') or siteid is null",
        "amount between 1 and 2",
        "not (country like 'U%')",
        "starts_with(siteid, '01')",
        "country ~ '^U'",
        "year(born) = 1970",
        "born + interval 1 day > date '2020-01-01'",
        "try_cast(siteid as int) = 1",
        "coalesce(country, '') = ''",
        "true",
    ],
)
def test_a_condition_over_the_ports_own_columns_may_filter_rows(expression):
    assert objections(expression, boolean=True) == set()


@pytest.mark.parametrize("expression", ["left(siteid, 1)", "amount / 2", "case when amount > 1 then 'a' else 'b' end"])
def test_a_value_of_the_ports_own_columns_may_mask_but_not_filter(expression):
    assert objections(expression) == set()
    assert objections(expression, boolean=True) == {"expression-not-boolean"}


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("", "sql-empty"),
        ("secret = 1", "expression-unknown-column"),
        ("t.country = 'US'", "expression-unknown-column"),
        ("country.name = 'US'", "expression-unknown-column"),
        ("(select 1)", "expression-not-one-value"),
        ("country in (select faa from airports)", "expression-not-one-value"),
        ("exists (select 1)", "expression-not-one-value"),
        ("sum(amount) > 1", "expression-not-one-value"),
        ("row_number() over () = 1", "expression-not-one-value"),
        ("*", "expression-not-one-value"),
        ("columns('.*') = 1", "expression-not-one-value"),
        ("country, siteid", "expression-not-one-value"),
        ("country as c", "expression-not-one-value"),
        ("1 from airports", "expression-not-one-value"),
        ("1 where country = 'US'", "expression-not-one-value"),
        ("country = 'US' -- or", "expression-not-one-value"),
        ("country /* x */ = 'US'", "expression-not-one-value"),
        ("country = 'US';", "expression-not-one-value"),
        ("country = 'US'; drop table flights", "sql-many-statements"),
        ("country = 'US') or (1 = 1", "sql-syntax"),
        ("getenv('HOME') = 'x'", "sql-function"),
        ("country = current_user", "sql-function"),
        ("born < now()", "sql-function"),
        ("random() < 0.5", "sql-function"),
        ("repeat(country, 1000000000) = ''", "sql-function"),
        ("country = ?", "sql-variable"),
    ],
)
def test_an_expression_that_reaches_beyond_its_row_is_refused(expression, code):
    assert code in objections(expression)


def test_expressions_may_call_nothing_that_reads_the_clock_rolls_dice_or_swells():
    assert not EXPRESSION_FUNCTIONS & LOOSE
