"""The pages of what was ordered."""

import pytest

from requests.approvals.services import decide
from requests.models import AccessRequest
from requests.ordering.services import cancel_order
from tests.requests.conftest import ASK_BOTH


@pytest.fixture
def many_orders(order, make_port):
    """Places so many orders of ada's."""

    def place(start, end):
        for number in range(start, end):
            order(make_port(name=f"port_{number}", data=False))

    return place


def test_my_orders_and_those_for_my_products_stand_apart(as_, ada, otto, eve, port, order):
    placed = order(port)

    assert placed.number in as_(ada).get("/orders/").content.decode()
    assert placed.number not in as_(otto).get("/orders/").content.decode()
    assert placed.number in as_(otto).get("/orders/?of=my-products").content.decode()
    assert placed.number not in as_(eve).get("/orders/?of=my-products").content.decode()


@pytest.mark.parametrize(
    ("state", "there"), [("waiting", True), ("coming", False), ("over", False), ("nonsense", True)]
)
def test_orders_are_narrowed_by_state(as_, ada, port, order, state, there):
    placed = order(port)

    assert (placed.number in as_(ada).get(f"/orders/?state={state}").content.decode()) is there


def test_an_order_says_who_is_asked(as_, ada, port, order, petra):
    page = as_(ada).get(order(port).get_absolute_url()).content.decode()

    assert "Otto Owner" in page
    assert "The rule “default” asks people." in page
    assert "Somebody has to decide. You cannot read it yet." in page
    assert "every 2s" in page


def test_an_order_shows_what_was_checked_with_its_figures(as_, ada, grant):
    page = as_(ada).get(grant.request.order.get_absolute_url()).content.decode()

    assert "It can be read until the end of" in page
    assert "3 of 4 rows can be read" in page
    assert "every 2s" not in page


def test_a_failure_is_told_with_its_reason(as_, ada, otto, make_port, order, work):
    port = make_port(data=False)
    placed = order(port)
    decide(actor=otto, stage=placed.lines.get().stages.get(), yes=True)
    work()

    page = as_(ada).get(placed.get_absolute_url()).content.decode()

    assert "could not be set up" in page
    assert "It can be read until" not in page


def test_the_live_part_is_the_same_text(htmx, ada, port, order):
    placed = order(port)

    part = htmx(ada).get(f"/orders/{placed.number}/live/").content.decode()

    assert "<html" not in part
    assert 'id="live"' in part


def test_an_order_is_cancelled_after_a_question(as_, htmx, ada, port, order):
    placed = order(port)
    address = f"/orders/{placed.number}/cancel/"

    assert "Cancel the order" in htmx(ada).get(address).content.decode()
    assert AccessRequest.objects.waiting().count() == 1
    answer = as_(ada).post(address, {"csrfmiddlewaretoken": "x"}, follow=True)
    assert "The order is cancelled." in answer.content.decode()
    assert AccessRequest.objects.waiting().count() == 0


def test_only_who_ordered_cancels(as_, otto, port, order):
    placed = order(port)

    answer = as_(otto).post(f"/orders/{placed.number}/cancel/", {"csrfmiddlewaretoken": "x"})

    assert answer.status_code == 422
    assert "only the one who ordered cancels" in answer.content.decode()
    assert AccessRequest.objects.waiting().count() == 1


def test_what_was_cancelled_can_be_looked_at(as_, ada, port, order):
    placed = order(port)
    cancel_order(actor=ada, order=placed)

    assert "It was cancelled before anybody decided." in as_(ada).get(placed.get_absolute_url()).content.decode()


def test_a_stranger_does_not_find_an_order(as_, eve, port, order):
    assert as_(eve).get(order(port).get_absolute_url()).status_code == 404


def test_the_list_needs_no_more_queries_for_more_orders(as_, ada, many_orders, queries):
    many_orders(0, 2)
    few = queries(as_(ada), "/orders/")
    many_orders(2, 6)

    assert queries(as_(ada), "/orders/") == few


def test_an_order_needs_no_more_queries_for_more_lines(as_, ada, make_port, order, queries, grace):
    one = order(make_port(ASK_BOTH, name="alone", data=False))
    four = order(*(make_port(ASK_BOTH, name=f"port_{number}", data=False) for number in range(4)))

    assert queries(as_(ada), four.get_absolute_url()) == queries(as_(ada), one.get_absolute_url())
