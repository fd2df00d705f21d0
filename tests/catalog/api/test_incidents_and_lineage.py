"""What other systems, and people, tell the catalog."""

import pytest

from catalog.models import Incident, LineageEvent

INCIDENTS = "/api/v1/incidents/"
LINEAGE = "/api/v1/lineage/"
EVENT = {
    "eventType": "COMPLETE",
    "eventTime": "2026-01-01T10:00:00Z",
    "run": {"runId": "0176a8c2-fe01-7439-87e6-56a1a1b4029f"},
    "job": {"namespace": "talend", "name": "nightly"},
    "producer": "https://example.org/talend",
    "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
    "inputs": [],
    "outputs": [],
}


@pytest.fixture
def report(port):
    """What ada finds wrong."""
    return {"port": port.pk, "title": "Half the rows are missing.", "severity": "high"}


def test_somebody_reports_the_team_takes_on_and_closes(as_tool, ada, otto, report, port):
    opened = as_tool(ada).post(INCIDENTS, report, format="json")
    assert opened.status_code == 201, opened.content
    one = opened.json()
    assert (one["port"]["id"], one["product"], one["source"]) == (port.pk, "adverse-events", "ada")
    at = f"{INCIDENTS}{one['id']}/"

    assert as_tool(ada).post(at + "acknowledge/").status_code == 403
    assert as_tool(otto).post(at + "acknowledge/").json()["acknowledged_at"]
    assert as_tool(otto).post(at + "resolve/", {}, format="json").status_code == 400
    closed = as_tool(otto).post(at + "resolve/", {"cause": "A file came late."}, format="json").json()

    assert closed["resolved_at"]
    assert closed["cause"] == "A file came late."
    again = as_tool(otto).post(at + "resolve/", {"cause": "Again."}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "incident-over")


@pytest.mark.parametrize(("question", "count"), [("", 2), ("?open=true", 1), ("?open=false", 1), ("?product=other", 0)])
def test_the_list_is_narrowed(as_tool, ada, otto, report, question, count):
    first = as_tool(ada).post(INCIDENTS, report, format="json").json()["id"]
    as_tool(ada).post(INCIDENTS, report | {"title": "Late."}, format="json")
    as_tool(otto).post(f"{INCIDENTS}{first}/resolve/", {"cause": "x"}, format="json")

    assert len(as_tool(ada).get(INCIDENTS + question).json()["results"]) == count


def test_a_port_one_cannot_see_is_not_there(as_tool, eve, report, product):
    product.status = "draft"
    product.save()

    answer = as_tool(eve).post(INCIDENTS, report, format="json")

    assert answer.status_code == 400
    assert "port" in answer.json()["errors"]
    assert not Incident.objects.exists()


@pytest.mark.parametrize("change", [{"port": "x"}, {"severity": "terrible"}, {"title": ""}, {"title": "x" * 301}])
def test_a_report_that_makes_no_sense_is_a_problem(as_tool, ada, report, change):
    answer = as_tool(ada).post(INCIDENTS, report | change, format="json")

    assert (answer.status_code, answer.json()["code"]) == (400, "not-valid")


@pytest.mark.parametrize(
    ("body", "count"), [(EVENT, 1), ([EVENT, EVENT | {"eventType": "START"}], 2), ([EVENT, EVENT], 1)]
)
@pytest.mark.parametrize("address", [LINEAGE, LINEAGE.rstrip("/")])
def test_openlineage_comes_in_single_and_in_batches(as_tool, otto, settings, body, count, address):
    # A batch is kept event by event.
    settings.ZEAL_ALLOWLIST = [*settings.ZEAL_ALLOWLIST, {"model": "catalog.LineageEvent"}]

    answer = as_tool(otto).post(address, body, format="json")

    assert answer.status_code == 201, answer.content
    assert LineageEvent.objects.count() == count
    assert as_tool(otto).post(address, body, format="json").status_code == 201
    assert LineageEvent.objects.count() == count


@pytest.mark.parametrize("body", [{}, [], "text", [1], {"eventType": "COMPLETE"}, [EVENT, {}]])
def test_what_is_no_event_is_refused_whole(as_tool, otto, db, body):
    answer = as_tool(otto).post(LINEAGE, body, format="json")

    assert answer.status_code == 422 or body == []
    assert not LineageEvent.objects.exists()
