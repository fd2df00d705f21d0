"""Orders, decisions and grants over the API."""

import pytest

from accounts.models import Consumer
from catalog.models import DataProduct
from requests.models import Order
from tests.catalog.factories import OfferedPortFactory
from tests.requests.conftest import ASK_BOTH, MASKS
from tests.requests.factories import AccessRequestFactory, GrantFactory, OrderFactory


def wish(*ports, **changes):
    return {
        "justification": "Study of side effects.",
        "purpose": "research",
        "lines": [{"port": port.pk, "days": 30} for port in ports],
        **changes,
    }


def test_an_order_is_placed_and_followed(api, ada, port):
    answer = api(ada).post("/api/v1/orders/", wish(port))

    assert answer.status_code == 201
    placed = answer.json()
    assert (placed["state"], placed["consumer"]["kind"], placed["refused"]) == ("waiting", "person", [])
    (line,) = placed["lines"]
    assert (line["port"], line["state"], line["grant"]) == (port.pk, "waiting", None)
    assert line["stages"][0]["asked"] == ["otto", "petra"]
    assert api(ada).get(f"/api/v1/orders/{placed['number']}/").json() == placed
    assert [order["number"] for order in api(ada).get("/api/v1/orders/").json()["results"]] == [placed["number"]]


def test_a_key_makes_a_repeated_call_harmless(api, ada, port, open_port):
    first = api(ada).post("/api/v1/orders/", wish(port), headers={"Idempotency-Key": "k-1"})
    again = api(ada).post("/api/v1/orders/", wish(port), headers={"Idempotency-Key": "k-1"})
    other = api(ada).post("/api/v1/orders/", wish(open_port), headers={"Idempotency-Key": "k-1"})
    long = api(ada).post("/api/v1/orders/", wish(open_port), headers={"Idempotency-Key": "k" * 121})

    assert (first.status_code, again.status_code, other.status_code, long.status_code) == (201, 200, 409, 400)
    assert first.json()["number"] == again.json()["number"]
    assert other.json()["code"] == "idempotency-key-reused"
    assert other["Content-Type"] == "application/problem+json"


def test_a_port_already_held_and_a_retired_one_are_refused_in_one_clear_sentence(api, ada, port, make_port, otto):
    GrantFactory(consumer=Consumer.objects.for_person(ada), port=port)
    retired = OfferedPortFactory(product__status=DataProduct.Status.RETIRED)

    held, gone = (api(ada).post("/api/v1/orders/", wish(one)) for one in (port, retired))

    assert (held.status_code, held.json()["code"]) == (409, "already-held")
    assert held.json()["title"] == "Demographics · subjects cannot be ordered: Ada Analyst has access to it already."
    assert (gone.status_code, gone.json()["code"]) == (409, "port-not-offered")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"lines": []},
        {"lines": [{"port": 999_999, "days": 3}]},
        {"lines": [{"port": "x", "days": 3}]},
        {"justification": "  "},
        {"team": "nobody"},
    ],
)
def test_an_order_that_makes_no_sense_is_a_problem_with_the_fields_named(api, ada, port, body):
    answer = api(ada).post("/api/v1/orders/", {**wish(port), **body} if body else {})

    assert (answer.status_code, answer.json()["code"]) == (400, "not-valid")
    assert answer.json()["errors"]
    assert not Order.objects.exists()


def test_a_port_that_one_may_not_see_cannot_be_ordered(api, ada):
    hidden = OfferedPortFactory(product__status=DataProduct.Status.DRAFT)

    assert api(ada).post("/api/v1/orders/", wish(hidden)).status_code == 400


def test_a_dry_run_answers_with_the_same_body_and_writes_nothing(api, ada, grace, make_port):
    port = make_port(ASK_BOTH, masks=MASKS, row_filter="country = 'US'", terms="Be kind.")

    answer = api(ada).post("/api/v1/orders/check/", wish(port))

    assert answer.status_code == 200
    (line,) = answer.json()["lines"]
    assert (line["outcome"], line["rule"], line["code"]) == ("review", "default", None)
    assert [(stage["role"], stage["people"]) for stage in line["stages"]] == [
        ("owner", ["otto", "petra"]),
        ("steward", ["grace"]),
    ]
    assert line["masked"] == [{"column": "usubjid", "method": "hash"}]
    assert (line["filtered"], line["row_filter"], line["terms"]) == (True, "country = 'US'", "Be kind.")
    assert not Order.objects.exists()


def test_orders_are_seen_by_those_they_concern(api, ada, otto, grace, eve, order, port):
    number = order(port).number

    for person, status in [(ada, 200), (otto, 200), (grace, 200), (eve, 404)]:
        assert api(person).get(f"/api/v1/orders/{number}/").status_code == status, person
    assert api(eve).get("/api/v1/orders/").json() == {"results": [], "next": None, "previous": None}


