"""A draft that breaks what others read: whom, and which columns, is seen before; they are told, and move in time."""

import re

import pytest
from playwright.sync_api import Page, expect

from catalog.models import OutputPort, PublishingRun
from catalog.publishing.services import save_draft, submit
from requests.models import Grant
from requests.ordering.services import place_order
from tests.browser.inspection import inspect
from tests.journeys.bundles import bundle
from tests.processes import eventually

pytestmark = pytest.mark.browser

WHOLE = {"code": "string", "name": "string", "country": "string"}
CODES = "select iata as code, name, country from raw where iata <> '' limit 50"
FEWER = "select iata as code, name from raw where iata <> '' limit 50"
BOARD = "select country as land, count(*) as airports from raw group by country"
FROM_SOURCE = "    customProperties:\n      - {property: source, value: world-airports.airports, vendor: marketplace}\n"
GUIDANCE = "Join the airports for the country."


def _published(person, raw: bytes):
    saved = save_draft(actor=person, raw=raw)
    run = submit(actor=person, product=saved.product)
    over = [PublishingRun.State.SUCCEEDED, PublishingRun.State.FAILED]
    ended = eventually(lambda: PublishingRun.objects.filter(pk=run.pk, state__in=over).first())
    assert ended.state == PublishingRun.State.SUCCEEDED, list(ended.steps.values_list("step", "state", "error"))


@pytest.fixture
def breaking_draft(land, people, worker):
    """Codes is published; a product is made from it and Ada reads it; its draft, 1.0.1, has one column less."""
    land("world-airports.airports")
    otto = people["otto"]
    _published(otto, bundle("codes", CODES, columns=WHOLE))
    board = bundle("country-board", BOARD, columns={"land": "string", "airports": "integer"}).decode()
    assert FROM_SOURCE in board
    _published(otto, board.replace(FROM_SOURCE, "    contractId: codes\n").encode())
    port = OutputPort.objects.get(product__slug="codes")
    place_order(
        actor=people["ada"],
        justification="To see.",
        purpose="research",
        team=None,
        lines=[(port, 60)],
        idempotency_key="reads-codes",
    )
    eventually(lambda: Grant.objects.filter(port=port, state=Grant.State.ACTIVE).exists())
    fewer = {name: kind for name, kind in WHOLE.items() if name != "country"}
    save_draft(actor=otto, raw=bundle("codes", FEWER, columns=fewer, version="1.0.1"), slug="codes")


def _sees_whom_it_breaks(otto: Page):
    otto.goto("/studio/codes/")
    otto.get_by_role("navigation", name="Parts of this product").get_by_role("link", name="Changes").click()
    expect(otto.get_by_role("region", name="What changes")).to_contain_text("The column country of result is gone.")
    expect(otto.get_by_role("region", name="What changes")).to_contain_text("2.0.0 is the smallest number")
    reach = otto.get_by_role("region", name="Whom it breaks today")
    product = reach.get_by_role("listitem").filter(has=otto.get_by_role("link", name="Country Board")).last
    expect(product).to_contain_text("The column country of result is gone.")
    expect(product.locator("code")).to_have_text(["land", "all rows of result"])
    expect(reach.get_by_role("row").filter(has_text="Ada Keller")).to_contain_text("result")
    expect(reach.locator("[data-lineage] canvas").first).to_be_visible()


def _publishes_with_notice(otto: Page):
    otto.goto("/studio/codes/guide/review/")
    panel = otto.get_by_role("region", name="Publish", exact=True)
    publish = panel.get_by_role("button", name="Publish the saved draft")
    expect(publish).to_be_disabled()
    expect(panel).to_contain_text("What changes demands at least version 2.0.0.")
    expect(panel).to_contain_text("the version must be at least 2.0.0")

    panel.get_by_role("button", name="Set the version to 2.0.0").click()
    expect(otto.locator("#messages")).to_contain_text("The draft is saved as revision 3.")
    expect(panel.get_by_role("button", name="Set the version to 2.0.0")).to_have_count(0)
    expect(panel).to_contain_text("1 consumer who may read it now")
    expect(panel.get_by_role("link", name="Country Board")).to_be_visible()

    days = panel.get_by_label("Days of notice")
    expect(days).to_have_value("30")
    panel.get_by_label("What they should do").fill(GUIDANCE)
    days.fill("5")
    publish.click()
    expect(otto).to_have_url(re.compile("/guide/review/$"))
    assert days.evaluate("field => field.validity.rangeUnderflow"), "the browser lets a notice pass that is too short"
    days.fill("45")
    publish.click()
    otto.wait_for_url("**/studio/runs/*/")
    expect(otto.locator("#live")).to_contain_text("Version 2.0.0 is published", timeout=40_000)
    expect(otto.locator(".stage-failed")).to_have_count(0)


def _is_told_and_moves(ada: Page):
    ada.goto("/my-data/")
    holding = ada.get_by_role("region", name="Codes result")
    expect(holding).to_contain_text("You read version 1.0.0 until the end of")
    expect(holding).to_contain_text("The column country of result is gone.")
    expect(holding).to_contain_text(GUIDANCE)
    expect(holding).to_contain_text("3 columns")
    holding.get_by_role("link", name="See what breaks (1 change)").click()
    ada.wait_for_url("**/my-data/notices/*/")
    ada.get_by_role("button", name="I have read this").click()
    expect(ada.get_by_role("region", name="What to do")).to_contain_text("Ada Keller has read this")

    ada.get_by_role("link", name="Read 2.0.0 from now on").click()
    ada.get_by_role("button", name="Read 2.0.0 from now on").click()
    expect(ada.locator("#messages")).to_contain_text("You read version 2.0.0 from now on.")


def test_otto_sees_whom_his_draft_breaks_publishes_it_with_notice_and_ada_moves(
    breaking_draft, sit_down, complaints, tmp_path
):
    otto, ada = sit_down("otto"), sit_down("ada")

    _sees_whom_it_breaks(otto)
    wrong = [inspect(otto, address) for address in ("/studio/codes/changes/", "/studio/codes/guide/review/")]
    otto.set_viewport_size({"width": 1280, "height": 900})
    _publishes_with_notice(otto)
    _is_told_and_moves(ada)

    ada.goto("/my-data/")
    holding = ada.get_by_role("region", name="Codes result")
    expect(holding).to_contain_text("2 columns")
    expect(holding).not_to_contain_text("You read version 1.0.0")
    wrong += [inspect(ada, "/my-data/"), inspect(otto, "/studio/codes/old-versions/")]
    otto.set_viewport_size({"width": 1280, "height": 900})
    expect(otto.get_by_role("main")).to_contain_text("Ada Keller")
    assert wrong == [[]] * 4
    assert complaints == []
