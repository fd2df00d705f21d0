"""Every promise becomes a monitor, or is named with the reason why it cannot be measured."""

from pathlib import Path

import pytest
import yaml
from sqlglot import exp, parse_one

from catalog.service_levels.compile import Kind, compile_contract
from tests.catalog.service_levels.conftest import contract_document

ROOT = Path(__file__).parents[3]
SPECS = ROOT.parent / "shared" / "specs" / "odcs"
EXAMPLES = [
    path
    for folder in ("examples", "version-dependent", "nonconforming", "semantic-invalid")
    for path in sorted((SPECS / folder).rglob("*"))
    if path.suffix in (".yaml", ".yml", ".json")
]
BUNDLES = sorted((ROOT / "marketplace" / "demo" / "bundles").rglob("*.yaml"))


def compiled(**document):
    """What a contract over `visits` compiles to, by rule."""
    return {spec.rule: spec for spec in compile_contract(contract_document(**document))}


def contracts_in(path):
    """The data contracts of a file; none where it is no YAML."""
    try:
        documents = list(yaml.safe_load_all(path.read_text()))
    except (yaml.YAMLError, UnicodeDecodeError):
        return []
    return [each for each in documents if isinstance(each, dict) and each.get("kind") == "DataContract"]


def insist_on_sense(specs):
    """Each can be measured or says why not; names fit the rows; SQL is SQL."""
    assert len({spec.rule for spec in specs}) == len(specs)
    for spec in specs:
        assert bool(spec.unmeasurable) == (spec.kind is Kind.NONE), spec
        assert len(spec.rule) <= 200
        assert len(spec.name) <= 300
        assert len(spec.unmeasurable) <= 300
        if spec.expression:
            assert parse_one(f"SELECT {spec.expression} FROM data", dialect="duckdb").find(exp.AggFunc)
        if spec.query:
            assert isinstance(parse_one(spec.query, dialect="duckdb"), exp.Query)


def promised_in(tree, key):
    """How often something is promised under this key, at any depth of a contract's schema."""
    if isinstance(tree, list):
        return sum(promised_in(each, key) for each in tree)
    if not isinstance(tree, dict):
        return 0
    said = tree.get(key)
    here = sum(isinstance(each, dict) for each in said) if isinstance(said, list) else said is True
    return here + sum(promised_in(tree.get(below), key) for below in ("schema", "properties", "items"))


@pytest.mark.skipif(not EXAMPLES, reason="The examples of the standard are not on this machine.")
def test_every_promise_in_every_example_of_the_standard_is_a_monitor_or_says_why_not():
    seen = measurable = 0
    for path in EXAMPLES:
        for document in contracts_in(path):
            specs = compile_contract(document)
            insist_on_sense(specs)
            seen += len(specs)
            measurable += sum(not spec.unmeasurable for spec in specs)
            rules = [spec.rule.split("/") for spec in specs]
            sla = document.get("slaProperties")
            assert sum(rule[0] == "sla" for rule in rules) == len(sla if isinstance(sla, list) else ()), path
            assert sum("quality" in rule for rule in rules) == promised_in(document, "quality"), path
            assert sum("relationship" in rule for rule in rules) == promised_in(document, "relationships"), path
            for key in ("required", "unique"):
                found = sum(rule[-1].partition("~")[0] == key and "quality" not in rule for rule in rules)
                assert found == promised_in(document, key), (path, key)

    assert seen > 800
    assert measurable > 600


@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.stem)
def test_the_demo_promises_nothing_by_sql_that_cannot_be_run(path):
    for document in contracts_in(path):
        specs = compile_contract(document, refresh="daily")
        insist_on_sense(specs)
        assert [spec for spec in specs if "SQL" in spec.unmeasurable] == []


