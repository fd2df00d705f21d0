"""Two people in one draft: both their changes stand, or one of them is asked; the last one never simply wins."""

import base64
import threading
import zlib

import pytest
from django.db import connection
from django.test import Client
from zeal import zeal_ignore

from catalog.models import Draft
from catalog.publishing.services import save_draft
from catalog.views.guide import saving
from tests.catalog.guide.conftest import PORT, SLUG
from tests.catalog.guide.reading_pages import filled_in


@pytest.fixture
def opened(client, otto, begun):
    """A step as otto has it open before somebody else comes: `opened("describe")`."""

    def opening(step, query=""):
        client.force_login(otto)
        return client.get(f"/studio/{SLUG}/guide/{step}/{query}")

    return opening


@pytest.fixture
def petra_saves(petra, draft):
    """Petra changes pieces of the text meanwhile: `petra_saves("old", "new")`."""

    def saving_it(old, new):
        text = draft()
        assert old in text
        save_draft(actor=petra, raw=text.replace(old, new, 1).encode(), slug=SLUG)

    return saving_it


def test_changes_of_different_parts_are_both_kept_and_it_is_said_so(opened, petra_saves, put_in, otto, draft, client):
    page = opened("describe")
    petra_saves("name: Word list\n", "name: Petras words\n")

    answer = put_in(otto, "describe", {"product-usage": "Ottos usage."}, page=page)

    assert "name: Petras words\n" in draft()
    assert "usage: Ottos usage.\n" in draft()
    assert "Petra Platform changed other parts meanwhile" in client.get(answer["Location"]).content.decode()


def test_changes_of_one_list_go_to_the_items_they_were_made_at(opened, petra_saves, put_in, otto, draft):
    page = opened("outputs", PORT)
    petra_saves("    properties:\n", "    properties:\n      - {name: petras, logicalType: string}\n")

    put_in(otto, "outputs", {"column-1-description": "Ottos meaning."}, page=page, query=PORT)

    assert "- {name: petras, logicalType: string}\n" in draft()
    assert draft().index("name: word\n") < draft().index("Ottos meaning.") < draft().index("quality:")
    assert "The code as it stands in the data." in draft()


def test_the_same_field_changed_twice_is_shown_with_both_values(opened, petra_saves, put_in, otto, draft):
    page = opened("describe")
    petra_saves("usage: Join on code.", "usage: Petras usage.")
    before = draft()

    answer = put_in(
        otto, "describe", {"product-usage": "Ottos usage.", "product-limitations": "Also typed."}, page=page
    )

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert draft() == before
    for words in ("Petra Platform changed the same", "How to use it", "Ottos usage.", "Petras usage.", "Also typed."):
        assert words in shown


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Ottos usage."), ("theirs", "Petras usage.")])
def test_who_is_asked_chooses_field_by_field(opened, petra_saves, put_in, otto, draft, choice, kept):
    page = opened("describe")
    petra_saves("usage: Join on code.", "usage: Petras usage.")
    entered = {"product-usage": "Ottos usage.", "product-limitations": "Also typed."}
    conflict = put_in(otto, "describe", entered, page=page)
    [key] = [name for name in filled_in(conflict) if name.startswith("choice:")]

    answer = put_in(otto, "describe", {key: choice}, page=conflict)

    assert answer.status_code == 302
    assert f"usage: {kept}\n" in draft()
    assert "limitations: Also typed.\n" in draft()


def test_a_choice_is_about_what_was_seen_and_asked_again_otherwise(opened, petra_saves, put_in, otto, draft):
    page = opened("describe")
    petra_saves("usage: Join on code.", "usage: Petras usage.")
    conflict = put_in(otto, "describe", {"product-usage": "Ottos usage."}, page=page)
    [key] = [name for name in filled_in(conflict) if name.startswith("choice:")]
    petra_saves("usage: Petras usage.", "usage: Petras second thought.")

    answer = put_in(otto, "describe", {key: "mine"}, page=conflict)

    assert answer.status_code == 409
    assert "Petras second thought." in answer.content.decode()
    assert "usage: Petras second thought." in draft()


