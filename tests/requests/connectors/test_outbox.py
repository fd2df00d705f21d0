"""What happens is told to other systems: each event once, from the day they were set up, and never in silence."""

import json
import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.signatures import insist_genuine
from requests.connectors import runner, tasks
from requests.connectors.errors import SecretNameRefused
from requests.connectors.services import pause, resume, save_connector, send_again, try_out
from requests.models import Connector, ConnectorMessage
from tests.requests.connectors.conftest import SECRET
from tests.servers import Answer


def _types(server):
    return [call.json()["type"].removeprefix("org.marketplace.").removesuffix(".v1") for call in server.calls]


def test_events_come_signed_as_cloudevents_each_once(connect, order, port, web_server, bring):
    connect("webhook")
    order(port)
    for _ in range(3):
        bring()

    assert sorted(_types(web_server)) == ["order.placed", "stage.opened"]
    for call in web_server.calls:
        assert call.headers["content-type"] == "application/cloudevents+json"
        message = insist_genuine(SECRET, call.headers, call.body, now=int(time.time()))
        assert call.headers["idempotency-key"] == message
        assert call.json()["specversion"] == "1.0"


def test_what_happened_before_it_was_set_up_is_not_told(connect, order, port, web_server, bring):
    order(port)
    connect("webhook")
    bring()

    assert web_server.calls == []


def test_only_what_a_connector_follows_is_told(connect, order, port, web_server, bring):
    connect("webhook", follows=["stage"])
    order(port)
    bring()

    assert _types(web_server) == ["stage.opened"]


def test_one_that_is_not_in_use_is_told_nothing(connect, order, port, web_server, bring, petra):
    connector = connect("webhook")
    order(port)
    runner.collect()
    Connector.objects.filter(pk=connector.pk).update(is_on=False)
    bring()
    for pk in ConnectorMessage.objects.values_list("pk", flat=True):
        runner.send(pk)

    assert web_server.calls == []


def test_an_event_that_a_slow_transaction_brings_late_is_told_all_the_same(connect, order, port, web_server, bring):
    connector = connect("webhook")
    order(port)
    first = runner.collect()
    ConnectorMessage.objects.filter(pk=ConnectorMessage.objects.earliest("pk").pk).delete()
    connector.refresh_from_db()
    assert connector.cursor > connector.begins

    assert first == 2
    assert runner.collect() == 1


def test_a_repeated_attempt_has_the_same_key(connect, order, port, web_server, bring):
    connect("webhook", follows=["order.placed"])
    web_server.answer = lambda call: Answer(503, headers={"Retry-After": "30"})
    order(port)
    bring()
    web_server.answer = lambda call: Answer()
    bring(later=True)

    first, second = web_server.calls
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert ConnectorMessage.objects.get().state == "sent"


def test_what_does_not_arrive_is_given_up_told_and_sent_again(connect, order, port, petra, ada, web_server, bring):
    connector = connect("webhook", follows=["order", "stage"])
    web_server.answer = lambda call: Answer(401, "who are you?")
    order(port)
    bring()

    assert {message.state for message in ConnectorMessage.objects.all()} == {"failed"}
    [told] = petra.notifications.filter(kind="platform")
    assert "who are you?" in told.text
    assert told.link == "/platform/connectors/"

    web_server.answer = lambda call: Answer(204)
    with pytest.raises(NotAllowed):
        send_again(actor=ada, connector=connector)
    assert send_again(actor=petra, connector=connector) == 2
    bring()

    assert {message.state for message in ConnectorMessage.objects.all()} == {"sent"}


def test_a_missing_secret_is_said_and_nothing_is_sent(connect, monkeypatch, petra, web_server):
    connector = connect("webhook")
    monkeypatch.delenv("CONNECTOR_TEST_SECRET")

    assert "CONNECTOR_TEST_SECRET" in try_out(actor=petra, connector=connector)
    assert web_server.calls == []


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "CONNECTOR_x", "CONNECTOR_A\n"])
def test_no_other_secret_of_the_marketplace_can_be_sent_away(connect, name):
    with pytest.raises(SecretNameRefused):
        connect("webhook", secret_name=name)


def test_only_the_platform_team_sets_up_other_systems(grace, web_server):
    with pytest.raises(NotAllowed):
        save_connector(actor=grace, kind="chat", name="chat", address=web_server.address)


def test_a_chat_reads_one_sentence_and_nobody_is_pinged_by_a_reason(connect, order, port, web_server, bring):
    connect("chat", follows=["order.placed"], secret_name="")
    order(port, justification="<!channel> Study of A & B.")
    bring()

    [call] = web_server.calls
    assert list(call.json()) == ["text"]
    assert "placed the order" in call.json()["text"]
    assert "<!channel>" not in call.json()["text"]
    assert json.loads(call.body)["text"].endswith("/")


def test_a_sweep_nudges_what_is_due(connect, order, port):
    connect("webhook")
    order(port)

    assert runner.sweep(tasks.send) == 2


@pytest.fixture
def long_after(settings):
    """`with long_after():` it is 91 days later; what was sent is kept for 90."""
    settings.OUTBOX_KEEP_DAYS = 90
    return lambda: time_machine.travel(timezone.now() + timedelta(days=91))


def test_what_was_sent_long_ago_is_forgotten_and_not_told_again(connect, order, port, web_server, bring, long_after):
    connector = connect("webhook")
    order(port)
    bring()
    assert runner.forget_old() == 0

    with long_after():
        assert runner.forget_old() == 2
        assert not ConnectorMessage.objects.exists()
        bring()

    connector.refresh_from_db()
    assert (len(web_server.calls), connector.begins) == (2, connector.cursor)


def test_what_was_given_up_stays_however_old_it_is(connect, order, port, web_server, bring, long_after):
    connect("webhook")
    web_server.answer = lambda call: Answer(404, "nothing here")
    order(port)
    bring()

    with long_after():
        assert runner.forget_old() == 0
    assert ConnectorMessage.objects.given_up().count() == 2


def test_what_a_paused_connector_has_not_looked_at_yet_is_not_passed_over(
    connect, order, port, web_server, bring, long_after, petra
):
    connector = pause(actor=petra, connector=connect("webhook"))
    order(port)
    with long_after():
        runner.forget_old()
    resume(actor=petra, connector=connector)
    bring()

    assert sorted(_types(web_server)) == ["order.placed", "stage.opened"]
