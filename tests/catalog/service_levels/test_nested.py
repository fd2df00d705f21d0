"""What is promised of parts of structured columns, and of items of lists, is measured from real structures."""

import pytest

from catalog.models import Monitor
from catalog.service_levels.compile import compile_contract
from catalog.service_levels.services import measure_port
from tests.catalog.service_levels.conftest import build, contract_document, level, promise

ORDERS = """
select * from (values
    (1, {'zip': '1000', 'geo': {'lat': 50.1}}, [{'sku': 'a', 'n': 1}, {'sku': 'b', 'n': 2}], ['x', 'y'], 1, [[1], [2]]),
    (2, {'zip': null, 'geo': {'lat': null}}, [{'sku': null, 'n': 7}, {'sku': null, 'n': 1}], ['x', null], 2, [[1, 99]]),
    (3, {'zip': '1000', 'geo': null}, [], [], 3, []),
    (4, null, null, null, 4, null),
    (5, {'zip': 'none', 'geo': {'lat': 200}}, [{'sku': 'c', 'n': null}, null], ['zz'], 5, [null, [3]])
) as orders(id, address, lines, tags, zip, grid)
"""
REQUIRED = {"required": True}
PARTS = {
    "address": [
        {
            "name": "zip",
            "logicalType": "string",
            "unique": True,
            "logicalTypeOptions": {"pattern": "^[0-9]+$"},
            **REQUIRED,
        },
        {
            "name": "geo",
            "logicalType": "object",
            "properties": [{"name": "lat", "logicalType": "number", "logicalTypeOptions": {"maximum": 90}, **REQUIRED}],
        },
    ],
}
ITEMS = {
    "lines": {
        "logicalType": "object",
        "properties": [
            {"name": "sku", "logicalType": "string", "unique": True, **REQUIRED},
            {
                "name": "n",
                "logicalType": "integer",
                "logicalTypeOptions": {"maximum": 5},
                "enum": [{"value": 1}, {"value": 7}],
            },
        ],
    },
    "tags": {"logicalType": "string", "logicalTypeOptions": {"maxLength": 1}, **REQUIRED},
    "grid": {
        "logicalType": "array",
        "items": {"logicalType": "integer", "logicalTypeOptions": {"maximum": 9}},
    },
}
KINDS = {"id": "integer", "address": "object", "lines": "array", "tags": "array", "zip": "integer", "grid": "array"}
WRONG = {
    "address.zip/required": 1,
    "address.zip/unique": 1,
    "address.zip/pattern": 1,
    "address.geo.lat/required": 1,
    "address.geo.lat/maximum": 1,
    "lines.items.sku/required": 1,
    "lines.items.n/maximum": 1,
    "lines.items.n/enum": 1,
    "tags.items/required": 1,
    "tags.items/maxLength": 1,
    "grid.items.items/maximum": 1,
}


def document(**extra):
    """A contract over ORDERS."""
    told = contract_document(columns=KINDS)
    for column in told["schema"][0]["properties"]:
        name = column["name"]
        column |= {"properties": PARTS[name]} if name in PARTS else {}
        column |= {"items": ITEMS[name]} if name in ITEMS else {}
        column |= extra.get(name, {})
    return told


def test_parts_and_items_are_held_against_what_is_promised_of_them(port):
    build(port, ORDERS)
    promise(port, document())
    measure_port(port)

    assert {rule: level(port, f"schema/visits/{rule}").value for rule in WRONG} == WRONG


def test_whether_items_repeat_in_other_rows_says_why_it_is_not_measured():
    told = {spec.rule: spec for spec in compile_contract(document())}

    assert "whether they repeat" in told["schema/visits/lines.items.sku/unique"].unmeasurable


@pytest.mark.parametrize(
    ("place", "rule", "value"),
    [
        ("zip", {"metric": "nullValues", "mustBe": 0}, 1),
        ("zip", {"metric": "nullValues", "unit": "percent", "mustBe": 0}, 20),
        ("zip", {"metric": "missingValues", "arguments": {"missingValues": [None, "none"]}, "mustBe": 0}, 2),
        ("zip", {"metric": "invalidValues", "arguments": {"validValues": ["1000"]}, "mustBe": 0}, 1),
        ("zip", {"metric": "invalidValues", "mustBe": 0}, 1),
        ("zip", {"metric": "duplicateValues", "mustBe": 0}, 1),
    ],
)
def test_rules_of_parts_are_measured(port, place, rule, value):
    build(port, ORDERS)
    told = document()
    parts = [{**part, **({"quality": [rule]} if part["name"] == place else {})} for part in PARTS["address"]]
    next(one for one in told["schema"][0]["properties"] if one["name"] == "address")["properties"] = parts
    promise(port, told)
    measure_port(port)

    assert level(port, f"schema/visits/address/{place}/quality/0").value == value


def test_rules_of_items_count_rows_with_such_an_item(port):
    build(port, ORDERS)
    told = document(tags={"items": {"logicalType": "string", "quality": [{"metric": "nullValues", "mustBe": 0}]}})
    promise(port, told)
    measure_port(port)

    assert level(port, "schema/visits/tags/items/quality/0").value == 1


def test_what_is_no_structure_after_all_fails_by_itself(port):
    build(port, "select 1 as id, '{}' as address, 'x' as lines, 5 as zip")
    promise(port, document())
    measure_port(port)

    broken = level(port, "schema/visits/address.zip/required")
    assert (broken.status, "cannot be measured" in broken.detail) == ("unknown", True)
    assert level(port, "schema/visits/tags.items/required").detail == "The data has no column tags."
    assert Monitor.objects.get(port=port, active=True, rule="pillar/volume").value == 1


def test_names_of_parts_are_quoted_whatever_they_are(port):
    name = "o'd\"d) IS NULL; --"
    build(port, f"select {{'{name.replace(chr(39), chr(39) * 2)}': null}} as address")
    told = contract_document(columns={"address": "object"})
    told["schema"][0]["properties"][0]["properties"] = [{"name": name, "required": True}]
    promise(port, told)
    measure_port(port)

    spec = next(spec for spec in compile_contract(told) if spec.rule.endswith("/required"))
    assert level(port, spec.rule).value == 1
