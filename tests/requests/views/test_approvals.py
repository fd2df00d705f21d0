"""The inbox of those who decide."""

from accounts.models import Consumer
from requests.approvals.services import decide
from requests.models import ApprovalStage, Decision
from tests.requests.factories import GrantFactory


def stage_of(order):
    return ApprovalStage.objects.get(request__order=order)


def test_the_inbox_shows_what_one_needs_to_decide(as_, ada, otto, port, order, open_port):
    GrantFactory(consumer=Consumer.objects.for_person(ada), port=open_port)
    order(port, days=21, justification="Why women bruise more.")

    page = as_(otto).get("/approvals/").content.decode()

    for told in (
        "Ada Analyst",
        "Why women bruise more.",
        "21 days",
        "hashed",
        "country = &#x27;US&#x27;",
        "public_subjects",
        "What would be read is internal.",
        "Nobody has decided about this port before.",
    ):
        assert told in page


def test_the_oldest_stands_first(as_, otto, make_port, order):
    first, second = order(make_port(name="first")), order(make_port(name="second"))

    page = as_(otto).get("/approvals/").content.decode()

    assert page.index(first.number) < page.index(second.number)


def test_nobody_finds_their_own_order_in_the_inbox(as_, ada, otto, port, order):
    placed = order(port, actor=otto)

    assert placed.number not in as_(otto).get("/approvals/").content.decode()


def test_a_yes_without_scripts_leads_back_to_the_inbox(as_, otto, port, order):
    stage = stage_of(order(port))

    answer = as_(otto).post(f"/approvals/{stage.pk}/decide/", {"yes": "1", "days": 30}, follow=True)

    assert "You approved Demographics · subjects." in answer.content.decode()
    assert Decision.objects.get().days is None


def test_a_yes_by_a_script_takes_the_place_of_the_card(htmx, otto, port, order):
    stage = stage_of(order(port))

    answer = htmx(otto).post(f"/approvals/{stage.pk}/decide/", {"yes": "1", "days": 7, "reason": "A week is enough."})

    assert f'id="stage-{stage.pk}"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert (Decision.objects.get().days, Decision.objects.get().reason) == (7, "A week is enough.")


def test_a_no_needs_a_reason_and_keeps_what_was_entered(htmx, as_, otto, port, order):
    stage = stage_of(order(port))

    by_script = htmx(otto).post(f"/approvals/{stage.pk}/decide/", {"yes": "0", "days": 9})
    without = as_(otto).post(f"/approvals/{stage.pk}/decide/", {"yes": "0", "days": 9})

    for answer in (by_script, without):
        assert answer.status_code == 422
        assert "Say why" in answer.content.decode()
        assert 'value="9"' in answer.content.decode()
    assert not Decision.objects.exists()


def test_nobody_gives_more_than_was_asked_for(htmx, otto, port, order):
    stage = stage_of(order(port, days=10))

    answer = htmx(otto).post(f"/approvals/{stage.pk}/decide/", {"yes": "1", "days": 11})

    assert answer.status_code == 422
    assert "only narrows what was asked for" in answer.content.decode()


def test_a_part_is_given_from_the_page_of_the_decision_and_shown_to_the_consumer(
    as_, otto, ada, make_port, order, work
):
    stage = stage_of(order(make_port()))
    browser = as_(otto)
    assert "Give only a part" in browser.get("/approvals/").content.decode()
    assert 'name="columns"' in browser.get(f"/approvals/{stage.pk}/").content.decode()
    part = {"columns": ["age", "country"], "row_column": "country", "row_values": "DE\r\n US"}

    without = browser.post(f"/approvals/{stage.pk}/decide/", {"yes": "1", "days": 30, **part})
    assert "Say why" in without.content.decode()
    browser.post(f"/approvals/{stage.pk}/decide/", {"yes": "1", "days": 30, "reason": "Enough.", **part})
    work()

    assert Decision.objects.get().only == {"columns": ["age", "country"], "rows": {"country": ["DE", "US"]}}
    for page in (f"/orders/{stage.request.order.number}/", "/my-data/"):
        told = " ".join(as_(ada).get(page).content.decode().split())
        assert "Given are only the columns <code>age</code>, <code>country</code>" in told
        assert "<code>DE</code>, <code>US</code>" in told


def test_what_can_be_chosen_only_together_is_asked_for(htmx, otto, port, order):
    stage = stage_of(order(port))

    answer = htmx(otto).post(
        f"/approvals/{stage.pk}/decide/", {"yes": "1", "days": 3, "row_values": "DE", "reason": "Some."}
    )

    assert (answer.status_code, Decision.objects.count()) == (422, 0)
    assert "Say in which column." in answer.content.decode()


def test_a_part_is_given_over_the_api(api, otto, make_port, order):
    stage = stage_of(order(make_port()))
    body = {"reason": "Enough.", "columns": ["AGE"], "rows": {"country": ["DE"]}}

    answer = api(otto).post(f"/api/v1/approvals/{stage.pk}/approve/", body, format="json")

    assert answer.json()["decision"]["only"] == {"columns": ["age"], "rows": {"country": ["DE"]}}


def test_that_somebody_was_faster_is_said_kindly(htmx, as_, otto, petra, port, order):
    stage = stage_of(order(port))
    decide(actor=petra, stage=stage, yes=True, reason="Fine.")

    by_script = htmx(otto).post(f"/approvals/{stage.pk}/decide/", {"yes": "0", "days": 30, "reason": "No."})
    without = as_(otto).post(f"/approvals/{stage.pk}/decide/", {"yes": "1", "days": 30}, follow=True)

    for answer in (by_script, without):
        assert answer.status_code == 200
        assert "Already decided by Petra Platform, who approved it." in answer.content.decode()
    assert Decision.objects.get().by == petra


def test_who_may_not_decide_sees_why(as_, grace, port, order):
    stage = stage_of(order(port))

    page = as_(grace).get(f"/approvals/{stage.pk}/").content.decode()

    assert "you are not among those who were asked" in page
    assert "Approve" not in page


def test_strangers_find_no_decision(as_, eve, port, order):
    stage = stage_of(order(port))

    assert as_(eve).get(f"/approvals/{stage.pk}/").status_code == 404
    assert as_(eve).post(f"/approvals/{stage.pk}/decide/", {"yes": "1", "days": 1}).status_code == 404


def test_what_is_decided_stands_in_the_second_tab(as_, otto, port, order):
    stage = stage_of(order(port))
    decide(actor=otto, stage=stage, yes=False, reason="Not for this.")

    assert "Not for this." in as_(otto).get("/approvals/?show=decided").content.decode()
    assert "Nothing waits for you" in as_(otto).get("/approvals/").content.decode()


def test_the_inbox_needs_no_more_queries_for_more_decisions(as_, otto, make_port, order, queries, eve):
    order(make_port(name="first", data=False))
    few = queries(as_(otto), "/approvals/")
    for number in range(4):
        order(make_port(name=f"port_{number}", data=False), actor=eve)

    assert queries(as_(otto), "/approvals/") == few
