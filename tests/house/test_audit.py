"""What happened stays as it was written."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Team
from accounts.teams.services import found_team
from marketplace.foundation.audit import record, verbs
from marketplace.foundation.models import AuditEvent


@pytest.fixture
def event(ada):
    found_team(actor=ada, slug="research", name="Research")
    return AuditEvent.objects.latest("pk")


def test_an_event_says_who_did_what(event, ada):
    assert event.actor == ada
    assert str(event) == "founded the team Research"


@pytest.mark.parametrize(
    "statement", ["UPDATE foundation_auditevent SET verb = 'x'", "DELETE FROM foundation_auditevent"]
)
def test_the_database_refuses_to_change_or_delete_an_event(event, statement, audit_protected):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEvent.objects.get(pk=event.pk).verb == "team.created"


def test_a_verb_without_a_sentence_cannot_be_recorded(ada, event):
    with pytest.raises(LookupError):
        record("team.juggled", Team.objects.get(), actor=ada)


def test_every_verb_of_the_apps_is_taught():
    assert {verb.split(".")[0] for verb in verbs()} >= {"order", "grant", "version", "team", "token", "incident"}


def test_a_stranger_sees_only_what_is_public(event, eve):
    assert not AuditEvent.objects.visible_to(eve).filter(pk=event.pk).exists()


def test_stewards_see_everything(event, grace):
    assert AuditEvent.objects.visible_to(grace).filter(pk=event.pk).exists()
