"""What ports, columns, inputs and steps are made of, and what becomes of their documents."""

import pytest

from catalog.guide.inputs import renamed_table
from catalog.guide.made import KnownColumn, made_columns
from catalog.guide.outputs import (
    Made,
    add_output_port,
    remove_output_port,
    rename_output_port,
    take_columns,
)
from catalog.guide.steps import kinds_of, standings, step_of
from catalog.guide.work import Work
from catalog.spec import check, view
from tests.catalog.spec.bundles import ADVERSE_EVENTS, altered, read
from tests.catalog.spec.test_edits import BUNDLES


def test_a_new_port_comes_with_a_contract_and_goes_with_all_that_is_its_own():
    work = Work(read(ADVERSE_EVENTS))
    name = add_output_port(work, "By region!")
    grown = read(work.revision().on(work.bundle))

    assert name == "by_region"
    assert grown.raw.startswith(ADVERSE_EVENTS[:200])
    assert {said.code for said in check(grown)} - {said.code for said in check(work.bundle)} == {
        "contract-without-table",
        "port-without-transformation",
    }
    again = Work(grown)
    remove_output_port(again, 1)
    assert read(again.revision().on(grown)).product.tree == work.bundle.product.tree
    gone = Work(work.bundle)
    remove_output_port(gone, 0)
    assert [each.kind for each in read(gone.revision().on(work.bundle)).documents] == ["odps"]


def test_a_port_is_renamed_in_every_document():
    work = Work(read(ADVERSE_EVENTS))
    rename_output_port(work, "adverse_events_by_arm", "by_arm")

    assert check(read(work.revision().on(work.bundle))) == check(work.bundle)


def test_columns_are_taken_in_the_order_of_the_select_and_keep_what_they_say():
    table = {"properties": [{"name": "Arm", "description": "kept", "x": 1}, {"name": "gone"}]}

    taken = take_columns(table, [Made("n", "integer", "BIGINT"), Made("arm", "string")])

    assert table["properties"] == [
        {"name": "n", "logicalType": "integer", "physicalType": "BIGINT"},
        {"name": "Arm", "description": "kept", "x": 1},
    ]
    assert (taken.added, taken.removed, taken.kept) == (("n",), ("gone",), 1)


def test_what_a_select_makes_is_known_of_where_it_comes_from():
    tables = {
        "dm": {
            "usubjid": KnownColumn("usubjid", "VARCHAR", "string", "The person.", "Person", "restricted"),
            "age": KnownColumn("age", "INTEGER", "integer", "", "", "confidential"),
        }
    }

    made = made_columns("select usubjid, age + 1 as older, count(*) as n from dm group by all", tables)

    assert made[0] == Made("usubjid", "string", "VARCHAR", "The person.", "Person", "restricted")
    assert (made[1].name, made[1].classification) == ("older", "confidential")
    assert (made[2].name, made[2].logical_type, made[2].classification) == ("n", "integer", "")
    assert made_columns("select * from nobody_knows", tables) is None
    assert made_columns("this is no sql", tables) is None


@pytest.mark.parametrize(
    ("sql", "after"),
    [
        ("select dm.x from dm", "select people.x from people"),
        ("select d.x from dm as d -- dm", "select d.x from people as d -- dm"),
        ("with dm as (select 1 as x) select x from dm", "with dm as (select 1 as x) select x from dm"),
        ('select "dm"."x" from "dm"', 'select people."x" from people'),
        ("select dm from dm", "select dm from people"),
        ("select from where", "select from where"),
    ],
)
def test_an_input_is_renamed_where_the_sql_names_it_and_nowhere_else(sql, after):
    assert renamed_table(sql, "dm", "people", ["dm", "people"]) == after


def test_every_step_tells_how_it_stands():
    bundle = read(
        altered(
            ("domain: clinical", "domain: clinical\nunknownThing: 1"),
            ("select", "selectt"),
            ("longestDays: 180", "longestDays: 0"),
        )
    )
    found = standings(view(bundle), check(bundle), kinds_of(bundle))

    assert found["describe"].errors
    assert found["transformation"].errors
    assert found["access"].errors
    assert found["outputs"].is_done
    assert found["quality"].is_done
    assert not found["describe"].is_done
    assert not found["review"].said


def test_every_violation_of_real_documents_has_a_step():
    for bundle in BUNDLES[::5]:
        kinds = kinds_of(bundle)
        for violation in check(bundle):
            assert step_of(violation, kinds) is not None or violation.document not in kinds
