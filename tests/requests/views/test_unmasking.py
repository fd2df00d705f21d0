"""Asking to see masked columns plain, on pages and over the API; and where it is seen that somebody does."""

import pytest
from django.utils import timezone

from accounts.models import Consumer
from requests.grants.population import Scope
from requests.grants.recertifying import open_campaign
from requests.grants.reports import report_lines
from requests.models import AccessRequest, ApprovalStage, GrantReview, MaskException
from requests.selectors.record import Question, grants_of, rights_by_grants
from requests.selectors.record_csv import record_csv
from tests.requests.factories import GrantFactory, MaskExceptionFactory

WISH = {"columns": ["usubjid"], "days": 7, "reason": "To call the sites."}


@pytest.fixture
def held(ada, port):
    """Ada's access, in force."""
    return GrantFactory(consumer=Consumer.objects.for_person(ada), port=port)


@pytest.fixture
def plain(held):
    """Ada sees subjects plain by it."""
    return MaskExceptionFactory(grant=held)


def test_ada_asks_from_my_data_and_finds_her_wish_there(client, held, ada, otto):
    client.force_login(ada)
    page = client.get("/my-data/").content.decode()
    assert f"/access/{held.request_id}/plain/" in page

    answer = client.post(f"/access/{held.request_id}/plain/", WISH)

    wish = AccessRequest.objects.get(adds_to=held.request)
    page = client.get("/my-data/").content.decode()
    assert (answer.status_code, answer.url) == (302, "/my-data/")
    assert (wish.plain, wish.days) == (["usubjid"], 7)
    assert "You asked to see usubjid plain" in page
    assert "Asked for: to see usubjid plain." in client.get(wish.order.get_absolute_url()).content.decode()


def test_a_form_that_makes_no_sense_comes_back_with_a_sentence(client, held, ada):
    client.force_login(ada)

    answer = client.post(f"/access/{held.request_id}/plain/", {**WISH, "days": 400})

    assert answer.status_code == 422
    assert "as long as the access lasts" in answer.content.decode()


def test_who_decides_sees_what_is_asked_for(client, held, ada, otto):
    client.force_login(ada)
    client.post(f"/access/{held.request_id}/plain/", WISH)
    stage = ApprovalStage.objects.open().get()
    client.force_login(otto)

    inbox = client.get("/approvals/").content.decode()
    page = client.get(f"/approvals/{stage.pk}/").content.decode()

    assert "to see usubjid plain, which the policy masks" in inbox
    assert "asks to see usubjid of subjects plain" in page
    assert "To call the sites." in page


def test_it_stands_wherever_access_is_shown(client, plain, ada, otto, grace):
    client.force_login(ada)
    mine = client.get("/my-data/").content.decode()
    product = client.get(plain.grant.port.product.get_absolute_url()).content.decode()
    client.force_login(otto)
    consumers = client.get(f"/products/{plain.grant.port.product.slug}/consumers/").content.decode()
    client.force_login(grace)
    watched = client.get("/governance/plain-columns/").content.decode()

    assert "You see usubjid plain until the end of" in mine
    assert "You see usubjid plain until the end of" in product
    assert f"/exceptions/{plain.pk}/revoke/" in consumers
    assert f"/exceptions/{plain.pk}/revoke/" in watched


def test_a_page_of_many_asks_no_more_than_one_of_few(client, plain, ada, grace, django_assert_max_num_queries):
    for _n in range(5):
        MaskExceptionFactory(grant=plain.grant)
    client.force_login(grace)

    with django_assert_max_num_queries(9):
        client.get("/governance/plain-columns/")


def test_the_record_of_a_day_says_what_was_plain_and_when(plain, ada):
    asked = Question(day=timezone.localdate(), person=ada)

    [right] = rights_by_grants(asked, grants_of(asked))
    lines = list(record_csv(asked))

    [(exception, [span])] = right.plain
    assert (exception, span.begins) == (plain, plain.opened_at)
    assert "seen plain" in lines[0]
    assert "usubjid: " in lines[1]


def test_who_reviews_access_is_told_what_is_plain(plain, grace, otto, client):
    campaign = open_campaign(
        actor=grace, name="Yearly", scope=Scope(), deadline=timezone.localdate() + timezone.timedelta(days=9)
    )

    evidence = GrantReview.objects.get().evidence["plain"]
    campaign.closed_at = timezone.now()
    client.force_login(otto)

    assert evidence[0].startswith("usubjid until ")
    assert evidence[0] in client.get(f"/governance/recertifications/{campaign.pk}/").content.decode()
    assert "seen plain" in report_lines(campaign)[0]


def test_over_the_api_ada_asks_and_otto_takes_it_back(client, held, plain, ada, otto, eve, work):
    client.force_login(ada)
    asked = client.post("/api/v1/mask-exceptions/", {"line": held.request_id, **WISH}, "application/json")
    listed = client.get("/api/v1/mask-exceptions/?state=active").json()["results"]
    client.force_login(eve)
    assert client.get("/api/v1/mask-exceptions/").json()["results"] == []
    client.force_login(otto)

    taken = client.post(f"/api/v1/mask-exceptions/{plain.pk}/revoke/", {"reason": "Over."}, "application/json")
    again = client.post(f"/api/v1/mask-exceptions/{plain.pk}/revoke/", {"reason": "Over."}, "application/json")

    assert (asked.status_code, asked.json()["lines"][0]["plain"]) == (201, ["usubjid"])
    assert [(one["columns"], one["order"]) for one in listed] == [(["usubjid"], plain.request.order.number)]
    assert (taken.status_code, taken.json()["state"]) == (200, "revoked")
    assert (again.status_code, again.json()["code"]) == (409, "plain-ended")
    assert work() == 1


def test_she_masks_it_again_from_my_data(client, plain, ada):
    client.force_login(ada)

    client.post(f"/exceptions/{plain.pk}/back/", {"reason": ""})

    assert MaskException.objects.get().state == "returned"
