"""Access of a tool: ordered by people of its team, read by its token, decided by nobody of its team."""

import pytest
from django.test import Client

from accounts.models import Consumer
from accounts.models.user import STEWARD
from accounts.teams.service_accounts import close_account, open_account
from accounts.teams.services import set_member
from accounts.tokens.services import issue_token
from requests.approvals.pool import find_pool
from requests.grants.services import give_back
from requests.models import AccessRequest, ApprovalStage, Grant, Order
from requests.ordering.basket import Entered, enter, put_in_basket
from requests.ordering.checkout import check_out
from requests.ordering.errors import NotInTeam
from requests.ordering.services import check_order, renew
from tests.requests.conftest import AT_ONCE, MASKS


@pytest.fixture
def report(ada, analytics):
    """A tool of Analytics."""
    return open_account(actor=ada, team=analytics, name="Nightly report")


@pytest.fixture
def order_for(order, report):
    """Orders ports for the tool."""
    return lambda *ports, **kwargs: order(*ports, account=report, **kwargs)


def test_the_basket_orders_for_a_tool_and_the_tool_reads_by_its_token(ada, report, make_port, work):
    port = make_port(AT_ONCE, masks=MASKS, row_filter="country = 'US'")
    put_in_basket(actor=ada, ports=[port])
    enter(actor=ada, entered=Entered(justification="A report.", consumer=Consumer.objects.for_person(report)))

    order = check_out(actor=ada).order
    work()
    text = issue_token(actor=ada, owner=report, name="job", scope="read", days=3)[1]
    rows = Client(headers={"authorization": f"Bearer {text}"}).get(f"/api/v1/ports/{port.pk}/data?format=json")

    assert (order.ordered_by, order.consumer.person) == (ada, report)
    assert Grant.objects.get().is_in_force()
    assert rows.status_code == 200
    assert "01-701-1015" not in rows.getvalue().decode()


def test_a_person_of_the_team_does_not_read_through_the_tool(ada, report, order_for, open_port, work):
    order_for(open_port)
    work()

    browser = Client()
    browser.force_login(ada)

    assert browser.get(f"/api/v1/ports/{open_port.pk}/data?format=json").status_code == 403
    page = browser.get("/my-data/").content.decode()
    assert "A service account reads it with its own token." in page
    assert "/download/" not in page


def test_rules_look_at_the_team_of_a_tool_and_masks_hold_for_it(ada, report, make_port, analytics):
    own = {"rules": [{"name": "own", "when": {"teams": ["analytics"]}, "then": "approve"}]}
    port = make_port(own, masks=MASKS, unmasked_for=["analytics"])

    (for_tool,) = check_order(actor=ada, lines=[(port, 3)], account=report)
    (for_team,) = check_order(actor=ada, lines=[(port, 3)], team=analytics)

    assert (for_tool.outcome, len(for_tool.masks)) == ("approve", 1)
    assert (for_team.outcome, len(for_team.masks)) == ("approve", 0)


def test_nobody_orders_for_the_tool_of_another_team_or_for_a_closed_one(ada, report, eve, order_for, port):
    with pytest.raises(NotInTeam):
        order_for(port, actor=eve)
    close_account(actor=ada, account=report)
    report.refresh_from_db()
    with pytest.raises(NotInTeam):
        order_for(port)


def test_nobody_of_its_team_decides_and_a_tool_never_does(ada, report, otto, petra, clinical, order_for, port):
    set_member(actor=None, team=report.account_of, person=otto, role="member")
    report.groups.add(*petra.groups.all(), clinical.maintainers_group)

    line = order_for(port).lines.get()

    assert list(line.stages.get().pool.all()) == [petra]
    assert not ApprovalStage.objects.open().for_approver(otto).exists()
    assert report not in find_pool("owner", port.product, orderer=ada, consumer=Consumer.objects.for_person(ada))[0]


def test_a_steward_by_group_alone_is_no_steward_when_it_is_a_tool(ada, report, grace, port):
    report.groups.add(grace.groups.get(name=STEWARD))

    people, _stood_in = find_pool("steward", port.product, orderer=ada, consumer=Consumer.objects.for_person(ada))

    assert people == [grace]


def test_the_team_is_told_and_looks_after_what_its_tool_holds(ada, report, order_for, open_port, work):
    order_for(open_port)
    work()
    grant = Grant.objects.get()

    assert any("You can read" in message.text for message in ada.notifications.all())
    assert not report.notifications.exists()
    assert renew(actor=ada, grant=grant, reason="Still needed.").lines.get().renews == grant
    assert give_back(actor=ada, grant=grant).state == "returned"


def test_closing_a_tool_gives_back_what_it_holds(ada, report, order_for, open_port, port, work):
    order_for(open_port, port)
    work()

    close_account(actor=ada, account=report)

    assert Grant.objects.get().state == "returned"
    assert not AccessRequest.objects.waiting().exists()


def test_orders_for_a_tool_are_seen_by_its_team_only(ada, report, order_for, port, eve, analytics):
    order_for(port)
    assert not Order.objects.visible_to(eve).exists()
    set_member(actor=None, team=analytics, person=eve, role="member")
    eve = type(eve).objects.get(pk=eve.pk)

    assert Order.objects.visible_to(eve).count() == 1