def test_a_button_is_done_once_the_conflict_is_settled(opened, petra_saves, put_in, otto, draft):
    page = opened("describe")
    petra_saves("usage: Join on code.", "usage: Petras usage.")
    conflict = put_in(otto, "describe", {"product-usage": "Ottos usage."}, page=page, do="add:channel")
    [key] = [name for name in filled_in(conflict) if name.startswith("choice:")]

    put_in(otto, "describe", {key: "mine"}, page=conflict)

    assert "support:\n" in draft()
    assert draft().count("channel:") == 1


def test_what_somebody_else_took_out_waits_for_a_choice(opened, petra_saves, put_in, otto, draft):
    page = opened("quality", PORT)
    petra_saves("slaProperties:\n  - {property: frequency, value: 1, unit: d, element: words}\n", "")

    answer = put_in(otto, "quality", {"level-0-unit": "h"}, page=page, query=PORT)

    assert answer.status_code == 409
    assert "nothing" in answer.content.decode()
    [key] = [name for name in filled_in(answer) if name.startswith("choice:")]
    put_in(otto, "quality", {key: "mine"}, page=answer, query=PORT)
    assert "    unit: h\n" in draft()


def test_a_page_that_saves_by_itself_reads_the_conflict_in_the_answer(opened, petra_saves, put_in, otto):
    page = opened("describe")
    petra_saves("usage: Join on code.", "usage: Petras usage.")

    answer = put_in(otto, "describe", {"product-usage": "Ottos usage."}, page=page, x_guide="save")

    assert answer.status_code == 200
    assert "guide-conflict" in answer.content.decode()


def test_a_page_that_saves_by_itself_takes_all_over_when_somebody_else_was_there(opened, petra_saves, put_in, otto):
    page = opened("describe")
    alone = put_in(otto, "describe", {"product-usage": "Ottos usage."}, page=page, x_guide="save").content.decode()
    petra_saves("name: Word list\n", "name: Petras words\n")
    together = put_in(otto, "describe", {"product-usage": "Ottos."}, page=page, x_guide="save").content.decode()

    assert "data-fresh" not in alone
    assert "product-name" not in alone
    assert "revision 2" in alone
    assert "data-fresh" not in together or 'value="Petras words"' in together


@pytest.mark.parametrize("base", ["", "x", "eJw=", "§", "eJzT1dUFAAFRALI="])
def test_a_form_without_the_documents_it_was_made_from_is_held_against_what_is_there(put_in, otto, draft, base):
    answer = put_in(otto, "describe", {"product-usage": "Ottos usage.", "base": base})

    assert answer.status_code == 302
    assert "usage: Ottos usage.\n" in draft()


def test_documents_that_unpack_without_end_are_not_unpacked(put_in, otto, draft, settings):
    bomb = base64.b64encode(zlib.compress(b"a: " + b"x" * 60_000_000)).decode()

    assert put_in(otto, "describe", {"product-usage": "Ottos usage.", "base": bomb}).status_code == 302
    assert "usage: Ottos usage.\n" in draft()


def test_a_save_that_is_overtaken_between_reading_and_writing_is_done_again(put_in, otto, petra, draft, monkeypatch):
    calls = []

    def overtaken(**facts):
        if not calls:
            calls.append(1)
            text = draft().replace("name: Word list\n", "name: Petras words\n")
            save_draft(actor=petra, raw=text.encode(), slug=SLUG)
        return save_draft(**facts)

    monkeypatch.setattr(saving, "save_draft", overtaken)

    with zeal_ignore():  # two people save within what is one call here
        answer = put_in(otto, "describe", {"product-usage": "Ottos usage."})

    assert answer.status_code == 302
    assert "name: Petras words\n" in draft()
    assert "usage: Ottos usage.\n" in draft()
    assert Draft.objects.get().revision == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_the_same_moment_lose_nothing(client, otto, petra, begun, draft):
    pages = {}
    for person, field in ((otto, "product-usage"), (petra, "product-limitations")):
        browser = Client()
        browser.force_login(person)
        page = browser.get(f"/studio/{SLUG}/guide/describe/")
        pages[field] = (browser, filled_in(page) | {field: [f"By {person.username}."]})
    answers = []

    def send(field):
        browser, data = pages[field]
        try:
            answers.append(browser.post(f"/studio/{SLUG}/guide/describe/", data).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[field]) for field in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert answers == [302, 302]
    assert "usage: By otto.\n" in draft()
    assert "limitations: By petra.\n" in draft()
    assert Draft.objects.get().revision == 3
