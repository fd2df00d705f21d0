"""A verification proves a view from the very file a consumer gets; a view that is not enforced does not pass."""

import pytest

from catalog.spec import MaskSpec
from catalog.warehouses import expressions, verification
from catalog.warehouses.errors import ViewNotFit
from catalog.warehouses.interface import View

ALL = ("usubjid", "name", "age", "country", "born", "seen_at", "weight")
MASKS = (
    MaskSpec("usubjid", "hash"),
    MaskSpec("name", "partial", size=1),
    MaskSpec("age", "bucket", size=10),
    MaskSpec("born", "year"),
    MaskSpec("seen_at", "null"),
    MaskSpec("weight", "expression", expression="round(weight, -1)"),
    MaskSpec("country", "redact"),
)


def verdicts(checks):
    return {check.name: check.passed for check in checks}


def test_a_view_with_every_mask_is_proved(house, patients):
    checks = house.verify(patients, View(ALL, MASKS, "country = 'US'"), all_columns=ALL)

    assert set(verdicts(checks)) == {
        "columns",
        "rows",
        "row filter",
        "mask hash on usubjid",
        "mask partial on name",
        "mask bucket on age",
        "mask year on born",
        "mask null on seen_at",
        "mask expression on weight",
        "mask redact on country",
    }
    assert all(verdicts(checks).values()), checks
    assert checks[1].detail == "3 of 6 rows can be read, 3 fit the row filter."


def test_fewer_columns_are_counted(house, patients):
    columns = house.verify(patients, View(("age", "country")), all_columns=ALL)[0]

    assert columns.passed
    assert columns.detail == "2 of 7 columns can be read, 5 cannot."


def test_a_filter_over_visible_columns_is_looked_up_in_the_file(house, patients):
    checks = house.verify(patients, View(("age", "country"), (), "country = 'US'"), all_columns=ALL)

    assert checks[2].detail == "0 rows were read that the filter excludes."


@pytest.mark.parametrize("where", ["false", "age IS NULL"])
def test_no_rows_or_only_nulls_are_no_failure(house, patients, where):
    checks = house.verify(patients, View(ALL, MASKS, where), all_columns=ALL)

    assert all(verdicts(checks).values()), checks


@pytest.mark.parametrize("mask", MASKS[:6], ids=lambda mask: mask.method)
def test_a_mask_that_does_nothing_does_not_pass(house, patients, mask, monkeypatch):
    view = View(ALL, (mask,))
    monkeypatch.setattr(expressions, "masked", lambda mask, column, names, *, salt: f'"{column.name}"')

    checks = house.verify(patients, view, all_columns=ALL)

    assert verdicts(checks)[f"mask {mask.method} on {mask.column}"] is False


def test_an_expression_that_leaves_every_value_does_not_pass(house, patients):
    view = View(ALL, (MaskSpec("name", "expression", expression="trim(name)"),))

    check = house.verify(patients, view, all_columns=ALL)[-1]

    assert not check.passed
    assert check.detail == "0 values were read that the expression does not make; it changes 0 of 5 values."


def test_a_filter_that_does_nothing_does_not_pass(house, patients, monkeypatch):
    view = View(("age", "country"), (), "country = 'US'")
    monkeypatch.setattr(expressions, "condition_of", lambda view, columns: "true")

    failed = {name for name, passed in verdicts(house.verify(patients, view, all_columns=ALL)).items() if not passed}

    assert failed == {"rows", "row filter"}


def test_a_larger_table_is_counted_whole_though_only_its_beginning_is_looked_at(house, put, monkeypatch):
    monkeypatch.setattr(verification, "MOST_ROWS", 100)
    many = put("SELECT range AS a, 'x' || range AS b FROM range(1000)")

    checks = house.verify(many, View(("a", "b"), (MaskSpec("b", "hash"),), "a >= 500"), all_columns=("a", "b"))

    assert all(verdicts(checks).values()), checks
    assert checks[1].detail == "500 of 1000 rows can be read, 500 fit the row filter."


def test_a_view_that_does_not_fit_is_refused(house, patients):
    with pytest.raises(ViewNotFit):
        house.verify(patients, View(("none",)), all_columns=ALL)


def test_a_proof_holds_for_the_very_same_file_and_a_new_one_is_proved_anew(house, root, patients, put, monkeypatch):
    view = View(ALL, (MASKS[0],))
    house.verify(patients, view, all_columns=ALL)
    monkeypatch.setattr(expressions, "masked", lambda mask, column, names, *, salt: f'"{column.name}"')

    before = house.verify(patients, view, all_columns=ALL)
    fewer = put(f"SELECT * FROM read_parquet('{root / patients}') LIMIT 5", name="fewer")
    (root / fewer).replace(root / patients)
    after = house.verify(patients, view, all_columns=ALL)

    assert verdicts(before)["mask hash on usubjid"] is True
    assert verdicts(after)["mask hash on usubjid"] is False
