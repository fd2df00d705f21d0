"""With real workers beside the test: what is told leaves the house once, also when the one who sends it is killed."""

import pytest
from django.utils import timezone

from accounts.models import Delivery
from requests.connectors.services import save_connector
from requests.models import ConnectorMessage
from tests.processes import eventually, kill

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def outside(mail_server, web_server, monkeypatch):
    """What a worker is told by its environment."""
    monkeypatch.setenv("CONNECTOR_TEST_SECRET", "a shared secret")
    host, port = mail_server.server_address
    return {
        "EMAIL_URL": f"smtp://{host}:{port}",
        "PUBLIC_URL": "https://data.example.org",
        "PRIVATE_HOSTS_ALLOWED": "127.0.0.1",
    }


def _sent(rows):
    return rows.exists() and not rows.exclude(state="sent").exists()


def test_an_order_reaches_its_approvers_and_another_system_within_moments(
    outside, start_worker, scheduler, order, port, petra, mail_server, web_server
):
    said = {"name": "events", "kind": "webhook", "address": web_server.address, "is_on": True}
    save_connector(actor=petra, secret_name="CONNECTOR_TEST_SECRET", follows=["order"], **said)

    with start_worker(**outside):
        order(port)
        eventually(lambda: _sent(Delivery.objects.all()) and _sent(ConnectorMessage.objects.all()))

    asked = "Ada Analyst asks for Demographics · subjects."
    mails = sorted((mail["to"], mail["subject"]) for mail in mail_server.mails)
    assert mails == [("otto@example.org", asked), ("petra@example.org", asked)]
    assert all("/approvals/by-mail/" in text for text in mail_server.texts())
    assert [call.json()["type"] for call in web_server.calls] == ["org.marketplace.order.placed.v1"]


def test_a_worker_killed_while_it_mails_loses_nothing(outside, start_worker, scheduler, order, port, mail_server):
    mail_server.hold.clear()
    with start_worker(**outside) as worker:
        order(port)
        eventually(lambda: Delivery.objects.filter(lease_until__gt=timezone.now()).exists())
        eventually(lambda: mail_server.held)
        kill(worker)
    mail_server.hold.set()

    with start_worker(**outside):
        eventually(lambda: _sent(Delivery.objects.all()), seconds=60)

    assert {mail["to"] for mail in mail_server.mails} == {"otto@example.org", "petra@example.org"}
    assert len({mail["message-id"] for mail in mail_server.mails}) == 2
    assert Delivery.objects.filter(attempts__gte=2).exists()
