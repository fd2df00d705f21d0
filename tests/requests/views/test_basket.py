"""The pages of the basket: from anywhere into it, and from it to an order, with and without scripts."""

import re

import pytest
from django.test import Client

from catalog.search.index import index_product
from marketplace.foundation.models import AuditEvent
from requests.models import Basket, Order
from requests.ordering.basket import put_in_basket
from tests.catalog.factories import DataProductFactory
from tests.requests.conftest import AT_ONCE, MASKS, NEVER

PAGE = "/basket/"


@pytest.fixture
def filled(ada):
    """Ada's basket with ports in it; answers what its form would send: `filled(port, justification="…")`."""

    def fill(*ports, **entered):
        put_in_basket(actor=ada, ports=ports)
        browser = Client()
        browser.force_login(ada)
        return said_on(browser.get(PAGE).content.decode()) | {"justification": "To find side effects."} | entered

    return fill


def said_on(page):
    """What the form of the basket would send as it stands there."""
    fields = dict(re.findall(r'<input[^>]*name="((?:key|seen|days-\d+))"[^>]*value="([^"]*)"', page))
    return fields | {name: value for value, name in re.findall(r'<input[^>]*value="([^"]*)"[^>]*name="(key)"', page)}


def test_an_empty_basket_shows_the_way_and_says_that_nothing_was_asked(as_, ada):
    page = as_(ada).get(PAGE).content.decode()

    assert "Nothing has been asked for yet." in page
    assert "Your basket is empty" in page
    assert "Basket, empty" in page
    assert not Basket.objects.exists()


def test_a_port_goes_into_the_basket_from_search_product_page_and_schema_and_one_stays_where_one_was(as_, ada, port):
    browser = as_(ada)
    index_product(port.product)
    for place in ("/products/?q=demographics&page=1", "/products/demographics/", "/products/demographics/schema/"):
        page = browser.get(place).content.decode()
        assert f'id="mark-{port.pk}"' in page, place
        assert 'action="/basket/add/"' in page, place

        back = browser.post("/basket/add/", {"port": port.pk}, headers={"referer": f"http://testserver{place}"})
        after = browser.get(back.url).content.decode()

        assert back.url == place
        assert "is in your basket. Nothing has been asked for yet." in after
        assert "Basket, 1 port" in after
        assert "In your basket" in after
        browser.post("/basket/remove/", {"port": port.pk})
        assert not ada.basket_lines.exists()


def test_a_card_lists_the_ports_of_a_product_that_has_several(as_, ada, port, open_port):
    index_product(port.product)

    page = as_(ada).get("/products/").content.decode()

    assert "<details" in page
    assert {f'id="mark-{one.pk}"' in page for one in (port, open_port)} == {True}


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/x", "javascript:alert(1)", ""])
def test_nobody_is_led_out_of_the_house(as_, ada, port, address):
    assert as_(ada).post("/basket/add/", {"port": port.pk}, headers={"referer": address}).url == PAGE


def test_a_script_gets_the_button_the_number_and_the_message(htmx, ada, port):
    added = htmx(ada).post("/basket/add/", {"port": port.pk}).content.decode()
    removed = htmx(ada).post("/basket/remove/", {"port": port.pk}).content.decode()

    assert "In your basket" in added
    assert 'id="basket-count" hx-swap-oob="true"' in added
    assert "Basket, 1 port" in added
    assert "is in your basket. Nothing has been asked for yet." in added
    assert "Add to basket" in removed
    assert "is out of your basket" in removed


@pytest.mark.parametrize("wish", ["", "x", "0", "-1", "²", "99999999999999999999", "12345678"])
def test_what_is_no_port_goes_nowhere(as_, ada, wish):
    answers = {as_(ada).post(f"/basket/{act}/", {"port": wish}).status_code for act in ("add", "remove")}

    assert answers == {302}
    assert not ada.basket_lines.exists()


