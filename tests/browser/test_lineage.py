"""Lineage is walked by keyboard: a box is opened, a column chosen, and its path and its SQL come to the page."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_column_is_followed_by_keyboard_alone(publish, sit_down, complaints):
    publish("demographics", "exposure", "subject-level")
    page = sit_down("ada")
    page.goto("/products/demographics/lineage/")

    page.get_by_text("As a list").press("Enter")
    page.get_by_role("button", name="Columns Subject-Level Analysis").press("Enter")
    page.get_by_role("link", name="subject_level.age", exact=True).press("Enter")

    walk = page.get_by_role("region", name="Column age of subject_level")
    expect(walk).to_be_focused()
    expect(walk.locator("mark.code-made")).to_have_count(1)
    expect(walk.get_by_role("link", name="Demographics").first).to_be_visible()
    lit = page.evaluate(
        "() => document.querySelector('[data-lineage]')._cyreg.cy.nodes('.lit').map(node => node.data('text')).sort()"
    )
    assert lit.count("age") >= 2
    assert complaints == []
