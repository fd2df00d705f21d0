"""Where a version came from stands on its pages, and leads there only where that is safe."""

import pytest

from catalog.models import Draft, ProductVersion, PublishingRun
from catalog.publishing.services import save_draft
from catalog.views.studio_example import example_bundle

SLUG = "adverse-events"
ORIGIN = {
    "repository": "https://gitlab.example.org/clinical/ae",
    "path": "ae/product.yaml",
    "commit": "0123456789abcdef",
}
LINK = 'href="https://gitlab.example.org/clinical/ae/-/blob/0123456789abcdef/ae/product.yaml"'


@pytest.fixture
def pages(client, otto, product):
    """The pages that tell of a version's origin, as otto sees them."""
    version = ProductVersion.objects.get(product=product)
    run = PublishingRun.objects.create(product=product, version=version, asked_by=otto, state="succeeded")
    Draft.objects.create(product=product, bundle=b"kind: DataProduct\n", digest="0" * 64, changed_by=otto)
    client.force_login(otto)

    def seen(origin):
        ProductVersion.objects.update(origin=origin)
        Draft.objects.update(origin=origin)
        addresses = {
            "versions": f"/products/{SLUG}/versions/",
            "version": f"/products/{SLUG}/versions/{version.number}/",
            "documents": f"/studio/{SLUG}/",
            "run": f"/studio/runs/{run.pk}/",
        }
        return {name: client.get(address).content.decode() for name, address in addresses.items()}

    return seen


def test_every_page_of_a_version_leads_to_its_code(pages):
    for name, page in pages(ORIGIN).items():
        assert LINK in page, name
        assert "ae/product.yaml @ 0123456789" in page, name


@pytest.mark.parametrize(
    "repository",
    ["javascript:alert(1)", "git@git.example.org:clinical/ae.git", "data:text/html,x", '"><script>alert(1)</script>'],
)
def test_what_is_no_web_address_is_told_and_leads_nowhere(pages, repository):
    for name, page in pages({"repository": repository, "commit": "0123456789abcdef"}).items():
        assert "<code" in page, name
        assert "0123456789" in page, name
        assert 'href="javascript:' not in page, name
        assert 'href="data:' not in page, name
        assert 'href="git@' not in page, name
        assert "<script>alert" not in page, name


def test_what_was_written_in_the_studio_has_no_origin(pages):
    assert all('class="code-origin"' not in page for page in pages({}).values())


def test_who_changes_what_came_from_a_repository_is_told_to_change_it_there_too(pages):
    assert "the next pipeline sends its own text" in pages(ORIGIN)["documents"]
    assert "the next pipeline sends its own text" not in pages({"path": "ae/product.yaml"})["documents"]


def test_saving_in_the_studio_forgets_the_commit(otto, domain):
    text = example_bundle(otto)
    save_draft(actor=otto, raw=text.encode(), origin=ORIGIN)

    saved = save_draft(actor=otto, raw=text.replace("status: active", "status: draft").encode())

    assert saved.draft.origin == {}