def test_what_one_may_not_see_cannot_be_put_into_a_basket_and_is_not_named(as_, ada, make_port, clinical):
    secret = DataProductFactory(slug="secret", name="Secret plans", owner=clinical, status="in-review")
    port = make_port(product=secret)
    browser = as_(ada)

    page = browser.get(browser.post("/basket/add/", {"port": port.pk}).url).content.decode()

    assert "Secret plans" not in page
    assert not ada.basket_lines.exists()


def test_a_line_that_is_not_there_for_one_any_more_is_not_named(as_, ada, port, demographics, filled):
    filled(port)
    type(demographics).objects.filter(pk=demographics.pk).update(status="in-review")

    page = as_(ada).get(PAGE).content.decode()

    kept = as_(ada).post(PAGE, {"justification": "My own words."})

    assert kept.status_code == 302
    assert Basket.objects.get().justification == "My own words."
    assert "Something that is not there for you any more" in page
    assert "Demographics" not in page
    assert "usubjid" not in page


def test_the_basket_says_what_would_happen_and_what_would_be_seen(as_, ada, make_port, filled):
    filled(
        make_port(masks=MASKS, row_filter="country = 'US'", longest_days=90, terms="Hand on nothing."),
        make_port(AT_ONCE, name="b"),
        make_port(NEVER, name="c"),
    )

    page = as_(ada).get(PAGE).content.decode()

    for said in (
        "Somebody decides", "Otto Owner", "there are no past decisions", "hashed", "country = &#x27;US&#x27;",
        "90 days at most", "Hand on nothing.", "Approved at once", "Would be denied", "The source forbids it.",
        "1 port would be approved at once.", "Somebody decides about 1 port.", "1 port would be denied.",
    ):  # fmt: skip
        assert said in page, said


def test_a_checkout_leads_to_the_order_and_the_same_form_again_to_the_same(as_, ada, port, open_port, filled):
    sent = filled(port, open_port) | {"checkout": "1"}
    browser = as_(ada)

    first, second = browser.post(PAGE, sent), browser.post(PAGE, sent)

    assert first.url == second.url == Order.objects.get().get_absolute_url()
    assert "with this basket already" in browser.get(second.url).content.decode()
    assert Order.objects.get().lines.count() == 2


def test_what_cannot_be_ordered_stays_and_the_order_says_how_many(as_, ada, port, open_port, order, filled):
    order(port)
    browser = as_(ada)

    placed = browser.post(PAGE, filled(port, open_port) | {"checkout": "1"})

    assert (
        "1 port could not be ordered. It stays in your basket, with the reason."
        in browser.get(placed.url).content.decode()
    )
    assert f">{Order.objects.earliest('pk').number}</a>" in browser.get(PAGE).content.decode()


def test_what_changed_meanwhile_is_shown_and_asked_again(as_, ada, port, open_port, filled):
    sent = filled(port, open_port, justification="My own words.") | {"checkout": "1"}
    port.policy.document = NEVER
    port.policy.save()

    page = as_(ada).post(PAGE, sent)

    text = page.content.decode()
    assert page.status_code == 409
    assert "What would happen has changed since you looked." in text
    assert text.count("This is different from what you saw.") == 1
    assert "My own words." in text
    assert Basket.objects.get().justification == "My own words."
    assert as_(ada).post(PAGE, said_on(text) | {"checkout": "1", "justification": "x"}).status_code == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"justification": " "}, "Say in one sentence what you need the data for."),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"days": "x"}, "Enter a whole number."),
        ({"consumer": "99"}, "Select a valid choice."),
    ],
    ids=lambda change: str(change),
)
def test_wrong_input_is_told_in_its_place_and_nothing_is_ordered(as_, ada, analytics, port, filled, change, said):
    sent = filled(port) | {"checkout": "1"}
    if "days" in change:
        change = {f"days-{ada.basket_lines.get().pk}": change["days"]}

    answer = as_(ada).post(PAGE, sent | change)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Order.objects.exists()


