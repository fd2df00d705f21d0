"""The order dialog."""

import pytest

from marketplace.foundation.models import AuditEvent
from requests.models import Grant, Order
from tests.requests.conftest import AT_ONCE, MASKS, NEVER

PAGE = "/products/demographics/order/"


def test_the_form_says_who_would_decide_and_what_would_be_masked(as_, ada, port):
    page = as_(ada).get(PAGE).content.decode()

    assert "Somebody decides" in page
    assert "Otto Owner" in page
    assert "hashed" in page
    assert "country = &#x27;US&#x27;" in page


def test_it_is_a_dialog_for_a_script_and_a_page_for_everybody_else(as_, htmx, ada, port):
    assert b"<html" in as_(ada).get(PAGE).content
    assert htmx(ada).get(PAGE).content.strip().startswith(b'<h2 class="dialog-title">')


def test_what_would_happen_is_worked_out_anew_and_nothing_is_written(htmx, ada, make_port, wish):
    at_once, never = make_port(AT_ONCE, name="at_once"), make_port(NEVER, name="never")
    before = AuditEvent.objects.count()

    answer = htmx(ada).post(f"{PAGE}check/", wish(at_once, never)).content.decode()

    assert "Approved at once" in answer
    assert "Would be denied" in answer
    assert "The source forbids it." in answer
    assert (Order.objects.count(), AuditEvent.objects.count()) == (0, before)


def test_a_purpose_that_is_not_chosen_yet_refuses_nothing(as_, ada, make_port):
    make_port(purposes=["research"])

    page = as_(ada).get(PAGE).content.decode()

    assert "Somebody decides" in page
    assert '<option value="research">' in page


def test_a_good_order_leads_to_its_page(as_, htmx, ada, port, wish):
    placed = as_(ada).post(PAGE, wish(port))
    order = Order.objects.get()

    assert placed.status_code == 302
    assert placed.url == f"/orders/{order.number}/"
    assert (order.ordered_by, order.justification) == (ada, "To find side effects.")


def test_the_same_form_sent_twice_is_one_order(as_, ada, port, wish):
    browser = as_(ada)

    first, second = browser.post(PAGE, wish(port)), browser.post(PAGE, wish(port))

    assert first.url == second.url
    assert Order.objects.count() == 1


def test_a_dialog_is_left_for_the_page_of_the_order(htmx, ada, port, wish):
    placed = htmx(ada).post(PAGE, wish(port))

    assert placed.headers["HX-Redirect"] == f"/orders/{Order.objects.get().number}/"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"justification": " "}, "This field is required."),
        ({"days": 0}, "greater than or equal to 1"),
        ({"days": 4000}, "it is given for 1 to"),
        ({"ports": []}, "Choose at least one port."),
    ],
)
def test_wrong_input_is_told_in_its_place_and_nothing_typed_is_lost(htmx, ada, port, wish, change, said):
    answer = htmx(ada).post(PAGE, wish(port, purpose="My purpose") | change)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "My purpose" in answer.content.decode()
    assert not Order.objects.exists()


def test_terms_are_accepted_first(as_, ada, make_port, wish):
    port = make_port(terms="Hand on nothing.")

    refused = as_(ada).post(PAGE, wish(port))
    accepted = as_(ada).post(PAGE, wish(port, terms="on"))

    assert (refused.status_code, accepted.status_code) == (422, 302)
    assert "Hand on nothing." in refused.content.decode()


def test_a_port_that_is_held_is_grey_and_says_why(as_, ada, grant):
    page = as_(ada).get(PAGE).content.decode()

    assert "Not possible: Ada Analyst has access to it already." in page
    assert "disabled>Place the order" not in page
    assert f'value="{grant.port_id}" disabled' in page


def test_a_team_may_order_what_its_member_holds(htmx, ada, analytics, grant, wish):
    browser = htmx(ada)

    ports = browser.post(f"{PAGE}check/?part=ports", wish(grant.port, team=analytics.pk)).content.decode()
    placed = browser.post(PAGE, wish(grant.port, team=analytics.pk))

    assert "disabled" not in ports
    assert "HX-Redirect" in placed.headers
    assert Order.objects.latest("pk").consumer.team == analytics


def test_a_team_that_is_not_ones_own_is_no_choice(as_, ada, clinical, port, wish):
    answer = as_(ada).post(PAGE, wish(port, team=clinical.pk))

    assert not Order.objects.filter(consumer__team=clinical).exists()
    assert answer.status_code in (302, 422)


def test_what_is_approved_at_once_is_never_called_access_before_it_is_verified(as_, ada, make_port, wish, work):
    browser = as_(ada)
    address = browser.post(PAGE, wish(make_port(AT_ONCE))).url

    before = browser.get(address).content.decode()
    work()
    after = browser.get(address).content.decode()

    assert "It cannot be read yet." in before
    assert "It can be read until" not in before
    assert "every 2s" in before
    assert "It can be read until" in after
    assert "every 2s" not in after
    assert "At once, by the rule “everybody”. Public." in after
    assert Grant.objects.get().is_in_force()


def test_the_dialog_needs_no_more_queries_for_more_ports(as_, ada, analytics, make_port, queries):
    make_port(masks=MASKS)
    few = queries(as_(ada), PAGE)
    for name in ("second", "third", "fourth"):
        make_port(name=name, masks=MASKS)

    assert queries(as_(ada), PAGE) <= few
