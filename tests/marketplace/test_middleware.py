"""What is around every answer."""

import pytest
from django.db import OperationalError, connection


@pytest.mark.parametrize(
    "address", ["/", "/products/", "/profile/", "/api/v1/me/", "/api/v1/products/", "/api/v1/nothing/"]
)
def test_nobody_keeps_what_was_shown_to_one_person(client, ada, address):
    client.force_login(ada)

    kept = client.get(address).headers["Cache-Control"]

    assert "no-store" in kept
    assert "private" in kept


@pytest.mark.parametrize("address", ["/", "/products/", "/api/v1/me/", "/api/docs/", "/sign-in/", "/nothing/"])
def test_every_answer_carries_the_headers_that_protect_it(client, ada, address):
    client.force_login(ada)

    headers = client.get(address).headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "address", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(client, ada, address):
    client.force_login(ada)

    assert client.get("/sign-in/", {"next": address}).headers["Location"] == "/"


@pytest.mark.parametrize("address", ["nowhere", "x y", "\ufffd", "/orders/\r\nSet-Cookie: a=b"])
def test_an_odd_place_to_go_to_after_signing_in_breaks_nothing(client, ada, address):
    client.force_login(ada)

    answer = client.get("/sign-in/", {"next": address})

    assert answer.status_code == 302
    assert "\n" not in answer.headers["Location"]


def test_a_session_writes_over_the_api_with_a_csrf_token_alone(ada):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)

    answer = client.post("/api/v1/orders/", data=b"{}", content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


@pytest.mark.parametrize("address", ["/products/", "/api/v1/me/"])
def test_a_database_that_is_away_is_told_as_our_mistake(client, ada, address):
    client.force_login(ada)
    client.raise_request_exception = False

    def away(*_question):
        raise OperationalError("the connection is closed")

    with connection.execute_wrapper(away):
        answer = client.get(address)

    assert answer.status_code == 500
    assert b"broke on our side" in answer.content