def test_terms_are_accepted_in_the_basket(as_, ada, make_port, filled):
    sent = filled(make_port(terms="Hand on nothing.")) | {"checkout": "1"}

    refused, accepted = as_(ada).post(PAGE, sent), as_(ada).post(PAGE, sent | {"terms": "on"})

    assert (refused.status_code, accepted.status_code) == (422, 302)
    assert "The terms of use have to be accepted" in refused.content.decode()


def test_a_line_taken_out_is_put_back_as_it_was_and_what_was_entered_is_kept(as_, ada, port, open_port, filled):
    sent = filled(port, open_port, justification="Half a sentence")
    line = ada.basket_lines.get(port=port)
    sent |= {f"days-{line.pk}": "11", f"purpose-{line.pk}": "research", "remove": line.pk}
    browser = as_(ada)

    page = browser.get(browser.post(PAGE, sent).url).content.decode()
    undo = dict(re.findall(r'name="(port|days|purpose|justification)" value="([^"]*)"', page.split('class="undo"')[1]))
    browser.post("/basket/add/", undo)

    assert "Half a sentence" in page
    back = ada.basket_lines.get(port=port)
    assert (back.days, back.purpose) == (11, "research")


def test_a_script_gets_what_was_worked_out_anew_and_no_field(htmx, ada, make_port, filled):
    research = {"rules": [{"name": "research", "when": {"purposes": ["research"]}, "then": "approve"}]}
    sent = filled(make_port(research))

    fresh = htmx(ada).post(PAGE, sent | {"purpose": "research"}).content.decode()

    assert "Approved at once" in fresh
    assert "hx-swap-oob" in fresh
    assert "<textarea" not in fresh
    assert Basket.objects.get().purpose == "research"


def test_looking_writes_nothing(as_, ada, port, filled):
    filled(port)
    before = AuditEvent.objects.count()

    as_(ada).get(PAGE)

    assert AuditEvent.objects.count() == before


def test_the_basket_of_somebody_else_is_out_of_reach(as_, ada, eve, port, filled):
    filled(port)
    line = ada.basket_lines.get()

    answer = as_(eve).post(PAGE, {"remove": line.pk})
    as_(eve).post("/basket/remove/", {"port": port.pk})

    assert answer.status_code == 404
    assert ada.basket_lines.get() == line


def test_a_held_port_offers_more_time_and_a_port_of_the_team_is_pointed_out(as_, ada, grant, filled):
    filled(grant.port)

    page = as_(ada).get(PAGE).content.decode()

    assert f"/my-data/{grant.pk}/renew/" in page
    assert "has access to it already" in page


def test_a_deprecated_port_offers_its_successor(as_, ada, make_port, port, demographics, filled):
    successor = DataProductFactory(slug="people", name="People", domain=demographics.domain)
    new = make_port(product=successor)
    filled(port)
    demographics.status, demographics.successor = "deprecated", successor
    demographics.save()

    page = as_(ada).get(PAGE).content.decode()

    assert "order its successor People instead" in page
    assert f'name="port" value="{new.pk}"' in page


def test_the_basket_and_the_list_need_no_more_queries_for_more(as_, ada, make_port, demographics, queries, filled):
    for number in range(2):
        make_port(product=DataProductFactory(slug=f"few-{number}", domain=demographics.domain), masks=MASKS)
    filled(*_all_ports())
    few = [queries(as_(ada), address) for address in (PAGE, "/products/")]
    for number in range(6):
        make_port(product=DataProductFactory(slug=f"more-{number}", domain=demographics.domain), masks=MASKS)
    filled(*_all_ports())

    assert [queries(as_(ada), address) for address in (PAGE, "/products/")] <= few


def _all_ports():
    from catalog.models import OutputPort

    return list(OutputPort.objects.select_related("product", "policy"))
