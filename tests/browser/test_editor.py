"""The editor of documents: it proposes, marks what is wrong on its line, and can be worked and left by keys."""

import re

import pytest
from playwright.sync_api import Page, expect

from catalog.publishing.services import save_draft
from tests.catalog.publishing.bundles import a_bundle

pytestmark = pytest.mark.browser

PLACE = "/studio/demographics/"
SQL = "select USUBJID as usubjid, COUNTRY as country, cast(AGE as integer) as age from raw_dm"
POLICY = "apiVersion: marketplace/v1\nkind: AccessPolicy\noutputPort: demographics\n"


@pytest.fixture
def otto(land, people, sit_down):
    """Otto in front of the draft of Demographics: `otto()`, or with options of his browser."""
    land("pharmaverse.dm")
    save_draft(actor=people["otto"], raw=a_bundle(sql=SQL))

    def sitting(**options) -> Page:
        page = sit_down("otto", permissions=["clipboard-read", "clipboard-write"], **options)
        page.goto(PLACE)
        expect(page.locator(".cm-content")).to_be_visible()
        return page

    return sitting


def write(page: Page, text: str, *, typed: str = ""):
    """Put a text into the editor, and type on at its end as people type."""
    page.locator(".cm-content").click()
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("ControlOrMeta+V")
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type(typed, delay=30)


def proposed(page: Page):
    return page.locator(".cm-tooltip-autocomplete li")


def take(page: Page):
    """Take the first proposal; a key that comes at once is not meant for it."""
    expect(proposed(page).first).to_be_visible()
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")


def text_of(page: Page) -> str:
    return page.locator("textarea[name=text]").input_value()


def documents(until: str) -> str:
    """The draft up to and with a piece of it."""
    text = a_bundle(sql=SQL).decode()
    return text[: text.index(until) + len(until)]


def test_keys_and_values_are_proposed_where_the_cursor_stands(otto, complaints):
    page = otto()

    write(page, documents("tags: [people]\n"), typed="sta")
    expect(proposed(page)).to_have_count(0, timeout=2_000)  # `status` is there already
    write(page, documents("domain: clinical\n").replace("type: sourceAligned\n", ""), typed="ty")
    expect(proposed(page).first).to_contain_text("type")
    take(page)
    expect(proposed(page)).to_have_text(["aggregate", "consumerAligned", "sourceAligned"])
    page.keyboard.type("cons", delay=30)
    take(page)

    assert text_of(page).endswith("domain: clinical\ntype: consumerAligned")

    write(page, documents("    properties:\n"), typed="      - name: usubjid\nclassif")
    expect(proposed(page).first).to_contain_text("classification")
    expect(page.locator(".cm-completionInfo")).to_contain_text("confidential")
    take(page)
    expect(proposed(page)).to_have_text(["confidential", "internal", "public", "restricted"])
    assert complaints == []


def test_names_that_exist_here_and_columns_of_the_input_ports_are_proposed(otto, complaints):
    page = otto()

    write(page, documents("inputPorts:\n"), typed="  - name: raw\ncustomProperties:\n  - {property: sou")
    take(page)
    page.keyboard.type(", value: phar", delay=30)
    expect(proposed(page)).to_have_text(["pharmaverse.dm"])
    take(page)
    assert text_of(page).endswith("      - {property: source, value: pharmaverse.dm}")

    write(page, documents("unmaskedFor: [analytics]\n"), typed="---\n")
    page.keyboard.type(f"{POLICY}masks:\n  - {{column: cou", delay=5)
    expect(proposed(page)).to_have_text(["country"])

    write(page, documents("sql: |\n"), typed="  select USUB")
    expect(proposed(page).first).to_contain_text("USUBJID")
    expect(proposed(page).first).to_contain_text("VARCHAR")
    take(page)
    page.keyboard.type(" from ", delay=30)
    expect(proposed(page).first).to_contain_text("raw_dm")
    page.keyboard.type("raw_dm d where d.COUN", delay=30)
    expect(proposed(page)).to_have_text([re.compile("^COUNTRY")])
    page.keyboard.press("Escape")
    page.keyboard.type("TRY like strp", delay=30)
    expect(proposed(page).filter(has_text=re.compile("^strptime"))).to_have_count(1)
    assert complaints == []


