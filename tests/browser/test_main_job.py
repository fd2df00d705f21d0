"""The main job with three people in three browsers, in one sitting, on real data."""

import re

import duckdb
import pytest
from playwright.sync_api import Page, expect

from marketplace.demo.sources import BUNDLES

pytestmark = pytest.mark.browser

DEMOGRAPHICS = BUNDLES / "clinical" / "demographics.yaml"
VERIFIED = re.compile(
    "It can be read until|Access is open|Open and verified|You can read it|have access", re.IGNORECASE
)

KEEP_WHAT_IS_TOLD = """() => {
    const live = () => document.querySelector("#live").textContent;
    window.told = [live()];
    const changes = {childList: true, subtree: true};
    new MutationObserver(() => window.told.push(live())).observe(document.querySelector("main"), changes);
}"""


def _publish(otto: Page):
    otto.goto("/studio/")
    otto.get_by_role("link", name="New product").first.click()
    otto.get_by_role("main").get_by_role("link", name="Documents").click()
    otto.get_by_label("Upload a bundle").set_input_files(DEMOGRAPHICS)
    otto.get_by_role("button", name="Save as a draft").click()
    expect(otto.get_by_role("region", name="What is wrong, line by line").locator(".violation-error")).to_have_count(0)
    otto.get_by_role("button", name=re.compile("^Publish")).click()
    otto.wait_for_url("**/studio/runs/*/")
    otto.evaluate("window.never_left = true")
    expect(otto.locator("#live")).to_contain_text("Version 1.0.0 is published", timeout=40_000)
    expect(otto.locator(".stage:not(.stage-done, .stage-skipped)")).to_have_count(0)
    assert otto.evaluate("window.never_left"), "the page was loaded again, it is not live"


def _find_and_judge(ada: Page):
    ada.goto("/")
    ada.get_by_role("main").get_by_role("combobox").fill("screened demographics")
    ada.keyboard.press("Enter")
    ada.get_by_role("main").get_by_role("link", name="Demographics").first.click()
    ada.wait_for_url("**/products/demographics/")
    parts = ada.get_by_role("navigation").filter(has=ada.get_by_role("link", name="Schema"))

    parts.get_by_role("link", name="Schema").click()
    expect(ada.get_by_role("row").filter(has_text="usubjid").first).to_contain_text(re.compile("restricted", re.I))
    parts.get_by_role("link", name="Sample").click()
    expect(ada.get_by_role("region", name="Sample rows")).to_contain_text("CDISCPILOT01")
    expect(ada.get_by_role("main")).to_contain_text("usubjid")
    expect(ada.get_by_role("region", name="Sample rows")).not_to_contain_text("01-701-")
    expect(ada.get_by_role("region", name="Sample rows")).not_to_contain_text("Screen Failure")
    parts.get_by_role("link", name="Lineage").click()
    expect(ada.locator("[data-lineage] canvas").first).to_be_visible()
    expect(ada.get_by_role("row").filter(has_text="usubjid").first).to_contain_text("USUBJID")
    parts.get_by_role("link", name="Service levels").click()
    expect(ada.get_by_role("main")).to_contain_text(re.compile("freshness", re.I))
    expect(ada.get_by_role("main")).to_contain_text("One record per person")
    parts.get_by_role("link", name="Fitness").click()
    expect(ada.locator("[data-radar] canvas, [data-radar] svg").first).to_be_visible()


def _order(ada: Page):
    ada.goto("/products/demographics/")
    ada.get_by_role("link", name="Order access").first.click()
    dialog = ada.get_by_role("dialog")
    expect(dialog).to_contain_text("Otto Lindqvist")
    expect(dialog).to_contain_text("Grace Okafor")
    dialog.get_by_label("What do you need it for?").fill("We look for early signals.")
    dialog.get_by_label("Purpose").select_option("safety-monitoring")
    dialog.get_by_label("I accept the terms of use.").check()
    dialog.get_by_role("button", name="Place the order").click()
    ada.wait_for_url("**/orders/*/")
    expect(ada.get_by_role("main")).to_contain_text("We look for early signals.")


def _approve(approver: Page):
    approver.goto("/approvals/")
    expect(approver.get_by_role("main")).to_contain_text("We look for early signals.")
    approver.get_by_role("textbox", name="Reason optional").fill("The purpose fits.")
    approver.get_by_role("button", name=re.compile("^Approve")).click()
    expect(approver.get_by_role("status").filter(has_text="You approved")).to_be_visible()


def _download(ada: Page, tmp_path):
    ada.goto("/my-data/")
    with ada.expect_download() as file:
        ada.get_by_role("button", name=re.compile("^Parquet")).click()
    target = tmp_path / file.value.suggested_filename
    file.value.save_as(target)
    return duckdb.read_parquet(str(target))


def _copy_snippet(ada: Page) -> str:
    ada.locator("summary", has_text="Read it from your tools").click()
    ada.get_by_role("button", name="Copy").first.click()
    expect(ada.locator("#toasts")).to_contain_text("Copied")
    return ada.evaluate("navigator.clipboard.readText()")


def _revoke(grace: Page):
    grace.goto("/governance/")
    grace.get_by_role("link", name=re.compile("^Revoke")).click()
    dialog = grace.get_by_role("dialog")
    dialog.get_by_role("button", name="Revoke access").click()
    expect(dialog.get_by_role("listitem").first).to_be_visible()
    dialog.get_by_label("Why?").fill("The study was closed.")
    dialog.get_by_role("button", name="Revoke access").click()
    expect(grace.locator("#messages")).to_contain_text("revoked")


def test_otto_publishes_ada_finds_and_orders_otto_and_grace_approve_ada_reads_and_grace_revokes(
    land, worker, sit_down, complaints, tmp_path
):
    land("pharmaverse.dm")
    otto, ada, grace = (
        sit_down(name, permissions=["clipboard-read", "clipboard-write"]) for name in ("otto", "ada", "grace")
    )

    _publish(otto)
    _find_and_judge(ada)
    _order(ada)
    live = ada.locator("#live")
    ada.evaluate(KEEP_WHAT_IS_TOLD)
    expect(live).to_contain_text("You cannot read it yet")
    expect(live).not_to_contain_text(VERIFIED)
    _approve(otto)
    expect(live).to_contain_text("Otto Lindqvist said yes")
    expect(live).not_to_contain_text(VERIFIED)
    _approve(grace)
    expect(live).to_contain_text("It can be read until")
    expect(live).to_contain_text("Read as the consumer")
    told = ada.evaluate("window.told")
    assert told, "the page was loaded again, it is not live"
    assert [text for text in told if VERIFIED.search(text) and "Read as the consumer" not in text] == []

    rows = _download(ada, tmp_path)
    assert rows.aggregate("count(*), count(distinct usubjid), count(ethnic)").fetchall() == [(254, 254, 0)]
    assert rows.filter("actarmcd = 'Scrnfail' or usubjid like '01-%' or age % 10 <> 0").fetchall() == []
    assert "/api/v1/ports/" in _copy_snippet(ada)

    assert complaints == []
    _revoke(grace)
    ada.get_by_role("button", name=re.compile("^Parquet")).click()
    expect(ada.get_by_role("main")).to_contain_text("You cannot read Demographics")
    ada.goto("/my-data/")
    expect(ada.get_by_role("main")).to_contain_text("The study was closed.")
    expect(ada.get_by_role("button", name=re.compile("^Parquet"))).to_have_count(0)
