"""What would raise the fitness of a draft most, and the way to where it is mended."""

import pytest

from catalog.fitness import functions  # noqa: F401 — importing registers them
from catalog.fitness.registry import FUNCTIONS
from catalog.models import Draft
from catalog.publishing.checking import check_bundle
from catalog.publishing.services import save_draft
from catalog.views.guide.mending import place_of
from tests.catalog.guide.conftest import SLUG

FIXES = f"/studio/{SLUG}/fitness/"


@pytest.fixture
def written(client, otto, begun):
    """Saves the draft with something else in it, and opens the page: `written(("old", "new"))`."""

    def writing(*changes):
        text = bytes(Draft.objects.get(product=begun).bundle).decode()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        save_draft(actor=otto, raw=text.encode(), slug=begun.slug)
        client.force_login(otto)
        return client.get(FIXES).context

    return writing


def complained(context):
    """The functions that have something to mend."""
    return {row["result"].function for row in [*context["next"], *context["rest"]]}


def test_what_the_draft_says_counts_before_it_is_published(written):
    before = written()
    after = written(("tags: [example]", "tags: [example, words]"))

    assert "findable.tagged" in complained(before)
    assert "findable.tagged" not in complained(after)
    assert after["score"] > before["score"]


def test_what_only_measuring_tells_is_not_known_of_a_first_draft(written):
    unknown = {one.function for one in written()["not_known"]}

    assert {"reliable.quality-kept", "valuable.filled"} <= unknown


def test_the_page_names_three_fixes_with_points_and_the_field_that_mends_each(client, otto, begun):
    client.force_login(otto)

    answer = client.get(FIXES)
    rows, page = answer.context["next"], answer.content.decode()

    assert len(rows) == 3
    assert [row["points"] for row in rows] == sorted((row["points"] for row in rows), reverse=True)
    assert answer.context["after_next"] == pytest.approx(
        answer.context["score"] + sum(r["points"] for r in rows), abs=1
    )
    assert all(f'href="{row["place"].url}"'.replace("&", "&amp;") in page for row in rows)
    assert "Not known yet" in page


def test_each_fix_leads_to_a_page_that_is_there(client, otto, begun):
    client.force_login(otto)
    spec = check_bundle(bytes(Draft.objects.get().bundle)).spec

    found = {place_of(begun, spec, one.key, one.attribute, {}).url for one in FUNCTIONS}
    pages = {url.partition("#")[0] for url in found}
    shown = {path: client.get(path) for path in pages}

    assert {path for path, answer in shown.items() if answer.status_code != 200} == set()
    for path, _sharp, anchor in (url.partition("#") for url in found):
        if anchor and path.startswith("/studio/"):
            assert f'id="{anchor}"' in shown[path].content.decode(), (path, anchor)


def test_a_fix_of_a_column_leads_to_that_column(begun):
    spec = check_bundle(bytes(Draft.objects.get().bundle)).spec
    port = spec.outputs[0]
    column = port.contract.columns[-1].name

    place = place_of(begun, spec, "findable.columns-described", "Findable", {"not_described": ["gone", column]})

    assert place.url == f"/studio/{SLUG}/guide/outputs/?port={port.name}&find={column}"


def test_a_function_nobody_placed_leads_to_the_step_of_its_attribute(begun):
    spec = check_bundle(bytes(Draft.objects.get().bundle)).spec

    assert place_of(begun, spec, "secure.new", "Secure", {}).url == f"/studio/{SLUG}/guide/access/"


def test_review_and_documents_bring_it_after_the_page(client, otto, begun):
    client.force_login(otto)

    part = client.get(FIXES, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert "What would raise its fitness most" in part
    for page in (f"/studio/{SLUG}/guide/review/", f"/studio/{SLUG}/"):
        assert f'hx-get="{FIXES}"' in client.get(page).content.decode()


def test_documents_that_cannot_be_read_have_no_fitness_and_no_error(client, otto, begun):
    client.force_login(otto)
    Draft.objects.update(bundle=b"- [")

    answer = client.get(FIXES)

    assert answer.status_code == 200
    assert "cannot be read as a product yet" in answer.content.decode()


def test_others_do_not_see_it(client, ada, begun):
    client.force_login(ada)

    assert client.get(FIXES).status_code == 404