def test_a_cancelled_order_says_so(api, ada, otto, order, port):
    number = order(port).number

    assert api(otto).post(f"/api/v1/orders/{number}/cancel/").status_code == 403
    assert api(ada).post(f"/api/v1/orders/{number}/cancel/").json()["state"] == "cancelled"
    assert api(ada).post(f"/api/v1/orders/{number}/cancel/").json()["code"] == "nothing-waits"


def test_approvers_find_decide_and_hear_that_it_is_decided(api, ada, otto, petra, eve, order, port, work):
    order(port)
    (waiting,) = api(otto).get("/api/v1/approvals/").json()["results"]
    assert (waiting["port"], waiting["order"]["number"], waiting["days"]) == (port.pk, Order.objects.get().number, 30)
    address = f"/api/v1/approvals/{waiting['id']}"

    assert api(eve).post(f"{address}/approve/").status_code == 404
    assert api(otto).post(f"{address}/deny/", {}).json()["code"] == "reason-missing"
    assert api(otto).post(f"{address}/approve/", {"days": 99}).json()["code"] == "wider-than-asked"
    decided = api(otto).post(f"{address}/approve/", {"reason": "Fine.", "days": 7})
    too_late = api(petra).post(f"{address}/deny/", {"reason": "No."})

    assert (decided.status_code, decided.json()["state"]) == (200, "approved")
    assert (too_late.status_code, too_late.json()["code"]) == (409, "already-decided")
    assert api(petra).get("/api/v1/approvals/").json()["results"] == []


def test_grants_are_listed_renewed_given_back_and_revoked(api, ada, otto, eve, grant):
    (shown,) = api(ada).get("/api/v1/grants/").json()["results"]
    assert (shown["id"], shown["port"]["id"], shown["state"]) == (grant.pk, grant.port_id, "active")
    assert shown["provisioning"] == "provisioned"
    address = f"/api/v1/grants/{grant.pk}"

    renewal = api(ada).post(f"{address}/renew/", {"reason": "One more paper.", "days": 10})
    assert (renewal.status_code, renewal.json()["lines"][0]["renews"]) == (201, grant.pk)
    assert api(eve).post(f"{address}/revoke/", {"reason": "x"}).status_code == 404
    assert api(ada).post(f"{address}/revoke/", {"reason": "x"}).status_code == 403
    assert api(otto).post(f"{address}/revoke/", {}).json()["code"] == "reason-missing"
    assert api(otto).post(f"{address}/revoke/", {"reason": "Over."}).json()["state"] == "revoked"
    assert api(ada).post(f"{address}/return/", {}).json()["code"] == "grant-ended"
    assert api(ada).get("/api/v1/grants/?state=active").json()["results"] == []


def test_strangers_see_which_teams_use_a_product_and_owners_who(api, ada, eve, otto, grant, analytics):
    GrantFactory(consumer=Consumer.objects.for_team(analytics), port=grant.port)

    seen = {person: api(person).get("/api/v1/products/demographics/consumers/").json() for person in (eve, otto)}

    assert [row["name"] for row in seen[eve]["results"]] == ["Analytics"]
    assert {row["name"] for row in seen[otto]["results"]} == {"Analytics", "Ada Analyst"}
    assert (seen[eve]["teams"], seen[eve]["people"]) == (1, 1)
    assert api(eve).get("/api/v1/products/nothing/consumers/").status_code == 404


@pytest.mark.parametrize("address", ["orders", "approvals", "grants", "products/demographics/consumers"])
def test_a_longer_list_asks_the_database_no_more(address, api, otto, port, queries):
    def fill(count):
        for number in range(count):
            placed = AccessRequestFactory(order=OrderFactory(number=f"X-{count}-{number}"), port=port)
            stage = placed.stages.create(position=1, role="owner", state="open")
            stage.pool.set([otto])
            GrantFactory(port=port)

    fill(2)
    queries(api(otto), f"/api/v1/{address}/")
    few = queries(api(otto), f"/api/v1/{address}/")
    fill(9)

    assert queries(api(otto), f"/api/v1/{address}/") == few


def test_lists_come_in_pages(api, ada, port):
    for number in range(5):
        OrderFactory(number=f"P-{number}", ordered_by=ada, consumer=Consumer.objects.for_person(ada))

    first = api(ada).get("/api/v1/orders/?limit=3").json()
    second = api(ada).get(first["next"]).json()

    assert (len(first["results"]), len(second["results"]), second["next"]) == (3, 2, None)
