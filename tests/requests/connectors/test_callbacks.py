"""Another system decides and carries out by signed calls: as a person who may, fresh, and once."""

import json
import time

import pytest
from django.utils import timezone

from marketplace.foundation.models import AuditEvent
from marketplace.foundation.signatures import signed_headers
from requests.models import ConnectorCall, Grant, ProvisioningRun
from tests.requests.connectors.conftest import SECRET


@pytest.fixture
def stage(order, port, otto):
    return order(port).lines.get().stages.get()


@pytest.fixture
def call(connect, client):
    """Calls back as the other system does: `call(does="approve", about=stage.pk, by="otto")`."""
    connector = connect("webhook", decides=True)

    def send(*, message="msg_1", secret=SECRET, at=None, tamper=b"", to=connector, **said):
        body = json.dumps(said).encode()
        headers = signed_headers(secret, message, int(at or time.time()), body)
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        address = f"/api/v1/connectors/{to.pk}/callback/"
        return client.post(address, body + tamper, content_type="application/json", **headers)

    return send


def test_an_approval_counts_as_that_of_the_person_named(call, stage, otto):
    answer = call(does="approve", about=stage.pk, by="otto", days=7)

    assert answer.json() == {"heeded": True}
    stage.refresh_from_db()
    assert (stage.state, stage.decision.by, stage.decision.days) == ("approved", otto, 7)
    assert AuditEvent.objects.get(verb="stage.approved").origin["channel"] == "connector"


def test_the_same_call_again_does_nothing(call, stage):
    call(does="approve", about=stage.pk, by="otto")

    assert call(does="approve", about=stage.pk, by="otto").json() == {"heeded": False}
    assert ConnectorCall.objects.count() == 1


def test_a_call_that_is_refused_may_be_made_again(call, stage):
    assert call(does="deny", about=stage.pk, by="otto").status_code == 400
    assert not ConnectorCall.objects.exists()

    assert call(does="deny", about=stage.pk, by="otto", reason="Not for this.").json() == {"heeded": True}


@pytest.mark.parametrize("wrong", [{"secret": "another"}, {"tamper": b" "}, {"at": 1_700_000_000}, {"secret": ""}])
def test_what_is_not_signed_or_old_is_refused(call, stage, wrong):
    assert call(does="approve", about=stage.pk, by="otto", **wrong).status_code == 401
    stage.refresh_from_db()
    assert stage.state == "open"


@pytest.mark.parametrize(("who", "status"), [("ada", 403), ("eve", 403), ("nobody", 400)])
def test_the_person_named_must_be_allowed_to(call, stage, eve, who, status):
    assert call(does="approve", about=stage.pk, by=who).status_code == status
    stage.refresh_from_db()
    assert stage.state == "open"


def test_a_system_whose_answers_do_not_count_is_refused(connect, call, stage):
    silent = connect("webhook", name="silent")

    assert call(does="approve", about=stage.pk, by="otto", to=silent).status_code == 403


def test_a_secret_that_is_not_there_opens_nothing(call, stage, monkeypatch):
    monkeypatch.delenv("CONNECTOR_TEST_SECRET")

    assert call(does="approve", about=stage.pk, by="otto", secret="").status_code == 401


@pytest.mark.parametrize(
    "said", [{}, {"does": "dance", "about": 1, "by": "otto"}, {"does": "approve", "about": 99999999, "by": "otto"}]
)
def test_a_signed_call_that_means_nothing_is_told_so(call, otto, said):
    assert call(**said).status_code == 400


def test_what_was_carried_out_elsewhere_is_verified_before_anybody_is_told(call, grant, petra, ada, work):
    run = ProvisioningRun.objects.create(grant=grant, aim="open", state="failed", due_at=timezone.now())
    Grant.objects.filter(pk=grant.pk).update(state="pending", provisioning="failed")

    assert call(does="provisioned", about=run.pk, by="ada", reason="Done.").status_code == 403
    assert call(does="provisioned", about=run.pk, by="petra", reason="Done there.").json() == {"heeded": True}

    run.refresh_from_db()
    grant.refresh_from_db()
    assert (run.state, run.note, grant.provisioning) == ("by-hand", "Done there.", "queued")
    work()
    grant.refresh_from_db()
    assert grant.provisioning == "provisioned"
