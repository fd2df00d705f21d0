"""Who uses no mouse gets everything."""

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


def go_to(page: Page, wanted: Locator, *, back: bool = False):
    """Press Tab, or Shift+Tab, until it is the wanted element's turn."""
    expect(wanted).to_be_visible()
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"Tab does not lead to {wanted}.")


def test_data_is_found_a_dialog_is_left_and_an_order_is_placed_by_keyboard_alone(publish, sit_down, complaints):
    publish("demographics")
    page = sit_down("ada")

    page.keyboard.press("/")
    page.keyboard.type("demog")
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/?q=demog")
    go_to(page, page.get_by_role("main").get_by_text("Save this search"))
    page.keyboard.press("Enter")
    go_to(page, page.get_by_role("button", name="Save", exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/following/searches/*/")
    go_to(page, page.get_by_role("button", name="Open the search"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/?q=demog")
    go_to(page, page.get_by_role("main").get_by_role("link", name="Demographics"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/demographics/")

    opener = page.get_by_role("main").get_by_role("link", name="Order access").first
    dialog = page.get_by_role("dialog")
    go_to(page, opener)
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()

    page.keyboard.press("Enter")
    go_to(page, dialog.get_by_label("What do you need it for?"))
    page.keyboard.type("We look for early signals.")
    go_to(page, dialog.get_by_label("Purpose"))
    page.keyboard.type("safety")
    go_to(page, dialog.get_by_label("I accept the terms of use."))
    page.keyboard.press("Space")
    go_to(page, dialog.get_by_role("button", name="Place the order"))
    page.keyboard.press("Enter")

    page.wait_for_url("**/orders/*/")
    expect(page.get_by_role("main")).to_contain_text("We look for early signals.")
    expect(page.get_by_role("main")).to_contain_text("safety-monitoring")
    assert complaints == []
