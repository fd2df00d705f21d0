"""Where scripts do not run, data is still found, judged and ordered."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_data_is_found_and_ordered_without_scripts(publish, sit_down):
    publish("demographics")
    ada = sit_down("ada", java_script_enabled=False)

    ada.get_by_role("main").get_by_role("searchbox").fill("subject")
    ada.get_by_role("main").get_by_role("button", name="Search").click()
    ada.get_by_role("main").get_by_role("link", name="Demographics").first.click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("Demographics")
    ada.get_by_role("link", name="Sample").first.click()
    ada.get_by_role("link", name="Show the rows").click()
    expect(ada.get_by_role("region", name="Sample rows")).to_contain_text("CDISCPILOT01")
    ada.goto("/products/demographics/")
    ada.get_by_role("main").get_by_role("link", name="Order access").first.click()
    ada.get_by_label("What do you need it for?").fill("We look for early signals.")
    ada.get_by_label("Purpose").select_option("safety-monitoring")
    ada.get_by_role("button", name="What would happen?").click()
    expect(ada.get_by_role("main")).to_contain_text("Grace Okafor")
    ada.get_by_label("I accept the terms of use.").check()
    ada.get_by_role("button", name="Place the order").click()

    expect(ada.get_by_role("main")).to_contain_text("You cannot read it yet")
    expect(ada.get_by_role("main")).to_contain_text("We look for early signals.")
