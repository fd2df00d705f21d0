"""A draft is tried over real rows, and what comes out is what publishing would find."""

import pytest

from catalog.fitness.selectors import latest_fitness
from catalog.models import FitnessScore, Measurement, Monitor, OutputPort, ProductVersion, Snapshot
from tests.catalog.publishing.bundles import a_bundle

pytestmark = pytest.mark.django_db


def port_of(trial, name="demographics"):
    return next(port for port in trial.facts["ports"] if port["name"] == name)


def test_a_trial_makes_every_port_and_says_what_it_took(tried):
    trial = tried()

    port = port_of(trial)
    assert (trial.state, trial.error) == ("succeeded", "")
    assert [stage["state"] for stage in trial.facts["stages"]] == ["done"] * 8
    assert (port["rows"], [column["name"] for column in port["columns"]]) == (3, ["usubjid", "country", "age"])
    assert trial.facts["limits"] == {"seconds": 300, "memory_mb": 2048, "threads": 2}
    assert trial.facts["used"]["seconds"] > 0
    read = trial.facts["inputs"][0]
    assert (read["name"], read["kind"], read["origin"]) == ("raw_dm", "table", "pharmaverse.dm")
    assert (read["rows"], read["read"], read["governed"]) == (3, 3, False)


def test_readers_notice_nothing_and_no_row_of_the_catalog_is_made(tried):
    tried()

    for kind in (OutputPort, Snapshot, ProductVersion, Measurement, Monitor, FitnessScore):
        assert not kind.objects.exists(), kind


def test_every_column_is_held_against_the_contract(tried):
    trial = tried(
        sql="select usubjid, age as country, cast(age as varchar) as age, 1 as more from raw_dm",
        columns={"usubjid": "string", "age": "integer", "born": "date"},
    )

    lines = {line["name"]: line["verdict"] for line in port_of(trial)["contract"]}
    assert trial.state == "succeeded"
    assert lines == {"usubjid": "kept", "age": "type", "born": "missing", "country": "extra", "more": "extra"}
    assert "missing-column" in {error["code"] for error in trial.facts["violations"]}
    assert any("born" in sentence for sentence in port_of(trial)["differences"])


def test_the_promises_of_the_contract_are_asked_of_what_came_out(tried):
    raw = (
        a_bundle()
        .replace(
            b"{name: usubjid, logicalType: string,",
            b"{name: usubjid, logicalType: string, quality: [{metric: duplicateValues, mustBe: 0}],",
        )
        .replace(
            b"{name: age, logicalType: integer,",
            b"{name: age, logicalType: integer, logicalTypeOptions: {maximum: 60},",
        )
    )

    quality = port_of(tried(raw))["quality"]

    stands = {(one["column"], one["status"]) for one in quality if one["column"]}
    assert ("age", "broken") in stands
    assert ("usubjid", "kept") in stands
    assert quality[0]["status"] == "broken"
    later = next(one for one in quality if one["indicator"] == "availability")
    assert (later["status"], later["detail"]) == ("unknown", "Known once it is published.")


def test_lineage_is_that_of_the_sql(tried):
    edges = port_of(tried())["edges"]

    assert {(one["column"], one["input"], one["from_column"], one["kind"]) for one in edges} >= {
        ("usubjid", "raw_dm", "usubjid", "IDENTITY"), ("age", "raw_dm", "age", "TRANSFORMATION")
    }  # fmt: skip


def test_fitness_is_scored_as_it_would_be_and_says_what_nobody_can_know_yet(tried):
    trial = tried()

    fitness = trial.facts["fitness"]
    outcomes = {one["function"]: one["outcome"] for one in fitness["results"]}
    assert 0 < fitness["score"] <= 100
    assert outcomes["interoperable.contract-covers"] == "pass"
    assert outcomes["reusable.provenance"] == "pass"
    assert outcomes["reusable.licence"] == "fail"
    assert outcomes["accessible.readable"] == "unknown"
    assert outcomes["valuable.consumers"] == "unknown"
    assert fitness["known"] < 100


def test_a_published_product_is_compared_with_what_its_readers_have(published, otto, again, saved):
    product = published()
    sql = "select usubjid, country, cast(age as integer) as age, 'x' as arm from raw_dm where age > 60"
    columns = {"usubjid": "string", "country": "string", "age": "integer", "arm": "string"}
    saved(version="1.1.0", sql=sql, columns=columns)

    trial = again(product)

    before = port_of(trial)["before"]
    assert (before["rows"], before["change"], before["added"], before["removed"]) == (3, -1, ["arm"], [])
    assert trial.facts["after"] == "1.0.0"
    assert any("arm" in change["message"] for change in trial.facts["changes"])


def test_what_is_as_good_as_published_scores_as_published(published, again):
    product = published()

    trial = again(product)

    told = {one["function"]: one["outcome"] for one in trial.facts["fitness"]["results"]}
    real = {one.function: one.outcome for one in latest_fitness(product).results}
    assert {key for key in real if real[key] != told[key]} <= {"accessible.readable", "reusable.versions"}
