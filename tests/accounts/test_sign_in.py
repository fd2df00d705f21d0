"""Come in, and go out."""

import pytest
from django.urls import reverse

from marketplace.foundation.models import AuditEvent
from tests.people import PASSWORD


@pytest.mark.parametrize("name", ["ada", "ada@example.org", "ADA@example.org"])
def test_a_person_signs_in_by_name_or_address_and_lands_where_they_wanted_to_go(client, ada, name):
    response = client.post("/sign-in/", {"username": name, "password": PASSWORD, "next": "/profile/"})

    assert response.status_code == 302
    assert response["Location"] == "/profile/"
    assert client.get("/profile/").status_code == 200
    assert AuditEvent.objects.filter(verb="person.signed_in", actor=ada).count() == 1


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "http:///evil.example"]
)
def test_nobody_is_sent_to_another_site(client, ada, settings, wanted):
    settings.LOGIN_REDIRECT_URL = "/profile/"

    response = client.post("/sign-in/", {"username": "ada", "password": PASSWORD, "next": wanted})

    assert response["Location"] == "/profile/"


@pytest.mark.parametrize(("name", "told"), [("ada", "Ada Analyst"), ("hunter2", "somebody unknown")])
def test_a_failed_sign_in_is_one_sentence_and_is_written_down_without_what_was_typed(client, ada, name, told):
    response = client.post("/sign-in/", {"username": name, "password": "wrong"})

    assert response.status_code == 422
    assert b"This name and password do not belong together." in response.content
    event = AuditEvent.objects.get(verb="person.failed_to_sign_in")
    assert str(event) == f"failed to sign in as {told}"
    assert "hunter2" not in str(event.facts) + event.object_name


def test_who_guesses_too_often_waits_even_with_the_right_password(client, ada, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/sign-in/", {"username": "ada@example.org", "password": "wrong"})

    response = client.post("/sign-in/", {"username": "ada", "password": PASSWORD})

    assert response.status_code == 429
    assert b"too many attempts" in response.content
    assert client.get("/profile/").status_code == 302


def test_somebody_who_left_does_not_come_in(client, ada):
    ada.is_active = False
    ada.save()

    response = client.post("/sign-in/", {"username": "ada", "password": PASSWORD})

    assert response.status_code == 422


def test_signing_out_takes_a_post(client, ada):
    client.force_login(ada)

    assert client.get("/sign-out/").status_code == 405
    assert client.get("/profile/").status_code == 200
    response = client.post("/sign-out/")

    assert response["Location"] == reverse("accounts:sign-in")
    assert client.get("/profile/").status_code == 302
    assert AuditEvent.objects.filter(verb="person.signed_out", actor=ada).exists()


def test_who_is_in_already_goes_on(client, ada):
    client.force_login(ada)

    assert client.get("/sign-in/?next=/profile/")["Location"] == "/profile/"


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client, db):
    assert client.get("/profile/tokens/")["Location"] == "/sign-in/?next=/profile/tokens/"
    assert b'name="next" value="/profile/tokens/"' in client.get("/sign-in/?next=/profile/tokens/").content