def test_what_is_wrong_is_marked_on_its_line_while_it_is_typed(otto, complaints):
    page = otto()
    state = page.get_by_role("status").filter(has_text="wrong")
    expect(state).to_be_visible()

    write(page, documents("sql: |\n"), typed="  select USUBJID as usubjid\nfrom nowhere")

    line = documents("sql: |\n").count("\n") + 2
    marked = page.locator(".cm-lintRange-error", has_text="from nowhere")
    expect(marked).to_be_visible()
    wrong = page.get_by_role("region", name="What is wrong, line by line")
    expect(wrong.locator(".violation-error").filter(has_text="is not an input port")).to_contain_text(f"line {line}")
    marked.first.hover()
    expect(page.locator(".cm-tooltip-lint")).to_contain_text("sql-unknown-table")

    page.keyboard.press("ControlOrMeta+Home")
    wrong.get_by_role("link", name=f"line {line}").first.click()
    expect(page.locator(".cm-activeLine")).to_contain_text("from nowhere")
    page.keyboard.press("End")
    for _letter in "nowhere":
        page.keyboard.press("Backspace")
    page.keyboard.type("raw_dm", delay=30)
    page.keyboard.press("Escape")
    expect(marked).to_have_count(0)
    expect(wrong.locator(".violation-error").filter(has_text="is not an input port")).to_have_count(0)

    # While the name is typed, the product's own contract is no stranger's.
    write(page, a_bundle(sql=SQL).decode().replace("value: demographics, vendor", "value: demographic, vendor"))
    expect(wrong.locator(".violation-error")).to_have_count(1)
    expect(wrong.locator(".violation-error")).to_contain_text("describe “demographic”, not “demographics”")
    assert complaints == []


def test_keys_undo_and_leave_and_who_goes_with_unsaved_words_is_asked(otto):
    page = otto()
    kept = text_of(page)

    write(page, "kind: [")
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1)
    page.keyboard.press("ControlOrMeta+Z")
    assert text_of(page) == kept

    page.keyboard.press("ControlOrMeta+Home")
    page.keyboard.press("Tab")
    assert text_of(page) != kept, "Tab indents"
    page.keyboard.press("ControlOrMeta+Z")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")

    expect(page.get_by_role("button", name="Save the draft")).to_be_focused()
    assert text_of(page) == kept
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    write(page, a_bundle(sql=SQL, version="1.0.1").decode())
    page.get_by_role("link", name="Product page").click()
    expect(page.locator(".cm-content")).to_be_visible()
    assert asked == ["beforeunload"]
    assert "1.0.1" in text_of(page)

    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("status").filter(has_text="saved as revision 2")).to_be_visible()
    page.get_by_role("link", name="Product page").click()
    page.wait_for_url("**/products/demographics/")
    assert asked == ["beforeunload"]


def test_on_a_phone_in_the_dark_nothing_is_wider_than_the_screen(otto, complaints):
    page = otto(viewport={"width": 390, "height": 844}, color_scheme="dark", has_touch=True)

    write(page, documents("sql: |\n"), typed="  select USUB")
    expect(proposed(page).first).to_be_visible()

    box = page.locator(".cm-tooltip-autocomplete").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth <= 390")
    colour = page.locator(".cm-editor").evaluate("editor => getComputedStyle(editor).backgroundColor")
    assert max(map(int, re.findall(r"\d+", colour)[:3])) < 80, colour
    assert complaints == []


def test_without_scripts_it_is_a_textarea_that_can_be_sent(otto):
    page = otto()
    storage = page.context.storage_state()
    plain = page.context.browser.new_context(
        base_url=page.url.split("/studio")[0], java_script_enabled=False, storage_state=storage
    ).new_page()
    plain.goto(PLACE)

    plain.locator("textarea[name=text]").fill(a_bundle(sql=SQL, version="1.0.2").decode())
    plain.get_by_role("button", name="Save the draft").click()

    expect(plain.get_by_role("status").filter(has_text="saved as revision 2")).to_be_visible()
    plain.context.close()
