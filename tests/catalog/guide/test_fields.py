"""What the fields of the guide read from documents and write into them."""

import pytest

from catalog.guide.access import MASK_FIELDS, POLICY_FIELDS, RULE_FIELDS, add_rule, masks_of, rules_of
from catalog.guide.columns import column_fields, settle_keys
from catalog.guide.describing import SUPPORT_FIELDS, channels, product_fields
from catalog.guide.fields import Code, Field, Flag, Prose, Values, Words
from catalog.guide.inputs import INPUT_FIELDS, add_source, input_ports
from catalog.guide.outputs import (
    CONTRACT_FIELDS,
    SQL_FIELDS,
    TABLE_FIELDS,
    columns_of,
    port_fields,
)
from catalog.guide.rules import LEVEL_FIELDS, add_level, levels_of, rule_fields
from catalog.guide.rules import add_rule as add_quality_rule
from catalog.guide.rules import rules_of as quality_rules
from catalog.guide.values import put
from catalog.guide.work import Work, table_of
from catalog.spec import check
from tests.catalog.spec.bundles import ADVERSE_EVENTS, read
from tests.catalog.spec.test_edits import BUNDLES


def field_of(fields, name):
    """The field of that name."""
    return next(field for field in fields if field.name == name)


def bindings(work):
    """Every field of the guide over these documents, with the map it is about."""
    for sheet in work.of("odps"):
        yield from ((field, sheet.tree) for field in product_fields(sheet.tree))
        for _, channel in channels(sheet.tree):
            yield from ((field, channel) for field in SUPPORT_FIELDS)
        for _, port in input_ports(sheet.tree):
            yield from ((field, port) for field in INPUT_FIELDS)
    if work.of("odps"):
        yield from ((field, port) for _, port in work.ports() for field in port_fields(work.product.tree))
    for sheet in work.of("odcs"):
        yield from ((field, sheet.tree) for field in CONTRACT_FIELDS)
        yield from ((field, level) for _, level in levels_of(sheet.tree) for field in LEVEL_FIELDS)
        if found := table_of(sheet.tree):
            path, table = found
            version = str(sheet.tree.get("apiVersion"))
            yield from ((field, table) for field in TABLE_FIELDS)
            for _, column in columns_of(table):
                yield from ((field, column) for field in column_fields(column, version))
            for rule in quality_rules(table, path):
                yield from ((field, rule.tree) for field in rule_fields(rule))
    for sheet in work.of("transformation"):
        yield from ((field, sheet.tree) for field in SQL_FIELDS)
    for sheet in work.of("access-policy"):
        yield from ((field, sheet.tree) for field in POLICY_FIELDS)
        yield from ((field, rule) for _, rule in rules_of(sheet.tree) for field in RULE_FIELDS)
        yield from ((field, mask) for _, mask in masks_of(sheet.tree) for field in MASK_FIELDS)


@pytest.mark.parametrize("number", range(len(BUNDLES)))
def test_entering_what_stands_there_changes_no_real_document(number):
    work = Work(BUNDLES[number])

    for field, tree in bindings(work):
        assert field.apply(tree, field.read(tree)) is False
        assert len(field.place(tree)) < 9

    assert work.revision().is_empty


@pytest.mark.parametrize(
    "text", ["yes", "NO", "1.10", "2025-01-01", "a: b", "# x", "ünï", "'q' \"d\"", "- x", "{y}", "~"]
)
def test_what_looks_like_something_else_stays_text(text):
    work = Work(read(ADVERSE_EVENTS))
    field_of(product_fields(work.product.tree), "name").apply(work.product.tree, text)

    after = read(work.revision().on(work.bundle))

    assert after.product.tree["name"] == text
    assert len(after.raw.splitlines()) == len(ADVERSE_EVENTS.splitlines())


def test_an_empty_value_takes_its_key_out_and_a_new_one_stands_where_keys_usually_do():
    tree = {"name": "x", "tags": ["a"], "outputPorts": []}
    order = ("name", "description", "tags", "outputPorts")

    put(tree, ("description", "purpose"), "For tests.", order)
    assert list(tree) == ["name", "description", "tags", "outputPorts"]

    put(tree, ("description", "purpose"), "")
    assert list(tree) == ["name", "tags", "outputPorts"]


def test_text_of_several_lines_ends_as_it_did():
    tree = {"a": "one\ntwo\n", "b": "one"}

    Prose("a", ("a",)).apply(tree, "one\r\nthree\r\n\r\n")
    Prose("b", ("b",)).apply(tree, "one\r\ntwo")
    Code("sql", ("sql",)).apply(tree, "select 1  \r\n\tas x\r\n")

    assert tree == {"a": "one\nthree\n", "b": "one\ntwo", "sql": "select 1\n    as x\n"}


def test_lists_keep_what_no_form_can_show():
    tree = {"tags": ["a  b", 7, "c"], "examples": [1, "1", "two\nlines", None, {"x": 1}, 2.5]}
    words, values = Words("tags", ("tags",)), Values("examples", ("examples",), numeric=True)

    assert words.read(tree) == ["a b", "c"]
    assert values.read(tree) == ["1", "2.5"]
    words.apply(tree, ["c", "a b", "d"])
    values.apply(tree, ["2.5", "3", "x"])

    assert tree["tags"] == ["c", "a  b", "d", 7]
    assert tree["examples"] == [2.5, 3, "x", "two\nlines", None, {"x": 1}]


def test_a_flag_is_only_denied_where_something_stood():
    tree = {"required": True}

    Flag("required", ("required",)).apply(tree, False)
    Flag("unique", ("unique",)).apply(tree, False)

    assert tree == {"required": False}


