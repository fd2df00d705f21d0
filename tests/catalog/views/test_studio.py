"""Where teams make products."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models import DataProduct, Draft, PublishingRun
from catalog.publishing.checking import check_bundle
from catalog.publishing.services import save_draft
from catalog.views.studio_example import example_bundle
from marketplace.foundation.models import AuditEvent

SLUG = "clinical-data-word-list"


@pytest.fixture
def example(otto, domain):
    """The example, in the name of otto's team."""
    return example_bundle(otto)


@pytest.fixture
def begun(otto, example):
    """A product that has a draft and nothing else."""
    return save_draft(actor=otto, raw=example.encode()).product


def test_the_example_can_be_published_as_it_is(example):
    assert [said for said in check_bundle(example.encode()).violations if said.level == "error"] == []


def test_a_product_begins_from_text_as_a_browser_sends_it(client, otto, example):
    client.force_login(otto)

    answer = client.post("/studio/new/documents/", {"text": example.replace("\n", "\r\n")})

    assert answer.status_code == 302
    assert answer["Location"] == f"/studio/{SLUG}/"
    assert bytes(Draft.objects.get().bundle).decode() == example


def test_a_product_begins_from_a_file(client, otto, example):
    client.force_login(otto)

    answer = client.post("/studio/new/documents/", {"file": SimpleUploadedFile("bundle.yaml", example.encode())})

    assert answer.status_code == 302
    assert DataProduct.objects.get().slug == SLUG


@pytest.mark.parametrize("text", ["", "- [", "just words", "kind: DataProduct\napiVersion: v1.1.0\n"])
def test_what_is_no_bundle_is_told_and_kept_in_the_editor(client, otto, domain, text):
    client.force_login(otto)

    answer = client.post("/studio/new/documents/", {"text": text})

    assert answer.status_code == 422
    assert text.split("\n")[0] in answer.content.decode()
    assert not DataProduct.objects.exists()


def test_too_large_a_file_is_one_sentence(client, otto, domain, settings):
    settings.BUNDLE_LONGEST_BYTES = 100
    client.force_login(otto)

    answer = client.post("/studio/new/documents/", {"file": SimpleUploadedFile("bundle.yaml", b"x" * 101)})

    assert answer.status_code == 422
    assert "larger than 100 bytes" in answer.content.decode()


def test_eve_cannot_begin_a_product_of_a_team_she_is_not_in(client, eve, example):
    client.force_login(eve)

    answer = client.post("/studio/new/documents/", {"text": example})

    assert answer.status_code == 422
    assert "only members of the owning team" in answer.content.decode()


def test_the_studio_lists_my_products_with_their_drafts(client, otto, ada, begun, product):
    client.force_login(otto)
    mine = client.get("/studio/").content.decode()
    client.force_login(ada)
    hers = client.get("/studio/").content.decode()

    assert "Word list" in mine
    assert "To be published" in mine
    assert "Adverse events" in mine
    assert "You are in no team yet" in hers


def test_a_steward_may_look_at_all_but_only_maintainers_change(client, grace, begun):
    client.force_login(grace)

    listed = client.get("/studio/?whose=all").content.decode()
    page = client.get(f"/studio/{SLUG}/").content.decode()
    answer = client.post(f"/studio/{SLUG}/", {"text": "x", "revision": 1})

    assert "Word list" in listed
    assert "readonly" in page
    assert answer.status_code == 422
    assert Draft.objects.get().revision == 1


def test_saving_a_draft_shows_what_is_wrong_with_it(client, otto, begun, example):
    client.force_login(otto)
    broken = example.replace("contractId: clinical-data-word-list", "contractId: nobody-knows-it")

    answer = client.post(f"/studio/{SLUG}/", {"text": broken, "revision": 1}, follow=True)

    page = answer.content.decode()
    assert "saved as revision 2" in page
    assert 'data-line="' in page
    assert "the draft has errors" in page


def test_two_editors_notice_each_other_and_lose_nothing(client, otto, petra, begun, example):
    save_draft(actor=petra, raw=example.replace("Word list", "Petras words").encode(), slug=SLUG, revision=1)
    client.force_login(otto)

    answer = client.post(f"/studio/{SLUG}/", {"text": example + "# ottos words\n", "revision": 1})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "# ottos words" in page
    assert "Petras words" in page
    assert 'name="revision" value="2"' in page
    assert Draft.objects.get().revision == 2


def test_looking_writes_nothing(client, otto, begun, product):
    client.force_login(otto)
    before = AuditEvent.objects.count(), Draft.objects.get(product=begun).updated_at

    for address in ("/", "/products/", "/mesh/", "/studio/", "/studio/new/", f"/studio/{SLUG}/", f"/products/{SLUG}/"):
        assert client.get(address).status_code == 200

    assert (AuditEvent.objects.count(), Draft.objects.get(product=begun).updated_at) == before


def test_publishing_leads_to_the_run(client, otto, begun):
    client.force_login(otto)

    answer = client.post(f"/studio/{SLUG}/publish/")

    assert answer["Location"] == f"/studio/runs/{PublishingRun.objects.get().pk}/"


def test_publishing_twice_says_why_not(client, otto, begun):
    client.force_login(otto)
    client.post(f"/studio/{SLUG}/publish/")

    page = client.post(f"/studio/{SLUG}/publish/", follow=True).content.decode()

    assert "is being built already" in page
    assert "a run is on its way" in page


def test_the_end_needs_a_reason(client, otto, product, offer):
    successor = offer("Adverse events two")
    client.force_login(otto)

    refused = client.post("/studio/adverse-events/deprecate/", {"reason": " "}, follow=True).content.decode()
    client.post("/studio/adverse-events/deprecate/", {"reason": "It is old.", "successor": successor.slug})
    product.refresh_from_db()
    deprecated = product.status, product.successor
    client.post("/studio/adverse-events/retire/", {"reason": "Nobody reads it."})
    product.refresh_from_db()

    assert "Give a reason" in refused
    assert deprecated == ("deprecated", successor)
    assert product.status == "retired"


def test_a_fuller_studio_asks_the_database_no_more(client, otto, offer, queries):
    offer("First")
    offer("Second")
    client.force_login(otto)
    few = queries(client, "/studio/")
    for number in range(10):
        offer(f"More {number}")

    assert queries(client, "/studio/") == few
