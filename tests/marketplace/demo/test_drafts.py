"""What the demo's people are working on."""

import pytest

from catalog.models import DataProduct, Domain, Draft
from catalog.publishing.rights import give_rights
from catalog.publishing.services import save_draft
from catalog.spec import check, diff, has_errors, read_bundle
from marketplace.demo.drafts import begin_drafts, changed
from marketplace.demo.sources import bundles, mesh
from tests.catalog.factories import DomainFactory, ProductVersionFactory


def _published(row):
    return next(bundle for bundle in bundles() if bundle.slug == row["product"]).path.read_text()


@pytest.mark.parametrize("row", mesh()["drafts"], ids=lambda row: row["product"])
def test_a_draft_is_in_order_and_would_break_those_who_read_the_version_before(row):
    before, _ = read_bundle(_published(row).encode())
    after, violations = read_bundle(changed(_published(row), row["replace"]).encode())

    assert not has_errors([*violations, *check(after)])
    assert {change.kind for change in diff(before, after)} >= {"breaking"}


@pytest.fixture
def weather(db, otto, clinical):
    """The product as it is published, with its draft."""
    row = mesh()["drafts"][0]
    raw = _published(row).replace("value: flight-operations, vendor", f"value: {clinical.slug}, vendor").encode()
    Domain.objects.filter(slug="flight-operations").exists() or DomainFactory(slug="flight-operations", team=clinical)
    product = save_draft(actor=otto, raw=raw).product
    give_rights(product, clinical)
    DataProduct.objects.filter(pk=product.pk).update(status="published")
    draft = Draft.objects.get(product=product)
    ProductVersionFactory(product=product, number="1.0.0", bundle=raw, digest=draft.digest)
    return product


def test_a_draft_is_begun_once_and_what_somebody_did_with_it_stays(weather, otto):
    begin_drafts(mesh())
    begun = Draft.objects.get(product=weather)
    begin_drafts(mesh())

    again = Draft.objects.get(product=weather)
    assert b"visibility_km" in bytes(begun.bundle)
    assert (again.revision, begun.changed_by) == (begun.revision, otto)


def test_nothing_is_begun_once_a_later_version_is_published(weather):
    weather.versions.update(number="2.0.0")

    begin_drafts(mesh())

    assert b"visibility_km" not in bytes(Draft.objects.get(product=weather).bundle)


def test_a_text_that_does_not_stand_there_once_is_told():
    with pytest.raises(ValueError, match="does not stand in the text exactly once"):
        changed("a a", [{"from": "a", "to": "b"}])