@pytest.mark.parametrize(
    "query",
    ["{object} {property}", "${object} ${property}", "{table} {column}", "${table} ${column}", "${model} {field}"],
)
def test_all_spellings_of_placeholders_are_filled_in(query):
    table, column = query.split()
    rule = {"type": "sql", "query": f'SELECT count("{column}") FROM {table} WHERE {column} > 0', "mustBe": 0}
    spec = compiled(age={"quality": [rule]})["schema/visits/age/quality/0"]

    assert spec.query == 'SELECT COUNT("age") FROM "visits" WHERE "age" > 0'


def test_a_table_called_by_its_physical_name_is_found():
    document = contract_document(
        quality=[{"type": "sql", "query": "select count(*) from t_visit_v2 where t_visit_v2.age > 1", "mustBe": 0}]
    )
    document["schema"][0]["physicalName"] = "raw.t_visit_v2"
    spec = next(spec for spec in compile_contract(document) if spec.kind is Kind.QUERY)

    assert spec.query == 'SELECT COUNT(*) FROM "visits" AS "t_visit_v2" WHERE t_visit_v2.age > 1'


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"type": "text"}, "It is to be judged by a person, but does not say what."),
        (
            {"type": "custom", "engine": "soda", "implementation": "x"},
            "It is written for soda, which does not run here.",
        ),
        ({"metric": "meanValue", "mustBe": 1}, "There is no library metric 'meanValue'."),
        ({"metric": "nullValues"}, "It does not say, by exactly one operator with a value that fits, what it must be."),
        (
            {"metric": "nullValues", "mustBe": 0, "unit": "days"},
            "The metric nullValues is counted in rows or per cent, not in days.",
        ),
        ({"metric": "rowCount", "mustBe": 1}, "Rows are counted for a table, and this rule stands at a column."),
        (
            {"metric": "invalidValues", "mustBe": 0},
            "It says neither by validValues nor by a pattern which values are valid.",
        ),
        ({"type": "sql", "query": "", "mustBe": 0}, "It has no SQL."),
        (
            {"type": "sql", "query": "select 1; select 2", "mustBe": 0},
            "Its SQL is not run: One statement is allowed, and there are 2.",
        ),
        ({"type": "magic"}, "There is no kind of quality rule 'magic'."),
    ],
)
def test_what_cannot_be_measured_says_why(rule, reason):
    spec = compiled(age={"quality": [rule]})["schema/visits/age/quality/0"]

    assert (spec.kind, spec.unmeasurable) == (Kind.NONE, reason)


@pytest.mark.parametrize(
    ("said", "kind", "objective"),
    [
        ({"property": "freshness", "value": 24, "unit": "h"}, Kind.AGE, "at most 24 h"),
        ({"property": "freshness", "value": "P1D", "element": "visits.seen_at"}, Kind.NEWEST, "at most 1 d"),
        ({"property": "ly", "value": 4, "unit": "d", "element": "seen_at"}, Kind.LAG, "at most 4 d"),
        ({"property": "frequency", "value": "daily"}, Kind.INTERVAL, "at most 1 d"),
        ({"property": "retention", "value": 3, "unit": "y", "element": "seen_at"}, Kind.OLDEST, "at most 3 y"),
        ({"property": "availability", "value": "99.9%"}, Kind.ANSWERED, "at least 99.9 %"),
        ({"property": "errorRate", "value": 1, "unit": "percent"}, Kind.UNANSWERED, "at most 1 %"),
        (
            {"property": "timeOfAvailability", "value": "09:00-08:00"},
            Kind.DAILY,
            "data of the last day by 09:00 UTC-08:00",
        ),
        ({"property": "endOfSupport", "value": "2030-01-31"}, Kind.UNTIL, "31 January 2030"),
        ({"property": "generalAvailability", "value": "2026-01-31"}, Kind.SINCE, "31 January 2026"),
        ({"property": "timeToRepair", "value": "4 hours"}, Kind.REPAIR, "at most 4 h"),
        ({"property": "timeToDetect", "value": "4 hours"}, Kind.DETECT, "at most 4 h"),
        ({"property": "tn", "value": 15, "unit": "min"}, Kind.NOTIFY, "at most 15 min"),
        ({"property": "throughput", "value": 10}, Kind.NONE, ""),
        ({"property": "retention", "value": 3, "unit": "y"}, Kind.NONE, ""),
        ({"property": "freshness", "value": "soon"}, Kind.NONE, ""),
        ({"property": "latency", "value": 4, "unit": "d", "element": "other.column"}, Kind.NONE, ""),
        ({"property": "friendliness", "value": "high"}, Kind.NONE, ""),
    ],
)
def test_a_service_level_property_becomes_a_promise(said, kind, objective):
    spec = next(spec for rule, spec in compiled(sla=[said]).items() if rule.startswith("sla/"))

    assert (spec.kind, spec.objective_text) == (kind, objective)


