"""The platform team sets other systems up, tests them, and sees how they do."""

import pytest

from requests.models import Connector
from tests.servers import Answer

LIST = "/platform/connectors/"


@pytest.fixture
def as_petra(client, petra):
    client.force_login(petra)
    return client


def _said(where, **changes):
    usual = {
        "name": "Events",
        "kind": "webhook",
        "address": where,
        "secret_name": "CONNECTOR_TEST_SECRET",
        "is_on": "on",
    }
    return {**usual, **changes}


def test_one_is_set_up_tested_and_shown(as_petra, web_server):
    as_petra.post(f"{LIST}new/", _said(web_server.address))
    connector = Connector.objects.get()

    page = as_petra.post(f"{LIST}{connector.pk}/test/", follow=True).content.decode()

    assert "Events answers." in page
    assert [call.json()["type"] for call in web_server.calls] == ["org.marketplace.connector.tested.v1"]


def test_a_test_that_fails_says_what_came_back(as_petra, connect, web_server):
    connector = connect("webhook")
    web_server.answer = lambda call: Answer(403, "no entry")

    page = as_petra.post(f"{LIST}{connector.pk}/test/", follow=True).content.decode()

    assert "no entry" in page
    assert "Test failed" in page


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"address": "http://chat.example.org/"}, "must begin with https"),
        ({"secret_name": "SECRET_KEY"}, "CONNECTOR_…"),
        ({"secret_name": ""}, "needs it"),
        ({"kind": "servicenow"}, "needs it"),
        ({"kind": "immuta", "account": "username"}, "needs it"),
        ({"follows": "order.dances"}, "There is no event order.dances"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(as_petra, web_server, changes, says):
    page = as_petra.post(f"{LIST}new/", _said(web_server.address, **changes))

    assert page.status_code == 422
    assert says in page.content.decode()
    assert not Connector.objects.exists()


def test_a_name_that_is_taken_is_refused(as_petra, web_server):
    as_petra.post(f"{LIST}new/", _said(web_server.address))

    assert as_petra.post(f"{LIST}new/", _said(web_server.address)).status_code == 422


def test_what_was_given_up_is_shown_and_sent_again(as_petra, connect, order, port, web_server, bring):
    connector = connect("webhook")
    web_server.answer = lambda call: Answer(404, "nothing here")
    order(port)
    bring()
    assert "nothing here" in as_petra.get(LIST).content.decode()

    web_server.answer = lambda call: Answer()
    as_petra.post(f"{LIST}{connector.pk}/again/")
    bring()

    assert "Messages given up" not in as_petra.get(LIST).content.decode()


def test_one_is_paused_taken_up_again_and_deleted_only_while_it_is_paused(
    as_petra, connect, order, port, bring, web_server
):
    connector = connect("webhook")
    assert as_petra.post(f"{LIST}{connector.pk}/delete/").status_code == 409

    as_petra.post(f"{LIST}{connector.pk}/switch/")
    assert "Paused" in as_petra.get(LIST).content.decode()
    order(port)
    bring()
    assert web_server.calls == []

    as_petra.post(f"{LIST}{connector.pk}/switch/")
    bring()
    assert len(web_server.calls) == 2, "What happened in the meantime is told."

    as_petra.post(f"{LIST}{connector.pk}/switch/")
    as_petra.post(f"{LIST}{connector.pk}/delete/")
    assert not Connector.objects.exists()


def test_more_connectors_and_messages_ask_the_database_no_more(as_petra, connect, order, port, queries, bring):
    connect("webhook")
    few = queries(as_petra, LIST)
    for number in range(4):
        connect("chat", name=f"chat {number}", secret_name="")
    order(port)
    bring()

    assert queries(as_petra, LIST) == few
