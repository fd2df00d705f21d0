"""Promises are measured from the data itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Incident, Monitor, Snapshot
from catalog.service_levels.services import measure_port
from tests.catalog.service_levels.conftest import (
    VISITS,
    build,
    contract_document,
    level,
    measured,
    promise,
    warehouse_goes_away,
)

ARM = {"properties": ["arm"]}
NULLS = {"metric": "nullValues", "mustBe": 0}


@pytest.mark.parametrize(
    ("column", "rule", "status", "value"),
    [
        ("age", NULLS, "broken", 1),
        ("age", {"metric": "nullValues", "mustBeLessOrEqualTo": 30, "unit": "percent"}, "kept", 25),
        ("age", {"metric": "nullValues", "mustBeLessOrEqualTo": 26, "unit": "percent"}, "at_risk", 25),
        ("arm", {"metric": "missingValues", "arguments": {"missingValues": [None, "X"]}, "mustBe": 0}, "broken", 1),
        ("arm", {"metric": "invalidValues", "arguments": {"validValues": ["A", "B"]}, "mustBeLessThan": 5}, "kept", 1),
        ("arm", {"metric": "invalidValues", "arguments": {"pattern": "^[AB]$"}, "mustBeBetween": [1, 1]}, "kept", 1),
        ("arm", {"metric": "duplicateValues", "mustBe": 0}, "broken", 1),
        ("visit", {"metric": "duplicateValues", "mustBe": 0}, "kept", 0),
        ("age", {"type": "sql", "query": "select max({property}) from {object}", "mustBeLessThan": 71}, "broken", 71),
        ("age", {"type": "sql", "query": "select max(${column}) from ${table}", "mustNotBe": 72}, "kept", 71),
    ],
)
def test_a_rule_of_a_column_is_measured(port, column, rule, status, value):
    monitor = measured(port, f"schema/visits/{column}/quality/0", **{column: {"quality": [rule]}})

    assert (monitor.status, monitor.value) == (status, value)


@pytest.mark.parametrize(
    ("rule", "status", "value"),
    [
        ({"metric": "rowCount", "mustBeGreaterThan": 3}, "kept", 4),
        ({"metric": "duplicateValues", "arguments": {"properties": ["arm", "age"]}, "mustBe": 0}, "kept", 0),
        ({"metric": "duplicateValues", "arguments": {"properties": ["arm"]}, "mustBe": 0}, "broken", 1),
        ({"metric": "nullValues", "arguments": {"properties": ["arm", "age"]}, "mustBe": 0}, "broken", 1),
        (
            {"metric": "missingValues", "arguments": {"properties": ["arm"], "missingValues": ["A"]}, "mustBe": 1},
            "kept",
            1,
        ),
        (
            {"metric": "invalidValues", "arguments": {"properties": ["arm"], "validValues": ["A"]}, "mustBe": 3},
            "kept",
            3,
        ),
        ({"type": "sql", "query": "SELECT count(*) FROM visits WHERE age > 50", "mustBe": 2}, "kept", 2),
    ],
)
def test_a_rule_of_the_table_is_measured(port, rule, status, value):
    monitor = measured(port, "schema/visits/quality/0", quality=[rule])

    assert (monitor.status, monitor.value) == (status, value)


@pytest.mark.parametrize(
    ("column", "promised", "rule", "status"),
    [
        ("age", {"required": True}, "required", "broken"),
        ("visit", {"unique": True}, "unique", "kept"),
        ("arm", {"unique": True}, "unique", "broken"),
        ("arm", {"enum": [{"value": "A"}, {"value": "B"}]}, "enum", "broken"),
        ("age", {"logicalTypeOptions": {"minimum": 35}}, "minimum", "broken"),
        ("age", {"logicalTypeOptions": {"maximum": 71}}, "maximum", "kept"),
        ("age", {"logicalTypeOptions": {"exclusiveMaximum": 71}}, "exclusiveMaximum", "broken"),
        ("visit", {"logicalTypeOptions": {"multipleOf": 2}}, "multipleOf", "broken"),
        ("arm", {"logicalTypeOptions": {"pattern": "^[A-X]$"}}, "pattern", "kept"),
        ("arm", {"logicalTypeOptions": {"minLength": 2}}, "minLength", "broken"),
        ("arm", {"logicalTypeOptions": {"format": "uuid"}}, "format", "broken"),
        ("visit", {"logicalTypeOptions": {"format": "u8"}}, "format", "kept"),
        ("seen_at", {"logicalTypeOptions": {"maximum": "2026-01-07T00:00:00"}}, "maximum", "broken"),
    ],
)
def test_what_the_schema_promises_is_measured(port, column, promised, rule, status):
    assert measured(port, f"schema/visits/{column}/{rule}", **{column: promised}).status == status


def test_what_is_valid_may_stand_at_the_column_alone(port):
    rule = {"metric": "invalidValues", "mustBeLessThan": 30, "unit": "percent"}
    allowed = {"enum": [{"value": "A"}, {"value": "B"}], "quality": [rule]}

    assert measured(port, "schema/visits/arm/quality/0", arm=allowed).value == 25


def test_lists_are_held_against_what_is_promised_of_their_items(port):
    build(port, "select * from (values ([1, 2]), ([3, 3]), ([]), (null)) as t(codes)")
    options = {"uniqueItems": True, "minItems": 1, "maxItems": 2}
    promise(port, contract_document(columns={"codes": "array"}, codes={"logicalTypeOptions": options}))
    measure_port(port)

    assert {one: level(port, f"schema/visits/codes/{one}").value for one in options} == {
        "uniqueItems": 1,
        "minItems": 1,
        "maxItems": 0,
    }


def test_a_composite_key_must_tell_every_row_apart(port):
    key = {"primaryKey": True}
    monitor = measured(port, "schema/visits/primaryKey", arm=key, age=key)

    assert (monitor.status, monitor.value) == ("broken", 1), "a gap in a key is no key"


def test_a_relationship_within_the_table_is_measured(port):
    monitor = measured(
        port, "schema/visits/relationship/visits.age/visits.visit", age={"relationships": [{"to": "visits.visit"}]}
    )

    assert (monitor.status, monitor.value) == ("broken", 3)


def test_freshness_is_the_age_of_the_snapshot(port):
    freshness = {"property": "freshness", "value": 24, "unit": "h"}
    build(port, age=timedelta(hours=30))
    monitor = measured(port, "sla/freshness", sla=[freshness])

    assert (monitor.status, round(monitor.value), monitor.unit) == ("broken", 30, "h")
    assert monitor.objective == {"operator": "mustBeLessOrEqualTo", "value": 24}


def test_freshness_of_an_element_is_the_age_of_its_newest_value(port):
    freshness = {"property": "freshness", "value": "P3650D", "element": "visits.seen_at"}
    monitor = measured(port, "sla/freshness/visits.seen_at", sla=[freshness])
    newest = timezone.now() - timezone.datetime(2026, 1, 8, 10, tzinfo=timezone.get_default_timezone())

    assert monitor.value == pytest.approx(newest / timedelta(days=1), abs=0.01)


def test_latency_runs_from_the_newest_value_to_the_build(port):
    build(port, "select now() - interval 3 hours as seen_at", age=timedelta(hours=1))
    latency = {"property": "latency", "value": 1, "unit": "h", "element": "seen_at"}
    monitor = measured(port, "sla/latency/seen_at", columns={"seen_at": "timestamp"}, sla=[latency])

    assert (monitor.status, round(monitor.value)) == ("broken", 2)


def test_the_frequency_of_builds_is_measured_over_the_last_two(port):
    Snapshot.objects.filter(port=port).update(built_at=timezone.now() - timedelta(days=3))
    build(port)
    monitor = measured(port, "sla/frequency", sla=[{"property": "frequency", "value": 1, "unit": "d"}])

    assert (monitor.status, round(monitor.value)) == ("broken", 3)


def test_availability_is_the_share_of_reads_that_were_answered(port, monkeypatch):
    monitor = measured(port, "sla/availability", sla=[{"property": "availability", "value": "99.5%"}])
    assert (monitor.status, monitor.value) == ("kept", 100)

    warehouse_goes_away(monkeypatch)
    measure_port(port)
    monitor.refresh_from_db()

    assert (monitor.status, monitor.value) == ("broken", 50)
    assert monitor.detail == "1 of 2 reads in 30 days were answered."


def test_a_product_that_passed_its_end_of_life_breaks_its_promise(port):
    assert (
        measured(port, "sla/endOfLife".lower(), sla=[{"property": "endOfLife", "value": "2020-01-01"}]).status
        == "broken"
    )


def test_time_to_repair_is_the_longest_breach_of_the_last_days(port):
    repair = {"property": "timeToRepair", "value": 1, "unit": "d"}
    monitor = measured(port, "sla/timetorepair", sla=[repair])
    assert (monitor.status, monitor.value) == ("kept", 0)

    Incident.objects.create(port=port, title="Half of it is gone", opened_at=timezone.now() - timedelta(days=2))
    measure_port(port)

    assert level(port, "sla/timetorepair").status == "broken"


def test_the_four_pillars_are_watched_even_where_the_contract_is_silent(port):
    measure_port(port)

    watched = Monitor.objects.filter(port=port, active=True)
    assert {monitor.indicator for monitor in watched} >= {"freshness", "volume", "schema", "quality"}
    assert level(port, "pillar/freshness").status == "unknown", "nobody said how fresh it should be"
    assert level(port, "pillar/volume").status == "kept"
    assert level(port, "pillar/profile").value == 93.75


def test_losing_more_than_half_of_the_rows_is_a_risk(port):
    Snapshot.objects.filter(port=port).update(built_at=timezone.now() - timedelta(days=1))
    build(port, VISITS + "limit 1")
    measure_port(port)

    volume = level(port, "pillar/volume")
    assert volume.status == "at_risk"
    assert volume.detail == "-75.0 % since the build before. Learning what is usual: 2 of 14 builds."
    assert volume.objective_text == "more than half of 4 rows"


def test_columns_that_drift_from_the_contract_break_it(port):
    monitor = measured(port, "pillar/schema", columns={"visit": "string", "arm": "string", "weight": "number"})

    assert (monitor.status, monitor.value) == ("broken", 2)
    assert "weight is missing" in monitor.detail
    assert "visit is integer instead of string" in monitor.detail


def test_columns_that_the_contract_does_not_name_are_a_risk(port):
    assert measured(port, "pillar/schema", columns={"visit": "integer"}).status == "at_risk"
