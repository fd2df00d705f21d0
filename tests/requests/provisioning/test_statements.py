"""What a run sends to a warehouse server is kept, statement by statement: without secrets, and not for ever."""

import os
import signal
from datetime import timedelta

import psycopg
import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import Consumer
from catalog.warehouses.statements import LONGEST, MOST, Transcript, redacted
from requests.models import Grant, ProvisioningRun, SentStatements
from requests.provisioning import runner
from requests.provisioning.naming import called, grantee
from requests.provisioning.transcripts import forget_old
from tests.requests.conftest import AT_ONCE, MASKS


@pytest.fixture
def port(make_port, sales):
    """A port that everybody gets at once, in the server: hashed subjects from the US."""
    return make_port(AT_ONCE, warehouse=sales, masks=MASKS, row_filter="country = 'US'")


def test_every_statement_is_kept_with_its_outcome_and_without_a_secret(order, port, work, settings):
    order(port)
    work()

    [attempt] = SentStatements.objects.all()
    texts = [one["text"] for one in attempt.statements]
    assert [
        part for part in ("CREATE TABLE", "CREATE VIEW", "GRANT SELECT", "COPY (SELECT") if _none(part, texts)
    ] == []
    assert "COMMIT" in texts
    logins = [text for text in texts if "LOGIN PASSWORD" in text]
    assert logins
    assert all("PASSWORD '…'" in text for text in logins)
    assert not any(secret in " ".join(texts) for secret in ("SCRAM", settings.MASK_SALT))
    refused = [one for one in attempt.statements if one["outcome"] not in ("done", "unknown")]
    assert {one["outcome"].split(" for ")[0] for one in refused} == {"permission denied"}
    assert {one["user"].endswith("_probe_" + one["user"][-8:]) for one in refused} == {True}


def test_the_lakehouse_is_sent_nothing(order, open_port, work):
    order(open_port)
    work()

    assert Grant.objects.get().state == "active"
    assert not SentStatements.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_process_that_dies_leaves_no_effect_without_a_record(order, port, server, ada):
    order(port)
    run = ProvisioningRun.objects.get()
    who = grantee(Consumer.objects.for_person(ada).pk)
    place = f"{who}.{called(port)}"
    connections.close_all()
    child = os.fork()
    if child == 0:
        commit = psycopg.Connection.commit

        def commit_and_die(self):
            there = self.execute("SELECT to_regclass(%s)", [place]).fetchone() != (None,)
            commit(self)
            if there:
                os.kill(os.getpid(), signal.SIGKILL)

        psycopg.Connection.commit = commit_and_die
        runner.carry_out(run.pk)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)

    assert os.WIFSIGNALED(status)
    assert server.execute("SELECT to_regclass(%s)", [place]).fetchone() != (None,)
    told = SentStatements.objects.get().statements
    assert any(one["text"].startswith("GRANT SELECT") and one["outcome"] == "done" for one in told)
    assert ("COMMIT", "unknown") in [(one["text"], one["outcome"]) for one in told]


def test_what_was_sent_long_ago_is_forgotten_and_what_happened_is_not(order, port, work, settings):
    order(port)
    work()
    settings.STATEMENTS_KEEP_DAYS = 400
    SentStatements.objects.update(begun_at=timezone.now() - timedelta(days=399))
    assert forget_old() == 0

    SentStatements.objects.update(begun_at=timezone.now() - timedelta(days=401))

    assert forget_old() == 1
    assert ProvisioningRun.objects.get().checks


def test_one_attempt_keeps_so_many_statements_of_such_a_length_and_counts_the_rest():
    transcript = Transcript(lambda _told: None)
    for _number in range(MOST + 3):
        transcript.begin("SELECT " + "x" * 2 * LONGEST, "owner")

    assert (len(transcript.statements), transcript.beyond) == (MOST, 3)
    assert len(transcript.statements[0].text) < LONGEST + 50
    assert "more characters)" in transcript.statements[0].text


@pytest.mark.parametrize(
    "written",
    ["CREATE ROLE a LOGIN PASSWORD 'it''s'", "ALTER USER a SET PASSWORD = 'it''s' DISABLED = FALSE", "password'it''s'"],
)
def test_a_password_is_hidden_however_it_is_written(written):
    assert "it" not in redacted(written)


def test_stewards_and_the_platform_team_see_what_was_sent_and_a_day_is_exported_with_it(
    order, port, work, client, grace, petra, ada, otto, queries
):
    order(port)
    work()
    grant = Grant.objects.get()
    address = f"/governance/record/grants/{grant.pk}/"

    client.force_login(petra)
    page = client.get(address).content.decode()
    client.force_login(grace)
    asked = f"?product=demographics&day={timezone.localdate()}"
    lines = b"".join(client.get(f"/governance/record/statements/{asked}")).decode()

    assert "CREATE VIEW" in page
    assert "permission denied" in page
    assert client.get(address).status_code == 200
    assert lines.startswith("grant,order,consumer,product,port,run,aim,attempt,at,as,seconds,outcome,statement")
    assert f"GRANT SELECT ON {grantee(grant.consumer_id)}" in lines
    runner.carry_out(runner.queue(grant, "open").pk)
    few = queries(client, address)
    runner.carry_out(runner.queue(grant, "open").pk)
    assert queries(client, address) == few


def _none(part, texts):
    return not any(text.startswith(part) for text in texts)
