"""A basket is filled from three places and checked out by keyboard, with scripts and without, and fits on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.inspection import _TOO_WIDE, PHONE
from tests.browser.test_keyboard import go_to

pytestmark = pytest.mark.browser

PURPOSE = re.compile("^Purpose optional")
ADD = re.compile("^Add to basket")


def test_three_ports_from_three_places_become_one_order_by_keyboard_alone(publish, sit_down, complaints):
    publish("demographics", "exposure", "airports")
    ada = sit_down("ada")

    _put_in_by_keyboard(ada, "/products/?q=demographics", 1)
    _put_in_by_keyboard(ada, "/products/exposure/", 2)
    _put_in_by_keyboard(ada, "/products/airports/schema/", 3)
    expect(ada.locator("#messages")).to_contain_text("Nothing has been asked for yet.")
    go_to(ada, ada.get_by_role("link", name="Basket, 3 ports"), back=True)
    ada.keyboard.press("Enter")
    ada.wait_for_url("**/basket/")
    summary = ada.locator("#basket-summary")
    expect(ada.get_by_role("main")).to_contain_text("Nothing has been asked for yet.")

    go_to(ada, ada.get_by_label("What do you need it for?"))
    ada.keyboard.type("We look for early signals.")
    go_to(ada, ada.get_by_label(PURPOSE))
    ada.keyboard.type("clinical-research")
    expect(summary).not_to_contain_text("cannot be ordered", timeout=20_000)  # worked out anew, however busy it is
    go_to(ada, ada.get_by_label("I accept these terms of use."))
    ada.keyboard.press("Space")
    expect(ada.get_by_label("What do you need it for?")).to_have_value("We look for early signals.")
    expect(ada.get_by_role("main")).to_contain_text("Grace Okafor")
    go_to(ada, ada.get_by_role("button", name="Place the order"))
    ada.keyboard.press("Enter")

    ada.wait_for_url("**/orders/*/")
    expect(ada.get_by_role("main")).to_contain_text("We look for early signals.")
    expect(ada.get_by_role("region", name=re.compile("Demographics|Exposure|Airports"))).to_have_count(3)
    expect(ada.get_by_role("link", name="Basket, empty")).to_be_visible()
    assert complaints == []


def test_a_port_is_put_in_and_taken_out_and_ordered_on_a_phone_without_scripts(publish, sit_down):
    publish("demographics")
    ada = sit_down("ada", java_script_enabled=False, viewport=PHONE)

    ada.goto("/products/?sort=name")
    ada.get_by_role("button", name=ADD).click()
    assert ada.url.endswith("/products/?sort=name")
    ada.locator("#messages").get_by_role("button", name="Undo").click()
    expect(ada.locator("#messages")).to_contain_text("is out of your basket")
    ada.locator("#messages").get_by_role("button", name="Undo").click()
    ada.get_by_role("link", name="Basket, 1 port").click()
    ada.get_by_label("What do you need it for?").fill("We look for early signals.")
    ada.get_by_label(PURPOSE).fill("safety-monitoring")
    ada.get_by_role("button", name="Work it out again").last.click()
    expect(ada.get_by_role("main")).to_contain_text("Somebody decides")
    ada.get_by_label("I accept these terms of use.").check()
    ada.get_by_role("button", name="Place the order").click()

    expect(ada.get_by_role("main")).to_contain_text("You cannot read it yet")


def _put_in_by_keyboard(ada: Page, place: str, lies: int) -> None:
    ada.goto(place)
    button = ada.get_by_role("main").get_by_role("button", name=ADD).first
    go_to(ada, button)
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("link", name=re.compile(f"^Basket, {lies} port"))).to_be_visible()
    assert ada.url.endswith(place), "the page was left"
    ada.set_viewport_size(PHONE)
    assert ada.evaluate(_TOO_WIDE) == ""
    ada.set_viewport_size({"width": 1280, "height": 900})
