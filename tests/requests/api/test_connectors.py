"""The platform team sets other systems up and looks after them over the API, by the same services as on the page."""

import pytest
from rest_framework.test import APIClient

from marketplace.foundation.models import AuditEvent
from requests.connectors import runner, tasks
from requests.models import Connector, ConnectorMessage
from tests.servers import Answer

LIST = "/api/v1/connectors/"


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("CONNECTOR_TEST_SECRET", "a shared secret")


@pytest.fixture
def api(petra):
    client = APIClient()
    client.force_authenticate(petra)
    return client


@pytest.fixture
def said(web_server):
    return {
        "name": "Events", "kind": "webhook", "address": f"{web_server.address}/hooks/s3cret",
        "secret_name": "CONNECTOR_TEST_SECRET",
    }  # fmt: skip


def test_one_is_set_up_told_and_seen_with_its_health(api, said, order, port, web_server):
    made = api.post(LIST, said, format="json")
    web_server.answer = lambda call: Answer(401, "who are you?")
    order(port)
    runner.sweep(tasks.send)
    for pk in ConnectorMessage.objects.values_list("pk", flat=True):
        runner.send(pk)

    assert (made.status_code, made.json()["is_on"]) == (201, True)
    [shown] = api.get(LIST).json()["results"]
    assert (shown["given_up"], shown["waiting"], shown["host"]) == (2, 0, "127.0.0.1")
    assert "who are you?" in shown["last_error"]
    assert "s3cret" not in str(shown)

    web_server.answer = lambda call: Answer()
    assert api.post(f"{LIST}{shown['id']}/again/").json() == {"again": 2}
    assert api.post(f"{LIST}{shown['id']}/test/").json() == {"answers": True, "wrong": ""}


def test_what_is_named_is_changed_and_the_rest_stays(api, said):
    pk = api.post(LIST, said, format="json").json()["id"]

    changed = api.patch(f"{LIST}{pk}/", {"follows": ["grant"], "decides": True}, format="json").json()

    assert (changed["follows"], changed["decides"], changed["name"]) == (["grant"], True, "Events")
    assert Connector.objects.get().address == said["address"]
    assert AuditEvent.objects.get(verb="connector.changed").new["follows"] == ["grant"]


def test_one_is_paused_and_only_then_deleted(api, said):
    pk = api.post(LIST, said, format="json").json()["id"]

    assert api.delete(f"{LIST}{pk}/").json()["type"].endswith("connector-in-use")
    assert api.post(f"{LIST}{pk}/pause/").json()["is_on"] is False
    assert api.post(f"{LIST}{pk}/resume/").json()["is_on"] is True
    api.post(f"{LIST}{pk}/pause/")
    assert api.delete(f"{LIST}{pk}/").status_code == 204

    assert not Connector.objects.exists()
    verbs = set(AuditEvent.objects.filter(verb__startswith="connector").values_list("verb", flat=True))
    assert verbs == {"connector.added", "connector.paused", "connector.resumed", "connector.deleted"}


@pytest.mark.parametrize(
    ("changes", "status", "problem"),
    [
        ({"secret_name": "SECRET_KEY"}, 400, "secret-name-refused"),
        ({"secret_name": ""}, 400, "connector-field-missing"),
        ({"kind": "immuta", "account": "username"}, 400, "connector-field-missing"),
        ({"follows": ["order.dances"]}, 400, "unknown-event"),
        ({"address": "http://chat.example.org/"}, 400, ""),
        ({"kind": "fax"}, 400, ""),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(api, said, changes, status, problem):
    answer = api.post(LIST, said | changes, format="json")

    assert answer.status_code == status
    assert problem in answer.json()["type"]
    assert not Connector.objects.exists()


def test_a_name_is_taken_once(api, said):
    api.post(LIST, said, format="json")

    assert api.post(LIST, said, format="json").status_code == 409


def test_more_connectors_ask_the_database_no_more(api, said, django_assert_max_num_queries):
    for number in range(5):
        api.post(LIST, said | {"name": f"Events {number}"}, format="json")

    with django_assert_max_num_queries(4):
        assert len(api.get(LIST).json()["results"]) == 5