def test_names_and_values_are_quoted_whatever_they_are():
    name = 'odd"; drop table x; --'
    rule = {"metric": "invalidValues", "arguments": {"validValues": ["O'Hare", "'; drop table y; --"]}, "mustBe": 0}
    specs = compiled(columns={name: "string"}, **{name: {"required": True, "quality": [rule]}})
    for spec in specs.values():
        if spec.expression:
            statement = parse_one(f"SELECT {spec.expression} FROM data", dialect="duckdb")
            assert {column.name for column in statement.find_all(exp.Column)} <= {name}
            assert not list(statement.find_all(exp.Drop))


def test_a_rule_keeps_its_name_when_the_version_changes():
    rule = {"id": "no-gaps", "metric": "nullValues", "mustBe": 0}
    first, second = (
        compiled(age={"quality": [rule]}),
        compiled(age={"quality": [{"metric": "nullValues", "mustBe": 3}, rule]}),
    )

    assert "schema/visits/age/quality/no-gaps" in first.keys() & second.keys()


def test_rules_of_other_tables_are_not_dropped():
    document = contract_document()
    document["schema"].append({"name": "sites", "quality": [{"metric": "rowCount", "mustBe": 1}]})
    told = {spec.rule: spec.unmeasurable for spec in compile_contract(document)}

    assert told["schema/sites/quality/0"] == "The port has one table, and this rule is about another (sites)."


def test_what_the_schema_promises_in_other_tables_is_named():
    document = contract_document(arm={"logicalTypeOptions": {"format": "phone"}})
    parts = [{"name": "zip", "required": True, "logicalTypeOptions": {"maxLength": 5}}]
    document["schema"][0]["properties"].append({"name": "address", "logicalType": "object", "properties": parts})
    document["schema"].append({"name": "sites", "properties": [{"name": "site", "unique": True}]})
    told = {spec.rule: spec.unmeasurable for spec in compile_contract(document)}

    assert told["schema/visits/address.zip/required"] == told["schema/visits/address.zip/maxLength"] == ""
    assert told["schema/sites/site/unique"] == "The port has one table, and this rule is about another (sites)."
    assert told["schema/visits/arm/format"] == "The option format is not measured for a column of type string."


def test_a_promise_is_about_the_element_it_names_or_the_contracts_own():
    freshness = {"property": "freshness", "value": 1, "unit": "d"}
    document = contract_document(sla=[freshness | {"element": "visits"}]) | {"slaDefaultElement": "visits.seen_at"}
    of_the_table = next(spec for spec in compile_contract(document) if spec.rule.startswith("sla/"))
    document["slaProperties"] = [freshness]
    by_default = next(spec for spec in compile_contract(document) if spec.rule.startswith("sla/"))

    assert (of_the_table.kind, of_the_table.column) == (Kind.AGE, "")
    assert (by_default.kind, by_default.column) == (Kind.NEWEST, "seen_at")


def test_a_contract_that_says_nothing_is_watched_all_the_same():
    assert {spec.indicator for spec in compile_contract({})} == {"freshness", "volume", "schema", "availability"}


def test_a_promise_of_freshness_replaces_the_pillar():
    assert "pillar/freshness" in compiled()
    assert "pillar/freshness" not in compiled(sla=[{"property": "freshness", "value": 1, "unit": "d"}])
