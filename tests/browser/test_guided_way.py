"""From a table to a published product by the guide alone; and two people in one draft, of whom nobody loses a word."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from catalog.governance.checkpoints.services import load_shipped_forms
from catalog.publishing.services import save_draft
from tests.browser.inspection import inspect
from tests.journeys.bundles import bundle

pytestmark = pytest.mark.browser

PLACE = "/studio/aircraft-register/guide/"
EDITORS = ("/studio/aircraft-register/", "/studio/new/documents/")


@pytest.fixture
def visited():
    """Remembers the paths of all documents that a page opened: `paths = visited(page)`."""

    def following(page: Page) -> list[str]:
        paths = []
        page.on("framenavigated", lambda frame: paths.append(urlsplit(frame.url).path))
        return paths

    return following


def _next(page: Page, step: str):
    """Go on by the button at the foot of the step."""
    page.locator(".guide-foot").get_by_role("button", name=step, exact=True).click()
    page.wait_for_url(f"**{PLACE}{step.lower()}/**")


def _begin(otto: Page):
    otto.goto("/studio/")
    otto.get_by_role("link", name="New product").first.click()
    otto.get_by_role("link", name="A table", exact=True).click()
    otto.get_by_role("link", name="planes", exact=True).click()
    expect(otto.get_by_role("region", name="Some rows").first).to_contain_text("N10156")
    otto.get_by_label("Name of the product").fill("Aircraft register")
    otto.get_by_role("button", name="Make a draft").click()
    otto.wait_for_url(f"**{PLACE}describe/**")


def _describe(otto: Page):
    otto.get_by_label("Purpose", exact=True).fill("Every aircraft that left New York City, by its tail number.")
    otto.get_by_label("What it is not good for").fill("Aircraft that never came to New York.")
    _next(otto, "Inputs")
    expect(otto.get_by_role("region", name=re.compile("^Inputs"))).to_contain_text("nycflights.planes")
    _next(otto, "Transformation")
    expect(otto.get_by_role("region", name="It makes")).to_contain_text("tailnum")
    _next(otto, "Outputs")


def _accept_the_key_and_say_what_it_means(otto: Page):
    suggested = otto.get_by_role("region", name=re.compile("^What the data suggests"))
    key = suggested.get_by_role("button", name=re.compile("^Accept: .*[Kk]ey.*, tailnum$"))
    expect(key).to_be_visible()
    key.click()
    tailnum = otto.get_by_role("listitem").filter(has=otto.get_by_text("More about tailnum"))
    expect(tailnum.get_by_label("Key", exact=True)).to_be_checked()
    expect(suggested.get_by_role("button", name=re.compile("^Accept: .*[Kk]ey.*, tailnum$"))).to_have_count(0)

    tailnum.get_by_label("Meaning").fill("The number painted on its tail.")
    expect(otto.locator("#guide-status")).to_contain_text("Saved as revision 4 by Otto Lindqvist")
    _next(otto, "Quality")


def _promise(otto: Page):
    otto.get_by_label("What the new rule counts").select_option("nullValues")
    otto.get_by_label("Of which column").select_option("manufacturer")
    otto.get_by_role("button", name="Add a rule").click()
    rule = otto.locator(".guide-item").filter(has=otto.get_by_role("button", name="Remove manufacturer"))
    rule.get_by_label("Number", exact=True).fill("0")
    _next(otto, "Access")


def _give_access(otto: Page):
    otto.get_by_role("button", name="Add a rule").click()
    rule = otto.locator(".guide-item").first
    rule.get_by_label("Name", exact=True).fill("open-to-all")
    rule.get_by_label("Then", exact=True).select_option("approve")
    expect(rule.get_by_label("Who is asked")).to_have_count(0)
    rule.get_by_label("Reason", exact=True).fill("It is public.")
    expect(otto.get_by_role("complementary", name="In words")).to_contain_text("It is public.")
    _next(otto, "Checkpoints")
    for checkpoint in ("Discovery", "System risk assessment"):
        expect(otto.get_by_role("link", name=re.compile(f"^Ask for it ?: {checkpoint}$"))).to_be_visible()
    otto.locator(".guide-foot").get_by_role("link", name="Review").click()


def _review_and_publish(otto: Page):
    expect(otto.get_by_role("region", name="Left to mend")).to_contain_text("Nothing.")
    otto.get_by_role("button", name="Publish the saved draft").click()
    otto.wait_for_url("**/studio/runs/*/")
    expect(otto.locator("#live")).to_contain_text("Version 1.0.0 is published", timeout=40_000)
    expect(otto.locator(".stage:not(.stage-done, .stage-skipped)")).to_have_count(0)


def _find(eve: Page):
    eve.goto("/")
    eve.get_by_role("main").get_by_role("combobox").fill("aircraft tail number")
    eve.keyboard.press("Enter")
    eve.get_by_role("main").get_by_role("link", name="Aircraft register").first.click()
    eve.wait_for_url("**/products/aircraft-register/")
    expect(eve.get_by_role("main")).to_contain_text("Aircraft that never came to New York.")
    eve.get_by_role("link", name="Schema").first.click()
    expect(eve.get_by_role("row").filter(has_text="tailnum").first).to_contain_text("The number painted on its tail.")


def test_otto_makes_a_product_of_a_table_without_a_line_of_yaml_and_eve_finds_it(
    land, worker, sit_down, complaints, visited
):
    land("nycflights.planes")
    load_shipped_forms()
    otto, eve = sit_down("otto"), sit_down("eve")
    opened = visited(otto)

    _begin(otto)
    _describe(otto)
    _accept_the_key_and_say_what_it_means(otto)
    _promise(otto)
    _give_access(otto)
    _review_and_publish(otto)

    _find(eve)
    assert f"{PLACE}review/" in opened
    assert [path for path in opened if path in EDITORS] == []
    assert [inspect(otto, f"{PLACE}{step}/") for step in ("outputs", "quality", "access", "review")] == [[]] * 4
    assert complaints == []


def test_who_comes_second_is_shown_both_sides_and_nothing_is_lost(people, sit_down, complaints):
    made = bundle("codes", "select iata as code from raw", columns={"code": "string"})
    save_draft(actor=people["otto"], raw=made)
    otto, petra = sit_down("otto"), sit_down("petra")
    for person in (otto, petra):
        person.goto("/studio/codes/guide/describe/")

    petra.get_by_label("Purpose", exact=True).fill("Petra's purpose.")
    petra.get_by_label("How to use it").fill("Petra's way to use it.")
    expect(petra.locator("#guide-status")).to_contain_text("by Petra Novak")
    otto.get_by_label("Purpose", exact=True).fill("Otto's purpose.")
    otto.get_by_label("What it is not good for").fill("Otto's limits.")

    conflict = otto.get_by_role("alert")
    expect(conflict).to_contain_text("Petra Novak changed the same while you were typing.")
    expect(conflict.get_by_role("group")).to_have_count(1)
    expect(conflict.get_by_label("Mine")).to_be_checked()
    expect(conflict).to_contain_text("Otto's purpose.")
    expect(conflict).to_contain_text("Petra's purpose.")
    expect(otto.locator("#guide-status")).to_contain_text("Not saved")
    expect(otto.get_by_label("Purpose", exact=True)).to_have_value("Otto's purpose.")
    expect(otto.get_by_label("What it is not good for")).to_have_value("Otto's limits.")

    conflict.get_by_label("Theirs").check()
    conflict.get_by_role("button", name="Save with these choices").click()

    expect(otto.get_by_role("alert")).to_have_count(0)
    expect(otto.locator("#guide-status")).to_contain_text("by Otto Lindqvist")
    for person in (otto, petra):
        person.goto("/studio/codes/guide/describe/")
        expect(person.get_by_label("Purpose", exact=True)).to_have_value("Petra's purpose.")
        expect(person.get_by_label("How to use it")).to_have_value("Petra's way to use it.")
        expect(person.get_by_label("What it is not good for")).to_have_value("Otto's limits.")
    # The browser notes the answer 409, with which a page says that somebody has to choose.
    assert [said for said in complaints if "409" not in said] == []


def test_otto_enters_a_rule_with_the_newer_conditions_and_two_stages_by_keyboard(people, sit_down, complaints):
    made = bundle("codes", "select iata as code from raw", columns={"code": "string"})
    save_draft(actor=people["otto"], raw=made)
    otto = sit_down("otto")
    otto.goto("/studio/codes/guide/access/")
    otto.get_by_role("button", name="Add a rule").press("Enter")
    rule = otto.locator(".guide-item").first
    name = rule.get_by_label("Name", exact=True)
    expect(name).to_be_focused()
    otto.keyboard.press("Control+a")
    otto.keyboard.type("machines-for-long")

    otto.keyboard.press("Tab")  # to the kinds of consumers, which open by Enter
    expect(rule.locator("summary", has_text="Kind of consumer")).to_be_focused()
    otto.keyboard.press("Enter")
    _tab_to(otto, rule.get_by_label("a service account"))
    otto.keyboard.press("Space")
    _tab_to(otto, rule.locator("summary", has_text="Some column is"))
    otto.keyboard.press("Enter")
    _tab_to(otto, rule.get_by_label("Restricted"))
    otto.keyboard.press("Space")
    _tab_to(otto, rule.get_by_label("Days at least"))
    otto.keyboard.type("90")
    _tab_to(otto, rule.get_by_label("Stage 1: who is asked"))
    otto.keyboard.type("data prot")
    otto.keyboard.press("Tab")
    otto.keyboard.type("2 of")
    expect(rule.get_by_label("Stage 2: who is asked")).to_have_value("")
    _tab_to(otto, rule.get_by_label("Stage 2: who is asked"))
    otto.keyboard.type("the owning")
    otto.keyboard.press("Tab")
    otto.keyboard.type("all")
    otto.keyboard.press("Tab")

    words = otto.get_by_role("complementary", name="In words")
    expect(words).to_contain_text("Service accounts, where restricted data would be read, for 90 days or more")
    expect(words).to_contain_text("data protection (2 of them), then the owning team (all of them)")
    assert inspect(otto, "/studio/codes/guide/access/") == []
    assert complaints == []


def _tab_to(page: Page, control, most: int = 40):
    """Go on with the Tab key until a control has the focus."""
    for _n in range(most):
        if control.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(control).to_be_focused()
