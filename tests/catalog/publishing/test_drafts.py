import io
import zipfile

import pytest

from catalog.models import DataProduct, Draft
from catalog.publishing.errors import (
    BundleNotReadable,
    DraftConflict,
    ProductRetired,
    SlugMismatch,
    SlugTaken,
    UnknownDomain,
    UnknownTeam,
)
from catalog.publishing.policies import may_configure, may_publish, rights_over
from catalog.publishing.services import save_draft
from catalog.search.filters import Filters
from catalog.search.query import search
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.accounts.factories import UserFactory
from tests.catalog.publishing.bundles import a_bundle


def test_the_first_draft_begins_the_product(otto, clinical, landed):
    raw = a_bundle()

    saved = save_draft(actor=otto, raw=raw, origin={"commit": "abc"})

    assert (saved.product.slug, saved.product.status, saved.product.owner) == ("demographics", "draft", clinical)
    assert bytes(saved.draft.bundle) == raw
    assert saved.draft.revision == 1
    assert saved.draft.origin == {"commit": "abc"}
    assert saved.violations == []
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))[-2:] == [
        "product.created",
        "draft.saved",
    ]


def test_the_team_of_the_product_gets_its_rights(otto, ada, grace, eve, petra, clinical, landed):
    member = UserFactory()
    member.memberships.create(team=clinical)
    member.groups.add(clinical.members_group)

    product = save_draft(actor=otto, raw=a_bundle()).product

    assert may_configure(otto, product)
    assert may_publish(otto, product)
    assert may_configure(member, product)
    assert not may_publish(member, product)
    for other in (ada, grace, eve):
        assert not may_configure(other, product)
        assert not may_publish(other, product)
    assert may_configure(petra, product)


def test_a_superuser_may_publish_and_somebody_who_left_may_not(otto, landed):
    product = save_draft(actor=otto, raw=a_bundle()).product
    root = UserFactory(is_superuser=True)
    otto.is_active = False

    assert may_publish(root, product)
    assert not may_publish(otto, product)
    assert not may_configure(otto, product)


def test_the_rights_over_many_products_are_asked_once(otto, landed, django_assert_num_queries):
    products = [save_draft(actor=otto, raw=a_bundle(slug=f"p{n}")).product for n in range(4)]
    rights = rights_over(otto, products)

    with django_assert_num_queries(0):
        assert all(may_publish(otto, product, rights=rights) for product in products)


def test_the_same_bytes_again_are_no_new_revision(otto, landed):
    first = save_draft(actor=otto, raw=a_bundle())
    again = save_draft(actor=otto, raw=a_bundle())

    assert again.draft.pk == first.draft.pk
    assert again.draft.revision == 1


def test_a_change_is_a_new_revision_and_the_unpublished_product_follows(otto, landed):
    save_draft(actor=otto, raw=a_bundle())

    saved = save_draft(actor=otto, raw=a_bundle(name="People"), revision=1)

    assert saved.draft.revision == 2
    assert DataProduct.objects.get().name == "People"


def test_the_team_finds_its_drafts_by_their_words(otto, ada, landed):
    save_draft(actor=otto, raw=a_bundle(name="People"))
    drafts = Filters(status=("draft",))

    assert [product.name for product in search(otto, "people", drafts).products] == ["People"]
    assert search(ada, "people", drafts).total == 0


def test_two_editors_notice_each_other(otto, petra, landed):
    save_draft(actor=otto, raw=a_bundle(), revision=0)
    save_draft(actor=petra, raw=a_bundle(name="People"), revision=1)

    with pytest.raises(DraftConflict) as conflict:
        save_draft(actor=otto, raw=a_bundle(name="Subjects"), revision=1)

    assert conflict.value.facts == {"revision": 2}
    assert conflict.value.status == 409
    assert DataProduct.objects.get().name == "People"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"just text",
        b"a: [",
        b"[" * 100_000,
        b"PK\x03\x04 no zip",
        b"kind: Deployment\napiVersion: apps/v1\n",
        b"apiVersion: v3.2.0\nkind: DataContract\nid: alone\nversion: 1.0.0\nstatus: active\n",
        b"x" * 6_000_000,
        b"apiVersion: v1.1.0\nkind: DataProduct\nid: '...'\nname: '!!!'\ndomain: clinical\n",
    ],
    ids=["empty", "binary", "text", "half", "deep", "zip", "foreign", "no product", "large", "no name"],
)
def test_what_cannot_be_read_is_refused_with_its_violations_and_nothing_is_lost(otto, landed, raw):
    before = save_draft(actor=otto, raw=a_bundle())

    with pytest.raises(BundleNotReadable) as refusal:
        save_draft(actor=otto, raw=raw, slug="demographics")

    assert refusal.value.status == 422
    told = refusal.value.facts["violations"]
    assert all(set(said) >= {"level", "line", "code", "message"} for said in told)
    assert any(said["level"] == "error" for said in told)
    assert bytes(Draft.objects.get().bundle) == bytes(before.draft.bundle)


def test_a_draft_with_errors_is_kept_and_they_are_told(otto, landed):
    saved = save_draft(actor=otto, raw=a_bundle(sql="delete from raw_dm"))

    assert Draft.objects.count() == 1
    assert "sql-not-a-select" in {violation.code for violation in saved.violations}


def test_a_zip_is_kept_as_the_stream_it_holds(otto, landed):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for place, document in enumerate(a_bundle().split(b"---\n")):
            archive.writestr(f"{place}.yaml", document)

    saved = save_draft(actor=otto, raw=packed.getvalue())

    assert saved.product.slug == "demographics"
    assert b"kind: DataProduct" in bytes(saved.draft.bundle)


def test_only_members_of_the_team_begin_its_products(ada, grace, eve, landed):
    for other in (ada, grace, eve):
        with pytest.raises(NotAllowed):
            save_draft(actor=other, raw=a_bundle())
    assert not DataProduct.objects.exists()


def test_the_short_name_of_another_teams_product_is_taken(otto, ada, analytics, landed):
    save_draft(actor=otto, raw=a_bundle())

    with pytest.raises(SlugTaken):
        save_draft(actor=ada, raw=a_bundle().replace(b"clinical-data", b"analytics"))
    with pytest.raises(SlugTaken):
        save_draft(actor=otto, raw=a_bundle().replace(b"clinical-data", b"analytics"))


def test_the_address_and_the_documents_must_agree(otto, landed):
    with pytest.raises(SlugMismatch):
        save_draft(actor=otto, raw=a_bundle(), slug="adverse-events")


def test_an_unknown_domain_or_team_is_one_clear_sentence(otto, landed):
    with pytest.raises(UnknownDomain, match="finance"):
        save_draft(actor=otto, raw=a_bundle().replace(b"domain: clinical\n", b"domain: finance\n"))
    with pytest.raises(UnknownTeam, match="nobody"):
        save_draft(actor=otto, raw=a_bundle().replace(b"clinical-data", b"nobody"))


def test_a_retired_product_takes_no_draft(otto, landed):
    product = save_draft(actor=otto, raw=a_bundle()).product
    DataProduct.objects.filter(pk=product.pk).update(status="retired")

    with pytest.raises(ProductRetired):
        save_draft(actor=otto, raw=a_bundle(name="People"))
