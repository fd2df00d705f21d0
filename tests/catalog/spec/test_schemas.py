import time

import pytest

from catalog.spec.conditions import holds, is_understood
from catalog.spec.judging import SCHEMAS, judge, validator_for
from tests.catalog.spec.bundles import read

CONTRACT = "apiVersion: v3.2.0\nkind: DataContract\nid: a\nversion: 1.0.0\n"
PRODUCT = "apiVersion: v1.1.0\nkind: DataProduct\nid: a\n"


def said(text):
    (document,) = read(text.encode()).documents
    return [(each.code, "/".join(map(str, each.path))) for each in judge(document)]


def column(text):
    return said(f"{CONTRACT}schema: [{{name: t, properties: [{text}]}}]")


def conditions(schema):
    if isinstance(schema, dict):
        if isinstance(schema.get("if"), dict):
            yield schema["if"]
        for below in schema.values():
            yield from conditions(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from conditions(below)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_condition_of_a_schema_is_of_the_kind_we_decide_ourselves(kind):
    assert all(is_understood(condition) for condition in conditions(SCHEMAS[kind]()))


def test_our_deciding_of_conditions_agrees_with_the_librarys():
    validator = validator_for("odcs")
    values = [
        {},
        {"type": "sql"},
        {"metric": "rowCount"},
        {"metric": 7},
        {"type": "library"},
        {"logicalType": "map"},
        {"logicalType": "timestamp"},
        {"type": "postgres"},
        [],
        "text",
    ]

    for condition in conditions(SCHEMAS["odcs"]()):
        for value in values:
            assert holds(condition, value) == validator.evolve(schema=condition).is_valid(value)


def test_a_validator_is_made_once():
    assert validator_for("odcs") is validator_for("odcs")


@pytest.mark.parametrize(
    "text",
    [
        "{name: c}",
        "{name: c, physicalType: text}",
        "{name: c, logicalTypeOptions: {maxLength: 3}}",
        "{name: c, properties: [{name: d}]}",
        "{name: c, logicalType: array, items: {logicalType: object, properties: [{name: d, logicalType: string}]}}",
        "{name: c, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}}",
        "{name: c, logicalType: vector, logicalTypeOptions: {dimensions: 3}}",
        "{name: c, id: größe}",
        "{name: c, relationships: [{to: /schema/größe/properties/länge}]}",
    ],
)
def test_a_column_that_the_final_standard_allows_is_allowed(text):
    assert column(text) == []


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("{name: c, logicalType: vector}", "missing-key", "logicalTypeOptions"),
        ("{name: c, logicalType: map}", "missing-key", "map"),
        ("{name: c, logicalType: string, logicalTypeOptions: {minimum: 3}}", "unknown-key", "minimum"),
        ("{name: c, logicalType: string, items: {logicalType: string}}", "unknown-key", "items"),
        ("{name: c, logicalType: decimal}", "not-allowed", "logicalType"),
        ("{name: c, enum: [{value: 1}, {value: 1}]}", "not-allowed", "enum"),
        ("{name: c, enum: [a]}", "wrong-type", "0"),
        ("{name: c, id: a.b}", "not-allowed", "id"),
        ("{name: c, isNullable: true}", "unknown-key", "isNullable"),
        ("{name: c, quality: [{metric: nullValues}]}", "wrong-shape", "0"),
        ("{name: c, quality: [{metric: nullValues, mustBe: 1, mustNotBe: 2}]}", "wrong-shape", "0"),
        ("{name: c, quality: [{metric: nullValues, mustBeLessThan: many}]}", "wrong-type", "mustBeLessThan"),
        ("{name: c, quality: [{type: text, description: d, mustBe: 1}]}", "unknown-key", "mustBe"),
    ],
)
def test_a_column_that_the_standard_forbids_is_refused_at_its_key(text, code, where):
    ((found, path),) = column(text)

    assert (found, path.rpartition("/")[2]) == (code, where)


def test_keys_below_conditions_are_known_where_the_condition_holds():
    server = "servers: [{server: s, type: duckdb, database: d, schema: s, %s}]"

    assert said(CONTRACT + server % "description: x") == []
    assert said(CONTRACT + server % "host: h") == [("unknown-key", "servers/0/host")]


def test_the_choice_that_was_meant_is_the_one_that_is_judged():
    assert said(CONTRACT + "team: {members: [{name: otto}]}") == [("missing-key", "team/members/0/username")]
    assert said(CONTRACT + "team: 7") == [("wrong-shape", "team")]


def test_nesting_does_not_multiply_the_work():
    nested = "{name: c, logicalType: object, properties: [" * 20 + "{name: c}" + "]}" * 20
    mixed = "{name: c, properties: [{name: c, items: " * 12 + "{name: c}" + "}]}" * 12
    started = time.process_time()

    assert column(nested) == []
    column(mixed)
    assert time.process_time() - started < 0.3


def test_a_long_list_of_values_is_compared_in_one_pass():
    values = ", ".join(f"{{value: v{number}}}" for number in range(20_000))
    started = time.process_time()

    column(f"{{name: c, enum: [{values}]}}")
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("", []),
        ("status: draft\nname: A\ntype: aggregate\ntags: [a]", []),
        ("inputPorts: [{name: a}]", []),
        ("inputPorts: [{version: 1.0.0}]", [("missing-key", "inputPorts/0/name")]),
        ("outputPorts: [{name: a, sbom: [{url: u}], inputContracts: [{id: a, version: 1.0.0}]}]", []),
        (
            "outputPorts: [{name: a, inputContracts: [{id: a}]}]",
            [("missing-key", "outputPorts/0/inputContracts/0/version")],
        ),
        ("outputPorts: [{name: a, servers: []}]", [("unknown-key", "outputPorts/0/servers")]),
        ("managementPorts: [{name: a, content: control}]", []),
        ("managementPorts: [{name: a}]", [("missing-key", "managementPorts/0/content")]),
        ("support: [{channel: c}]", [("missing-key", "support/0/url")]),
        ("team: [{username: otto}]", [("wrong-type", "team")]),
        ("team: {members: [{username: otto, dateIn: 2024-01-28}]}", []),
        ("customProperties: [{property: a, value: {any: [thing]}}]", []),
        ("customProperties: [{property: a}]", [("missing-key", "customProperties/0/value")]),
        ("context: {verifiedStatements: [{question: q}], constraints: [{constraint: c}]}", []),
        ("synonyms: [{synonym: s, locale: en-GB}]", []),
        ("price: 3", [("unknown-key", "price")]),
    ],
)
def test_a_product_is_judged_by_its_standard(text, findings):
    assert said(PRODUCT + text) == findings
