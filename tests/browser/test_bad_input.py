"""What goes wrong is said in one sentence, and nothing that was typed is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team
from catalog.models import OutputPort
from requests.ordering.services import place_order

pytestmark = pytest.mark.browser

NOT_YAML = "apiVersion: v1.1.0\nkind: DataProduct\nname: [unclosed\nid: demographics\n"


def _paste(page: Page, text: str):
    page.locator(".cm-content").click()
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("ControlOrMeta+V")


def test_a_bundle_that_is_not_yaml_is_told_on_its_line_and_kept(sit_down):
    otto = sit_down("otto", permissions=["clipboard-read", "clipboard-write"])
    otto.goto("/studio/new/documents/")

    _paste(otto, NOT_YAML)
    expect(otto.locator(".cm-lint-marker-error")).to_have_count(1)
    otto.get_by_role("button", name="Save as a draft").click()

    wrong = otto.locator(".violation-error")
    expect(wrong).to_contain_text("This is not YAML")
    expect(wrong).to_contain_text("line 4")
    expect(otto.get_by_role("textbox", name="Documents")).to_contain_text("name: [unclosed")
    assert otto.locator("textarea[name=text]").input_value() == NOT_YAML


def test_an_order_without_a_sentence_is_told_so_and_keeps_the_rest(publish, sit_down):
    publish("demographics")
    ada = sit_down("ada")
    ada.goto("/products/demographics/")
    ada.get_by_role("main").get_by_role("link", name="Order access").first.click()
    dialog = ada.get_by_role("dialog")
    dialog.get_by_label("Purpose").select_option("safety-monitoring")
    dialog.get_by_label("For how many days?").fill("17")
    dialog.get_by_label("I accept the terms of use.").check()

    dialog.get_by_role("button", name="Place the order").click()

    expect(dialog.get_by_label("What do you need it for?")).to_have_attribute("aria-invalid", "true")
    expect(dialog.locator("#id_justification_error")).to_be_visible()
    expect(dialog.get_by_label("Purpose")).to_have_value("safety-monitoring")
    expect(dialog.get_by_label("For how many days?")).to_have_value("17")
    expect(dialog.get_by_label("I accept the terms of use.")).to_be_checked()
    dialog.get_by_label("What do you need it for?").fill("We look for early signals.")
    dialog.get_by_role("button", name="Place the order").click()
    ada.wait_for_url("**/orders/*/")


def test_who_decides_second_is_told_kindly_who_was_faster(publish, people, sit_down):
    publish("demographics")
    place_order(
        actor=people["ada"],
        team=Team.objects.get(slug="analytics"),
        justification="We look for early signals.",
        purpose="safety-monitoring",
        lines=[(OutputPort.objects.offered().get(product__slug="demographics"), 30)],
    )
    otto, petra = sit_down("otto"), sit_down("petra")
    for page in (otto, petra):
        page.goto("/approvals/")

    petra.get_by_role("button", name=re.compile("^Approve")).click()
    expect(petra.get_by_role("status").filter(has_text="You approved")).to_be_visible()
    otto.get_by_role("button", name=re.compile("^Approve")).click()

    expect(otto.get_by_role("status").filter(has_text="Already decided by Petra Novak")).to_be_visible()
