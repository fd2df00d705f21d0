"""Keys for tools."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import ApiToken
from accounts.tokens.authentication import digest_of
from accounts.tokens.errors import OwnerLeft, TooLong, UnknownScope, Unnamed
from accounts.tokens.services import issue_token, revoke_token
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent

WISH = {"name": "nightly report", "scope": "read", "days": 30}


@pytest.fixture
def called_with():
    """Calls the API with the text of a token."""

    def call(text, address="/api/v1/me/"):
        return APIClient(HTTP_AUTHORIZATION=f"Bearer {text}").get(address)

    return call


def test_a_token_is_kept_as_a_hash_and_its_making_is_told_without_it(ada):
    token, text = issue_token(actor=ada, owner=ada, **WISH)

    assert text.startswith("mp_")
    assert token.digest == digest_of(text)
    assert text.startswith(token.prefix)
    event = AuditEvent.objects.get(verb="token.issued")
    assert text not in str(event.facts)
    assert str(event).startswith("made the API token “nightly report” (read, until ")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"days": 0}, TooLong),
        ({"days": 366}, TooLong),
        ({"scope": "admin"}, UnknownScope),
        ({"name": "   "}, Unnamed),
        ({"name": "x" * 81}, Unnamed),
    ],
)
def test_a_token_that_cannot_be_is_refused(ada, change, refusal):
    with pytest.raises(refusal):
        issue_token(actor=ada, owner=ada, **WISH | change)
    assert not ApiToken.objects.exists()


def test_nobody_makes_a_token_that_acts_as_somebody_else(petra, ada):
    with pytest.raises(NotAllowed):
        issue_token(actor=petra, owner=ada, **WISH)


def test_somebody_who_left_gets_no_token(ada):
    ada.is_active = False
    with pytest.raises(OwnerLeft):
        issue_token(actor=None, owner=ada, **WISH)


def test_a_token_is_shown_once_on_the_page_that_makes_it(client, ada, called_with):
    client.force_login(ada)

    page = client.post("/profile/tokens/", WISH)

    text = page.context["text"]
    assert text in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert called_with(text).json()["username"] == "ada"
    again = client.get("/profile/tokens/").content.decode()
    assert text not in again
    assert "nightly report" in again


def test_a_get_revokes_nothing_and_a_post_ends_it_at_once(client, ada, called_with):
    token, text = issue_token(actor=ada, owner=ada, **WISH)
    client.force_login(ada)
    address = f"/profile/tokens/{token.pk}/revoke/"

    assert client.get(address).status_code == 405
    assert called_with(text).status_code == 200
    assert client.post(address).status_code == 302

    refused = called_with(text)
    assert refused.status_code == 401
    assert refused.json()["code"] == "not-signed-in"
    assert "Bearer" in refused["WWW-Authenticate"]
    assert AuditEvent.objects.filter(verb="token.revoked").count() == 1


def test_revoking_twice_is_told_once(ada):
    token, _ = issue_token(actor=ada, owner=ada, **WISH)

    revoke_token(actor=ada, token=token)
    revoke_token(actor=ada, token=token)

    assert AuditEvent.objects.filter(verb="token.revoked").count() == 1


def test_the_token_of_somebody_else_is_not_there(client, ada, eve):
    token, _ = issue_token(actor=ada, owner=ada, **WISH)
    client.force_login(eve)

    assert client.post(f"/profile/tokens/{token.pk}/revoke/").status_code == 404
    with pytest.raises(NotAllowed):
        revoke_token(actor=eve, token=token)


def test_a_steward_may_end_any_token(ada, grace):
    token, _ = issue_token(actor=ada, owner=ada, **WISH)

    assert revoke_token(actor=grace, token=token).revoked_at


@pytest.mark.parametrize("text", ["", "mp_nonsense", "ümläut", "two words"])
def test_nonsense_opens_nothing(db, called_with, text):
    assert called_with(text).status_code == 401


def test_a_token_ends_on_its_day(ada, called_with):
    _, text = issue_token(actor=ada, owner=ada, **WISH)

    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert called_with(text).status_code == 401


def test_its_last_use_is_kept_and_not_written_at_every_call(ada, called_with, django_assert_num_queries):
    token, text = issue_token(actor=ada, owner=ada, **WISH)
    called_with(text)
    token.refresh_from_db()
    first = token.last_used_at

    called_with(text)
    token.refresh_from_db()

    assert first is not None
    assert token.last_used_at == first


def test_a_reading_token_does_not_write(ada, called_with):
    _, text = issue_token(actor=ada, owner=ada, **WISH)

    response = APIClient(HTTP_AUTHORIZATION=f"Bearer {text}").post("/api/v1/incidents/", {}, format="json")

    assert response.status_code == 403
    assert response.json()["title"] == "This token may only read."


def test_the_command_prints_the_token_as_its_last_word(ada, called_with):
    out = io.StringIO()

    call_command("issue_token", "ada", "--scope", "write", stdout=out)

    text = out.getvalue().split()[-1]
    assert ApiToken.objects.get(digest=digest_of(text)).scope == "write"
    assert called_with(text).status_code == 200
    assert AuditEvent.objects.get(verb="token.issued").origin["channel"] == "command"


@pytest.mark.parametrize(
    ("arguments", "words"), [(["nobody"], "nobody called"), (["ada", "--days", "9999"], "1 to 365 days")]
)
def test_the_command_refuses_in_one_sentence(ada, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("issue_token", *arguments)
