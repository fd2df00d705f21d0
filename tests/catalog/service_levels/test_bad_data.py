"""Rules that cannot be run and data that nobody foresaw: a clear answer, and nothing that pulls others along."""

import pytest

from catalog.models import Incident
from catalog.service_levels import asking
from catalog.service_levels.services import measure_port
from tests.catalog.service_levels.conftest import VISITS, build, contract_document, level, measured, promise

NULLS = {"metric": "nullValues", "mustBe": 0}


def test_a_column_that_the_table_lacks_is_said_to_be_missing(port):
    monitor = measured(port, "schema/visits/weight/required", columns={"weight": "number"}, weight={"required": True})

    assert (monitor.status, monitor.detail) == ("unknown", "The data has no column weight.")


def test_an_empty_table_breaks_no_rule_but_is_at_risk(port):
    build(port, VISITS + "limit 0")
    promise(port, contract_document(age={"required": True, "quality": [NULLS | {"unit": "percent"}]}))
    measure_port(port)

    assert level(port, "schema/visits/age/required").status == "kept"
    assert level(port, "schema/visits/age/quality/0").status == "unknown"
    assert level(port, "pillar/volume").status == "at_risk"


def test_infinities_and_the_year_9999_do_no_harm(port):
    build(
        port, "select 'infinity'::timestamp as seen_at, 'nan'::double as x union all select '9999-12-31', 'inf'::double"
    )
    document = contract_document(
        columns={"seen_at": "timestamp", "x": "number"},
        sla=[{"property": "freshness", "value": "1d", "element": "seen_at"}],
        x={
            "logicalTypeOptions": {"maximum": 10},
            "quality": [{"type": "sql", "query": "select max(x) from visits", "mustBe": 1}],
        },
    )
    promise(port, document)
    measure_port(port)

    assert level(port, "schema/visits/x/maximum").value == 2
    assert level(port, "schema/visits/x/quality/0").status == "unknown"
    assert level(port, "sla/freshness/seen_at").value < 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select count(*) from payroll", "'payroll' is not the table of this port"),
        ("delete from {object}", "Its SQL is not run"),
        ("select * from read_csv('/etc/passwd')", "Its SQL is not run"),
        ("select visit, arm from {object}", "one value is wanted"),
        ("select cast(arm as integer) from {object}", "could not be run"),
    ],
)
def test_sql_that_cannot_be_run_is_unknown_and_says_why(port, query, said):
    monitor = measured(port, "schema/visits/quality/0", quality=[{"type": "sql", "query": query, "mustBe": 0}])

    assert monitor.status == "unknown"
    assert said in monitor.detail


def test_sql_that_hangs_is_ended_and_leaves_the_others_alone(port, monkeypatch):
    monkeypatch.setattr(asking, "CHECK_SECONDS", 1)
    endless = "select count(*) from range(1000000) a, range(1000000) b, visits where a.range * b.range = visit"
    promise(port, contract_document(quality=[{"type": "sql", "query": endless, "mustBe": 0}], age={"required": True}))
    measure_port(port)

    hanging = level(port, "schema/visits/quality/0")
    assert (hanging.status, "within 1 seconds" in hanging.detail) == ("unknown", True), hanging.detail
    assert level(port, "schema/visits/age/required").status == "broken"
    assert not Incident.objects.filter(monitor=hanging).exists()


def test_a_column_without_any_value_breaks_what_it_promises_and_nothing_else(port):
    build(port, "select 1 as visit, null::varchar as arm, null::integer as age, null::timestamp as seen_at")
    freshness = {"property": "freshness", "value": "1d", "element": "seen_at"}
    options = {"required": True, "unique": True, "logicalTypeOptions": {"minimum": 3}}
    promise(port, contract_document(sla=[freshness], age=options, arm={"enum": [{"value": "A"}]}))
    measure_port(port)

    found = {rule: level(port, f"schema/visits/{rule}") for rule in ("age/required", "age/unique", "age/minimum")}
    assert {rule: one.status for rule, one in found.items()} == {
        "age/required": "broken",
        "age/unique": "kept",
        "age/minimum": "kept",
    }
    assert level(port, "schema/visits/arm/enum").status == "kept"
    newest = level(port, "sla/freshness/seen_at")
    assert (newest.status, newest.detail) == ("unknown", "seen_at holds no moment in time.")


def test_one_bad_rule_leaves_the_others_alone(port):
    bad = {"metric": "invalidValues", "arguments": {"pattern": "(?=lookahead)"}, "mustBe": 0}
    promise(port, contract_document(arm={"quality": [bad]}, age={"required": True}))
    measure_port(port)

    assert level(port, "schema/visits/arm/quality/0").status == "unknown"
    assert level(port, "schema/visits/age/required").status == "broken"


@pytest.mark.parametrize(
    "query",
    ["select min(arm) from visits", "select count(*) from visits where cast('the patient ' || arm as integer) > 0"],
    ids=["answers a value", "fails over a value"],
)
def test_no_value_of_the_data_is_told_by_a_check_query(port, query):
    monitor = measured(port, "schema/visits/quality/0", quality=[{"type": "sql", "query": query, "mustBe": 0}])

    assert not {"A", "patient"} & set(f"{monitor.value_text} {monitor.detail}".replace("'", " ").split())
