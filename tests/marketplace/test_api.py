"""What holds for the whole API: problems, the OpenAPI document, its pages, sizes, slashes, throttling."""

import json

import pytest
from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

from marketplace.foundation.throttling import CallsPerPerson

PROBLEM = "application/problem+json"


@pytest.fixture
def tool(ada):
    """A client of the API that is signed in as ada, and sees errors as answers."""
    caller = APIClient(raise_request_exception=False)
    caller.force_authenticate(ada)
    return caller


@pytest.mark.parametrize(
    ("method", "address", "extra", "status", "code"),
    [
        ("get", "/api/v1/nothing/", {}, 404, "not-found"),
        ("get", "/api/nothing", {}, 404, "not-found"),
        ("get", "/api/v1/products/nothing/", {}, 404, "not-found"),
        ("get", "/api/v1/ports/99999999999999999999/", {}, 404, "not-found"),
        ("delete", "/api/v1/me/", {}, 405, "method-not-allowed"),
        ("get", "/api/v1/me/", {"HTTP_ACCEPT": "text/csv"}, 406, "format-not-available"),
        ("post", "/api/v1/incidents/", {"data": "<x/>", "content_type": "text/xml"}, 415, "media-type-not-read"),
        ("post", "/api/v1/incidents/", {"data": "{", "content_type": "application/json"}, 400, "not-readable"),
        ("post", "/api/v1/incidents/", {"data": "{}", "content_type": "application/json"}, 400, "not-valid"),
        ("post", "/api/v1/incidents/", {"data": "[]", "content_type": "application/json"}, 400, "not-valid"),
        ("get", "/api/v1/events/?after=x", {}, 400, "not-valid"),
        ("get", "/api/v1/incidents/?cursor=x", {}, 404, "not-found"),
    ],
)
def test_every_error_is_a_problem_document(tool, method, address, extra, status, code):
    answer = getattr(tool, method)(address, **extra)

    assert answer.status_code == status
    assert answer["Content-Type"] == PROBLEM
    told = json.loads(answer.content)
    assert told["code"] == code
    assert told["type"] == f"/problems/{code}"
    assert told["status"] == status
    assert told["title"].strip()


def test_a_stranger_is_told_how_to_sign_in(db):
    answer = APIClient().get("/api/v1/me/")

    assert (answer.status_code, answer["Content-Type"], answer["WWW-Authenticate"]) == (401, PROBLEM, "Bearer")


def test_our_own_mistake_is_a_problem_too_and_tells_nothing(tool, monkeypatch):
    from accounts.api.me import MeViewSet

    def broken(self, request):
        raise RuntimeError("secret")

    monkeypatch.setattr(MeViewSet, "list", broken)
    answer = tool.get("/api/v1/me/")

    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    assert b"secret" not in answer.content


def test_a_body_that_is_too_large_is_refused_before_it_is_read(tool, settings):
    answer = tool.post(
        "/api/v1/incidents/", b'"' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"', content_type="application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_an_address_works_with_and_without_its_last_slash(tool):
    assert tool.get("/api/v1/me").status_code == 200
    assert tool.get("/api/v1/me/").status_code == 200


def test_pages_keep_their_own_errors(client, ada):
    client.force_login(ada)
    answer = client.get("/nothing-here/")

    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")


def test_who_calls_too_often_waits(tool, monkeypatch):
    monkeypatch.setattr(CallsPerPerson, "get_rate", lambda self: "2/min")
    CallsPerPerson.cache.clear()
    answers = [tool.get("/api/v1/me/") for _ in range(3)]
    CallsPerPerson.cache.clear()

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["code"] == "too-many-calls"
    assert "Retry-After" in answers[-1]


def test_the_openapi_document_is_valid_and_has_no_warnings(tmp_path):
    file = tmp_path / "schema.yaml"

    call_command("spectacular", "--fail-on-warn", "--validate", "--file", str(file))

    text = file.read_text()
    assert text.startswith("openapi: 3.1")
    for address in (
        "products/",
        "products/{slug}/bundle/",
        "bundles/check/",
        "events/",
        "lineage/",
        "orders/",
        "grants/",
    ):
        assert f"  /api/v1/{address}:" in text


@pytest.mark.parametrize("media_type", ["application/vnd.oai.openapi", "application/json"])
def test_the_document_is_served(client, db, media_type):
    answer = client.get("/api/v1/schema/", headers={"Accept": media_type})

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(media_type)


def test_the_documentation_page_runs_no_script_in_the_page_itself(client, db):
    answer = client.get("/api/docs/")

    assert answer.status_code == 200
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert b"<script>" not in answer.content


def test_me_tells_teams_roles_and_what_the_token_may_do(ada, analytics, grace):
    from accounts.tokens.services import issue_token

    _, text = issue_token(actor=ada, owner=ada, name="tool", scope="read", days=1)
    me = APIClient(HTTP_AUTHORIZATION=f"Bearer {text}").get("/api/v1/me/").json()

    assert me["teams"] == [{"slug": "analytics", "name": "Analytics", "role": "maintainer"}]
    assert (me["username"], me["name"], me["roles"], me["scope"]) == ("ada", "Ada Analyst", [], "read")
    steward = Client()
    steward.force_login(grace)
    assert steward.get("/api/v1/me/").json()["roles"] == ["steward"]
