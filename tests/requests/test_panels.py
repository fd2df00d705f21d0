"""What access adds to the pages of the catalog."""

import pytest
from django.test import RequestFactory

from catalog.panels import COUNTS, HOME_TODO, PRODUCT_ACCESS


@pytest.fixture
def asked_by(rf: RequestFactory):
    def asked(person):
        request = rf.get("/")
        request.user = person
        return request

    return asked


def panel(request, product):
    (shown,) = PRODUCT_ACCESS.get("requests")(request, product).context["ports"]
    return shown


def test_the_panel_says_what_one_can_do_about_each_port(asked_by, ada, port, order, demographics):
    before = panel(asked_by(ada), demographics)
    order(port)
    after = panel(asked_by(ada), demographics)

    assert (before["grant"], bool(before["may_order"]), before["prospect"].outcome) == (None, True, "review")
    assert (before["days"], bool(before["may_read"])) == (30, False)
    assert (bool(after["may_order"]), after["waiting"].order.ordered_by) == (False, ada)


def test_the_panel_shows_the_grant_through_which_one_reads(asked_by, ada, grant, demographics):
    shown = panel(asked_by(ada), demographics)

    assert (shown["grant"], bool(shown["may_read"])) == (grant, True)
    assert shown["prospect"].refusal.code == "already-held"


def test_home_shows_what_waits_and_what_is_under_way(asked_by, ada, otto, order, port, open_port):
    order(port)
    order(open_port)

    mine = HOME_TODO.get("requests")(asked_by(ada)).context
    theirs = HOME_TODO.get("requests")(asked_by(otto)).context

    assert (len(mine["orders"]), mine["stages"]) == (2, [])
    assert (len(theirs["stages"]), theirs["orders"]) == (1, [])
    assert (COUNTS.get("approvals")(asked_by(otto)), COUNTS.get("approvals")(asked_by(ada))) == (1, 0)
