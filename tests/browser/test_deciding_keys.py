"""Who decides a lot does it by single keys: nothing by accident, and not at all where they are switched off."""

import pytest
from playwright.sync_api import Page, expect

from catalog.publishing.rights import give_rights
from requests.ordering.services import place_order
from tests.catalog.factories import DataProductFactory, OfferedPortFactory, WarehouseFactory
from tests.requests.conftest import ASK_OWNER

pytestmark = pytest.mark.browser


@pytest.fixture
def waiting(people):
    """Three requests that wait for otto."""
    team = people["otto"].teams.order_by("pk").first()
    product = DataProductFactory(slug="codes", name="Codes", owner=team)
    give_rights(product, team)
    lake = WarehouseFactory()
    for who in ("ada", "eve", "petra"):
        port = OfferedPortFactory(product=product, name=f"for_{who}", warehouse=lake, policy={"document": ASK_OWNER})
        place_order(actor=people[who], justification=f"What {who} needs.", lines=[(port, 30)])


def test_requests_are_decided_one_after_the_other_by_keys(waiting, sit_down, complaints):
    otto = sit_down("otto")
    otto.goto("/approvals/")
    otto.wait_for_load_state("networkidle")
    expect(otto.get_by_role("button", name="Keys")).to_be_visible()

    otto.keyboard.press("j")
    expect(_case(otto, "ada")).to_be_focused()
    otto.keyboard.press("j")
    expect(_case(otto, "eve")).to_be_focused()
    otto.keyboard.press("a")
    question = otto.get_by_role("dialog", name="Approve")
    expect(question.get_by_role("heading")).to_contain_text("for_eve")
    otto.keyboard.press("Escape")
    expect(_case(otto, "eve")).to_be_focused()
    otto.keyboard.press("a")
    otto.keyboard.press("Enter")
    expect(otto.get_by_text("You approved Codes · for_eve.")).to_be_visible()

    expect(_case(otto, "petra")).to_be_focused()
    otto.keyboard.press("d")
    expect(otto.get_by_label("Reason; needed for a no")).to_be_focused()
    otto.keyboard.type("a disk is not a need")
    otto.get_by_role("dialog").get_by_role("button", name="Deny").press("Enter")
    expect(otto.get_by_text("You denied Codes · for_petra.")).to_be_visible()

    otto.keyboard.press("k")
    otto.keyboard.press("r")
    expect(otto.get_by_role("dialog").get_by_label("What do you want to know?")).to_be_focused()
    otto.keyboard.type("rad")
    expect(otto.get_by_role("dialog").get_by_label("What do you want to know?")).to_have_value("rad")
    assert complaints == []


def test_a_no_without_a_reason_says_what_is_missing_and_stays(waiting, sit_down):
    otto = sit_down("otto")
    otto.goto("/approvals/")
    otto.wait_for_load_state("networkidle")
    otto.get_by_role("link", name="Codes").first.click()
    otto.wait_for_url("**/approvals/*/")
    otto.wait_for_load_state("networkidle")

    otto.keyboard.press("d")
    otto.get_by_role("dialog").get_by_role("button", name="Deny").press("Enter")

    expect(
        otto.locator("[data-case] .invalid-feedback, [data-case] [role=alert], [data-case] .errorlist").first
    ).to_be_visible()
    expect(otto.locator("[data-case]")).to_be_focused()


def test_keys_are_explained_and_can_be_switched_off_and_on(waiting, sit_down, complaints):
    otto = sit_down("otto")
    otto.goto("/approvals/")
    otto.wait_for_load_state("networkidle")

    otto.keyboard.press("?")
    help_ = otto.get_by_role("dialog", name="Decide with the keyboard")
    expect(help_).to_be_visible()
    help_.get_by_role("switch").press("Space")
    otto.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    for key in ("j", "a", "?", "/"):
        otto.keyboard.press(key)
    expect(otto.get_by_role("dialog")).to_have_count(0)
    expect(otto.locator("[data-search]").first).not_to_be_focused()

    otto.reload()
    otto.get_by_role("button", name="Keys").click()
    expect(help_.get_by_role("switch")).not_to_be_checked()
    help_.get_by_role("switch").press("Space")
    otto.keyboard.press("Escape")
    otto.keyboard.press("j")
    expect(_case(otto, "ada")).to_be_focused()
    assert complaints == []


def _case(page: Page, who: str):
    return page.locator("[data-case]").filter(has_text=f"What {who} needs.")