def test_a_value_that_a_form_cannot_show_stays_until_somebody_enters_another():
    tree = {"name": {"odd": ["thing"]}}
    field = Field("name", ("name",))

    assert field.read(tree) == ""
    assert not field.apply(tree, "")
    assert field.apply(tree, "plain")
    assert tree == {"name": "plain"}


def test_custom_properties_of_other_vendors_are_left_alone():
    product = {
        "apiVersion": "v1.1.0",
        "customProperties": [
            {"property": "licence", "value": "theirs", "vendor": "other"},
            {"property": "x", "value": 1},
        ],
    }
    licence = field_of(product_fields(product), "licence")

    assert licence.read(product) == ""
    licence.apply(product, "CC0-1.0")
    assert product["customProperties"][2] == {"property": "licence", "value": "CC0-1.0", "vendor": "marketplace"}
    assert licence.place(product) == ("customProperties", 2, "value")
    licence.apply(product, "")
    assert len(product["customProperties"]) == 2


def test_an_older_dialect_is_written_in_its_own_words():
    product, column = {"apiVersion": "v1.0.0"}, {"name": "arm", "logicalType": "string"}

    field_of(product_fields(product), "licence").apply(product, "CC0-1.0")
    add_source(product, source="pharma.dm")
    field_of(column_fields(column, "v3.0.2"), "enum").apply(column, ["A", "B"])

    assert product["customProperties"] == [{"property": "licence", "value": "CC0-1.0"}]
    assert product["inputPorts"] == [{"name": "dm", "customProperties": [{"property": "source", "value": "pharma.dm"}]}]
    assert column["quality"] == [
        {"type": "library", "metric": "invalidValues", "arguments": {"validValues": ["A", "B"]}, "mustBe": 0}
    ]
    allowed = field_of(column_fields(column, "v3.0.2"), "enum")
    assert allowed.read(column) == ["A", "B"]
    assert allowed.place(column) == ("quality", 0)
    allowed.apply(column, [])
    assert "quality" not in column


def test_allowed_values_keep_their_labels_and_types():
    column = {"logicalType": "integer", "enum": [{"value": 1, "label": "One"}, {"value": 2, "label": "Two"}]}

    field_of(column_fields(column, "v3.2.0"), "enum").apply(column, ["2", "1", "3"])

    assert column["enum"] == [{"value": 2, "label": "Two"}, {"value": 1, "label": "One"}, {"value": 3}]


def test_keys_get_positions_of_their_own():
    table = {
        "properties": [
            {"name": "a", "primaryKey": True, "primaryKeyPosition": 2},
            {"name": "b", "primaryKey": True},
            {"name": "c", "primaryKeyPosition": 1},
            {"name": "d", "primaryKeyPosition": -1},
        ]
    }

    settle_keys(table)

    assert [column.get("primaryKeyPosition") for column in table["properties"]] == [2, 1, None, -1]


def test_a_rule_changes_its_comparison_in_its_place():
    rule = {
        "name": "Enough",
        "type": "library",
        "metric": "rowCount",
        "mustBeGreaterThan": 10,
        "unit": "rows",
        "x-ours": 1,
    }
    table = {"name": "t", "quality": [rule]}
    fields = rule_fields(next(quality_rules(table, ("schema", 0))))

    field_of(fields, "operator").apply(rule, "mustBeBetween")
    assert list(rule) == ["name", "type", "metric", "mustBeBetween", "unit", "x-ours"]
    assert rule["mustBeBetween"] == [10, 110]
    field_of(fields, "upper").apply(rule, "20")
    field_of(fields, "operator").apply(rule, "mustBeLessThan")
    field_of(fields, "limit").apply(rule, "1.5")
    field_of(fields, "unit").apply(rule, "percent")

    assert rule["mustBeLessThan"] == 1.5
    assert rule["unit"] == "percent"
    assert rule["x-ours"] == 1


def test_older_names_of_metrics_are_understood_and_stay_where_they_are():
    rule = {"rule": "nullCheck", "mustBe": 0, "validValues": ["a"]}
    table = {"properties": [{"name": "a", "quality": [rule]}]}
    fields = rule_fields(next(quality_rules(table, ("schema", 0))))

    assert field_of(fields, "metric").read(rule) == "nullValues"
    field_of(fields, "metric").apply(rule, "invalidValues")
    field_of(fields, "valid_values").apply(rule, ["a", "b"])

    assert rule == {"rule": "invalidValues", "mustBe": 0, "validValues": ["a", "b"]}


@pytest.mark.parametrize("kind", ["rowCount", "nullValues", "duplicateValues", "sql"])
def test_a_new_rule_says_what_most_of_its_kind_say(kind):
    work = Work(read(ADVERSE_EVENTS))
    contract = work.of("odcs")[0]
    add_quality_rule(table_of(contract.tree)[1], kind=kind, column="" if kind in ("rowCount", "sql") else "arm")
    add_level(contract.tree, "retention")

    assert check(read(work.revision().on(work.bundle))) == check(work.bundle)


def test_a_new_access_rule_stands_above_the_one_that_always_matches():
    policy = {"rules": [{"name": "own", "when": {"teams": ["a"]}, "then": "approve"}, {"name": "all", "then": "deny"}]}

    add_rule(policy)

    assert [rule["name"] for rule in policy["rules"]] == ["own", "new-rule", "all"]


def test_a_mask_drops_what_its_method_has_no_use_for():
    mask = {"column": "age", "method": "bucket", "size": 10}
    method = field_of(MASK_FIELDS, "method")

    method.apply(mask, "hash")
    assert mask == {"column": "age", "method": "hash"}
    method.apply(mask, "partial")
    assert mask == {"column": "age", "method": "partial", "size": 3}
    assert method.read({"column": "age", "method": None}) == "null"
