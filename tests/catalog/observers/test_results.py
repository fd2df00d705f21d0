"""Results of other systems stand beside our own, once each, and open and mend incidents by the same code."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from catalog.models import DatasetName, Incident, Measurement, Monitor, OutsideResult
from catalog.observers.formats import oors, openlineage
from catalog.observers.formats.result import Result
from catalog.observers.schedules import forget_old

RESULTS, OORS, LINEAGE = "/api/v1/results/", "/api/v1/results/oors/", "/api/v1/lineage/"
SPECS = Path(__file__).parents[4] / "shared" / "specs"


def ago(**time):
    return (timezone.now() - timedelta(**time)).isoformat()


def result(**changes):
    said = {
        "dataset": "visits.visits",
        "name": "No visit without a patient",
        "status": "fail",
        "value": 3,
        "unit": "rows",
        "rule": "schema/visits/patient/required",
        "measured_at": ago(minutes=5),
    }
    return said | changes


@pytest.fixture(autouse=True)
def _each_result_is_a_transaction_of_its_own(settings):
    one_by_one = ("OutsideResult", "OutputPort", "DatasetName", "Monitor", "Breach", "Incident", "Measurement")
    settings.ZEAL_ALLOWLIST = [*settings.ZEAL_ALLOWLIST, *({"model": f"catalog.{name}"} for name in one_by_one)]


@pytest.fixture
def send(api, otto):
    def sending(*results, to=RESULTS, person=None, **envelope):
        return api(person or otto).post(to, {"source": "soda", "results": list(results), **envelope})

    return sending


def test_a_result_stands_beside_the_promise_that_it_is_about(port, send, api, ada):
    told = send(result()).json()["results"][0]

    assert (told["outcome"], told["promise"], told["source"]) == (
        "taken",
        "schema/visits/patient/required",
        "soda via otto",
    )
    ours, theirs = Monitor.objects.get(active=True), Monitor.objects.get(active=False)
    assert (ours.status, theirs.status, theirs.contract) == ("kept", "broken", port.contract)
    levels = api(ada).get("/api/v1/products/visits/service-levels/").json()
    assert [one["status"] for one in levels["results"]] == ["kept"]
    assert [(one["source"], one["beside"], one["status"]) for one in levels["outside"]] == [
        ("soda via otto", "schema/visits/patient/required", "broken")
    ]


def test_their_word_never_keeps_a_promise_of_ours(port, send):
    Monitor.objects.filter(active=True).update(status="broken")
    send(result(status="pass"))

    assert Monitor.objects.get(active=True).status == "broken"


def test_what_they_find_broken_opens_an_incident_and_what_they_find_kept_mends_it(port, send):
    send(result())
    incident = Incident.objects.get()
    assert (incident.kind, incident.source, incident.title) == (
        "outside", "soda via otto", "No visit without a patient: 3 rows",
    )  # fmt: skip

    send(result(status="pass", value=0, measured_at=ago(minutes=1)))

    incident.refresh_from_db()
    assert incident.resolved_at is not None
    assert incident.cause_kind == "mended"


def test_the_same_result_twice_counts_once(port, send):
    said = result()
    assert send(said).json()["results"][0]["outcome"] == "taken"
    assert send(said).json()["results"][0]["outcome"] == "repeated"

    assert OutsideResult.objects.count() == Measurement.objects.count() == Incident.objects.count() == 1


def test_an_older_result_goes_into_the_history_alone(port, send):
    send(result(status="pass", value=0))
    late = send(result(measured_at=ago(hours=2))).json()["results"][0]

    assert late["outcome"] == "older"
    assert Monitor.objects.get(active=False).status == "kept"
    assert Measurement.objects.count() == 2
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"dataset": "somewhere.else"}, "dataset-unknown"),
        ({"dataset": None, "port": 999_999}, "dataset-unknown"),
        ({"measured_at": "2001-01-31T12:00:00Z"}, "result-too-old"),
        ({"measured_at": "2999-01-31T12:00:00Z"}, "result-ahead-of-time"),
        ({"measured_at": "yesterday"}, "result-not-read"),
        ({"status": "wonderful"}, "result-not-read"),
        ({"name": ""}, "result-not-read"),
        ({"port": "x"}, "result-not-read"),
    ],
)
def test_what_cannot_be_taken_has_a_code_and_is_kept_for_the_platform_team(port, send, api, petra, change, outcome):
    said = {name: value for name, value in result(**change).items() if value is not None}
    answer = send(said)

    assert (answer.status_code, answer.json()["code"]) == (422, "results-not-taken")
    assert answer.json()["results"][0]["outcome"] == outcome
    left = api(petra).get(f"{RESULTS}?left_over=true").json()["results"]
    assert [(one["outcome"], one["document"]) for one in left] == [(outcome, said)]


def test_one_bad_result_costs_the_others_nothing(port, send):
    answer = send(result(dataset="x.y"), result())

    assert answer.status_code == 200
    assert [one["outcome"] for one in answer.json()["results"]] == ["dataset-unknown", "taken"]


def test_nobody_speaks_of_others_data_or_as_another(port, send, eve):
    answer = send(result(), person=eve)

    assert answer.json()["results"][0]["outcome"] == "not-yours"
    assert OutsideResult.objects.get().source == "soda via eve"
    assert not Monitor.objects.filter(active=False).exists()


def test_more_than_is_read_is_refused_and_noted(port, send, settings):
    settings.RESULTS_LONGEST_BYTES = 100
    answer = send(result())

    assert (answer.status_code, answer.json()["code"]) == (413, "results-too-large")
    assert OutsideResult.objects.left_over().get().outcome == "too-large"


@pytest.mark.parametrize("body", [[], "x", {"results": "x"}, {"results": [{}] * 501}, {"source": 3, "results": []}])
def test_what_are_no_results_are_a_problem(port, api, otto, body):
    answer = api(otto).post(RESULTS, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "results-not-read")


@pytest.mark.parametrize(
    "name", ["lake.clinical.visits", "snowflake://account/LAKE.CLINICAL.VISITS", "lake:clinical.visits"]
)
def test_a_table_is_known_by_where_its_contract_says_that_it_lies(port, send, name):
    port.contract.table = "visits"
    port.contract.save()

    assert send(result(dataset=name)).json()["results"][0]["port"] == port.pk


def test_once_a_name_is_tied_to_a_port_what_waited_is_taken(port, send, client, petra):
    send(result(dataset="VISITS_V2"))
    client.force_login(petra)
    assert "VISITS_V2" in client.get("/platform/observers/").content.decode()

    wrong = client.post("/platform/observers/tie/", {"source": "soda via otto", "name": "VISITS_V2", "port": "no.port"})
    assert wrong.status_code == 422
    client.post("/platform/observers/tie/", {"source": "soda via otto", "name": "VISITS_V2", "port": "visits.visits"})

    assert DatasetName.objects.get().port == port
    assert OutsideResult.objects.get().outcome == "taken"
    assert send(result(dataset="VISITS_V2", measured_at=ago(minutes=1))).json()["results"][0]["outcome"] == "taken"


def test_what_somebody_has_looked_at_is_put_aside(port, send, client, petra):
    send(result(dataset="a.b"))
    client.force_login(petra)
    said = {"source": "soda via otto", "dataset": "a.b", "outcome": "dataset-unknown"}
    client.post("/platform/observers/put-aside/", said)

    assert not OutsideResult.objects.left_over().exists()


def test_old_results_are_forgotten_and_their_measurements_stay(port, send):
    send(result(), result(dataset="a.b"))
    OutsideResult.objects.update(received_at=timezone.now() - timedelta(days=90))

    assert forget_old() == 1
    assert Measurement.objects.count() == 1
    assert OutsideResult.objects.get().outcome == "dataset-unknown"


def document(**changes):
    said = {
        "apiVersion": "v0.8.1",
        "kind": "ObservabilityResults",
        "id": "9f1c8a52",
        "observedAt": ago(minutes=5),
        "source": {"process": "nightly", "vendor": "Soda"},
        "contract": {"contractId": "visits-visits", "version": "v1.0.0"},
        "results": [
            {
                "id": "patients",
                "type": "check",
                "name": "Patients",
                "status": "fail",
                "relatesTo": "schema/visits/patient/required",
                "measure": {"metric": "nullValues", "value": 3, "unit": "rows", "threshold": {"mustBe": 0}},
                "message": "Three rows.",
            }
        ],
    }
    return said | changes


def test_open_observability_results_are_read_and_marked_as_a_draft(port, api, otto):
    answer = api(otto).post(OORS, document()).json()

    assert answer["draft"] is True
    assert (answer["results"][0]["outcome"], answer["results"][0]["promise"]) == (
        "taken",
        "schema/visits/patient/required",
    )
    theirs = Monitor.objects.get(active=False)
    assert (theirs.source, theirs.value, theirs.objective_text) == ("Soda via otto", 3, "mustBe 0")
    assert api(otto).post(OORS, document(kind="Other")).json()["code"] == "results-not-read"


def test_the_contract_may_be_named_as_the_draft_did_before(port, api, otto):
    answer = api(otto).post(OORS, document(contract={"contractID": "visits-visits"})).json()

    assert answer["results"][0]["port"] == port.pk


def test_a_result_about_another_version_of_the_contract_is_about_no_promise_in_force(port, api, otto):
    answer = api(otto).post(OORS, document(contract={"contractId": "visits-visits", "version": "0.9.0"})).json()

    assert (answer["results"][0]["outcome"], answer["results"][0]["promise"]) == ("taken", "")


def test_drafts_may_be_left_alone(port, api, otto, settings):
    settings.OORS_ACCEPTED = False

    assert api(otto).post(OORS, document()).json()["code"] == "draft-format-not-accepted"


def event(**facets):
    dataset = {"namespace": "marketplace", "name": "visits.visits", "inputFacets": facets, "facets": {}}
    return {
        "eventType": "COMPLETE",
        "eventTime": ago(minutes=5),
        "run": {"runId": "0176a8c2-fe01-7439-87e6-56a1a1b4029f"},
        "job": {"namespace": "dbt", "name": "nightly"},
        "producer": "https://getdbt.com/x",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "inputs": [dataset],
        "outputs": [],
    }


def test_assertions_and_metrics_of_openlineage_come_in_with_the_event(port, api, otto):
    said = event(
        dataQualityAssertions={
            "assertions": [
                {"assertion": "not_null", "success": False, "column": "patient", "severity": "error"},
                {"assertion": "row_count", "success": False, "severity": "warn", "actual": "7"},
                {"assertion": "odd"},
            ]
        },
        dataQualityMetrics={"rowCount": 7, "columnMetrics": {"patient": {"nullCount": 3, "distinctCount": "?"}}},
    )
    for _time in range(2):
        assert api(otto).post(LINEAGE, said).status_code == 201

    found = {one.name: (one.status, one.beside, one.value) for one in Monitor.objects.filter(active=False)}
    assert found == {
        "not_null patient": ("broken", "schema/visits/patient/required", None),
        "row_count": ("at_risk", "", 7),
        "rowCount": ("unknown", "", 7),
        "nullCount patient": ("unknown", "", 3),
    }
    assert Monitor.objects.filter(source="openlineage getdbt.com via otto").count() == 4
    assert OutsideResult.objects.filter(outcome="result-not-read").count() == 2
    assert Incident.objects.get().title == "not_null patient"


@pytest.mark.skipif(not SPECS.exists(), reason="The examples of the specifications are not here.")
def test_every_example_of_the_specifications_is_read():
    for file in (SPECS / "other" / "oors").glob("*.json"):
        source, found = oors.read(json.loads(file.read_text()))
        assert [(source, one.status) for one in found] == [("nightly-quality-suite", "kept")]
    facets = SPECS / "openlineage" / "facet-tests"
    for file in facets.glob("DataQuality*.json"):
        dataset = {"namespace": "n", "name": "d", "facets": json.loads(file.read_text())}
        said = {"eventTime": "2026-01-31T12:00:00Z", "producer": "https://example.org", "outputs": [dataset]}
        found = openlineage.read(said)[1]
        assert found
        assert all(isinstance(one, Result) for one in found)
