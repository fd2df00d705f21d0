"""The basket for tools."""

import pytest
from django.test import Client

from accounts.teams.service_accounts import open_account
from accounts.tokens.services import issue_token
from requests.models import Order
from requests.ordering.basket import put_in_basket
from tests.requests.conftest import AT_ONCE, MASKS, NEVER

BASKET = "/api/v1/basket/"


@pytest.fixture
def call(ada):
    """Calls the API as ada: `call("post", address, **body)`, or with another `scope`."""
    tokens = {
        scope: issue_token(actor=ada, owner=ada, name=scope, scope=scope, days=3)[1] for scope in ("read", "write")
    }

    def ask(method, address=BASKET, *, scope="write", key="", **body):
        headers = {"authorization": f"Bearer {tokens[scope]}"} | ({"idempotency-key": key} if key else {})
        kwargs = {} if method == "get" else {"data": body, "content_type": "application/json"}
        return getattr(Client(headers=headers), method)(address, **kwargs)

    return ask


def test_a_basket_is_filled_changed_and_checked_out(call, ada, make_port):
    port, other = make_port(AT_ONCE, masks=MASKS, terms="Be kind."), make_port(name="b")
    call("post", port=port.pk, days=7)
    lines = call("post", port=other.pk).json()["lines"]
    call("patch", f"{BASKET}{lines[1]['id']}/", days=3, purpose="research")
    shown = call("patch", f"{BASKET}details/", justification="A study.", purpose="safety").json()

    assert [(line["days"], line["purpose"], line["outlook"]["outcome"]) for line in shown["lines"]] == [
        (7, "", "approve"),
        (3, "research", "review"),
    ]
    assert shown["terms"] == [{"text": "Be kind.", "ports": [port.pk]}]
    assert not Order.objects.exists()
    refused = call("post", f"{BASKET}checkout/", seen=shown["seen"])
    placed = call("post", f"{BASKET}checkout/", seen=shown["seen"], terms_accepted=True)

    assert (refused.status_code, refused.json()["code"]) == (409, "terms-not-accepted")
    assert placed.status_code == 201
    assert [(line["purpose"], line["state"]) for line in placed.json()["lines"]] == [
        ("safety", "approved"),
        ("research", "waiting"),
    ]
    assert call("get").json()["lines"] == []


def test_the_same_key_answers_the_same_order(call, ada, port, open_port):
    put_in_basket(actor=ada, ports=[port])
    call("patch", f"{BASKET}details/", justification="A study.")

    first = call("post", f"{BASKET}checkout/", key="k-1")
    put_in_basket(actor=ada, ports=[open_port])
    again = call("post", f"{BASKET}checkout/", key="k-1")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["number"] == again.json()["number"]
    assert len(call("get").json()["lines"]) == 1


def test_an_outlook_that_changed_is_told_with_the_new_one(call, ada, port):
    put_in_basket(actor=ada, ports=[port])
    seen = call("patch", f"{BASKET}details/", justification="A study.").json()["seen"]
    port.policy.document = NEVER
    port.policy.save()

    refused = call("post", f"{BASKET}checkout/", seen=seen)

    assert (refused.status_code, refused.json()["code"]) == (409, "outlook-changed")
    assert call("post", f"{BASKET}checkout/", seen=refused.json()["outlook"]).status_code == 201


def test_the_dry_run_of_an_order_and_the_basket_tell_the_same(call, ada, make_port):
    ports = [make_port(AT_ONCE, name="a"), make_port(name="b"), make_port(NEVER, name="c")]
    put_in_basket(actor=ada, ports=ports)

    dry = call("post", "/api/v1/orders/check/", lines=[{"port": port.pk, "days": 30} for port in ports]).json()

    assert dry["lines"] == [line["outlook"] for line in call("get").json()["lines"]]


def test_an_order_may_have_lines_with_purposes_of_their_own(call, make_port):
    lines = [
        {"port": make_port(name="a").pk, "days": 3},
        {"port": make_port(name="b").pk, "days": 3, "purpose": "research", "justification": "For the paper."},
    ]

    placed = call("post", "/api/v1/orders/", justification="A study.", purpose="safety", lines=lines).json()

    assert [(line["purpose"], line["justification"]) for line in placed["lines"]] == [
        ("safety", "A study."),
        ("research", "For the paper."),
    ]


def test_a_tool_of_the_team_is_ordered_for_by_name(call, ada, analytics, port):
    open_account(actor=ada, team=analytics, name="Loader")
    put_in_basket(actor=ada, ports=[port])

    shown = call("patch", f"{BASKET}details/", justification="A study.", account="analytics.loader").json()
    placed = call("post", f"{BASKET}checkout/").json()

    assert shown["consumer"] == placed["consumer"]
    assert placed["consumer"] == {"kind": "service-account", "name": "Loader", "slug": "analytics.loader"}


@pytest.mark.parametrize(
    ("method", "address", "body", "status"),
    [
        ("post", BASKET, {"port": 999}, 400),
        ("post", BASKET, {"port": "x"}, 400),
        ("post", BASKET, {"port": True}, 400),
        ("post", BASKET, {}, 400),
        ("patch", f"{BASKET}1/", {"days": 1}, 404),
        ("delete", f"{BASKET}99999999999999999999999/", {}, 404),
        ("patch", f"{BASKET}details/", {"team": "clinical-data"}, 403),
        ("patch", f"{BASKET}details/", {"team": "nobody"}, 400),
        ("patch", f"{BASKET}details/", {"purpose": "x" * 81}, 400),
        ("post", f"{BASKET}checkout/", {}, 409),
        ("post", f"{BASKET}checkout/", {"seen": "\x00"}, 400),
        ("post", f"{BASKET}checkout/", {"terms_accepted": "perhaps"}, 400),
    ],
)
def test_what_makes_no_sense_is_a_problem_document(call, clinical, method, address, body, status):
    answer = call(method, address, **body)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_token_that_only_reads_changes_no_basket(call, port):
    assert call("post", scope="read", port=port.pk).status_code == 403
    assert call("get", scope="read").status_code == 200
