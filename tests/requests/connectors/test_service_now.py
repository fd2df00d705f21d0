"""A ticket stands for every request, whatever goes wrong on the way, and a decision on it counts as its maker's."""

import pytest

from requests.approvals.services import decide
from requests.connectors import runner
from requests.connectors.services import try_out
from requests.models import ConnectorMessage, Ticket
from tests.requests.connectors.service_now import Table
from tests.servers import Answer


@pytest.fixture
def table(web_server):
    web_server.answer = table = Table()
    return table


@pytest.fixture
def system(connect, table):
    return connect("servicenow", account="marketplace", table="sc_req_item", decides=True)


@pytest.fixture
def stage(system, order, port, bring):
    stage = order(port).lines.get().stages.get()
    bring()
    return stage


def test_a_request_has_one_ticket_that_says_what_is_asked(stage, table):
    [row] = table.rows.values()

    assert row["approval"] == "requested"
    assert "Study of side effects." in row["description"]
    assert Ticket.objects.get().number == row["number"]


def test_a_decision_here_is_written_on_the_ticket(stage, table, otto, bring):
    decide(actor=otto, stage=stage, yes=True)
    bring()

    [row] = table.rows.values()
    assert row["approval"] == "approved"


def test_a_decision_there_counts_as_that_of_its_maker(stage, table, otto):
    table.decide("approved", by="otto")
    runner.hear()

    stage.refresh_from_db()
    assert (stage.state, stage.decision.by) == ("approved", otto)
    assert "RITM0000001" in stage.decision.reason


def test_a_no_there_has_the_ticket_as_its_reason(stage, table):
    table.decide("rejected", by="otto@example.org")
    runner.hear()

    stage.refresh_from_db()
    assert stage.state == "denied"
    assert stage.request.__class__.objects.get(pk=stage.request_id).state == "denied"


@pytest.mark.parametrize("who", ["ada", "eve", "nobody", ""])
def test_whoever_may_not_decide_here_does_not_there_either_and_the_ticket_says_why(stage, table, who, eve):
    table.decide("approved", by=who)
    runner.hear()

    stage.refresh_from_db()
    [row] = table.rows.values()
    assert stage.state == "open"
    assert row["approval"] == "requested"
    assert row["work_notes"]


def test_answers_of_a_system_that_decides_nothing_are_not_heard(connect, table, order, port, bring):
    connect("servicenow", account="marketplace", table="sc_req_item")
    stage = order(port).lines.get().stages.get()
    bring()
    table.decide("approved", by="otto")
    runner.hear()

    stage.refresh_from_db()
    assert stage.state == "open"


def test_a_ticket_whose_making_was_not_answered_is_found_again_and_not_made_twice(
    system, table, order, port, bring, web_server
):
    def answer_is_lost(call):
        answer = table(call)
        return Answer(200, answer.body, after=1.5) if call.method == "POST" else answer

    order(port)
    web_server.answer = answer_is_lost
    bring()
    assert len(table.rows) == 1
    assert not Ticket.objects.exists()

    web_server.answer = table
    bring(later=True)

    assert len(table.rows) == 1
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        (Answer(500, {"error": {"message": "Transaction cancelled"}}), "waiting"),
        (Answer(429, "Rate limit", headers={"Retry-After": "60"}), "waiting"),
        (Answer(200, after=1.5), "waiting"),
        (Answer(403, {"error": {"message": "Operation Failed"}}), "failed"),
        (Answer(200, "<html>sign in</html>"), "failed"),
        (Answer(200, {"answer": 1}), "failed"),
    ],
)
def test_what_goes_wrong_there_is_tried_again_or_told(system, table, order, port, bring, petra, trouble, state):
    table.trouble = [trouble]
    order(port)
    bring()

    assert ConnectorMessage.objects.get().state == state
    assert petra.notifications.filter(kind="platform").exists() == (state == "failed")

    bring(later=True)
    assert len(table.rows) == (1 if state == "waiting" else 0)


def test_the_test_button_says_what_is_wrong(system, table, petra):
    assert try_out(actor=petra, connector=system) == ""

    table.auth = "Basic other"
    assert "401" in try_out(actor=petra, connector=system)


def test_a_system_that_does_not_answer_is_told_once_a_day(stage, table, petra):
    for _ in range(3):
        table.trouble = [Answer(500)]
        runner.hear()

    assert petra.notifications.filter(kind="platform").count() == 1
