"""A product with a draft, the shipped forms in use, and answers that pass."""

import hashlib

import pytest

from catalog.governance.checkpoints.parts import parts_of, read_spec
from catalog.governance.checkpoints.services import decide, load_shipped_forms, request_checkpoint
from catalog.models import CheckpointForm, Draft, ProductVersion
from catalog.publishing.rights import give_rights
from tests.catalog.factories import DataProductFactory, DomainFactory
from tests.catalog.publishing.bundles import a_bundle


@pytest.fixture
def forms(db):
    """The shipped forms, in use, by their kind."""
    load_shipped_forms()
    return {form.kind: form for form in CheckpointForm.objects.all()}


@pytest.fixture
def clinical_domain(clinical):
    """The domain of otto's team."""
    return DomainFactory(slug="clinical", name="Clinical", team=clinical)


@pytest.fixture
def drafted(clinical_domain, otto):
    """A product of otto's team with a draft, not published: `drafted(slug="exposure", usage="Add it up.")`."""

    def drafting(slug="demographics", **changes):
        product = DataProductFactory(slug=slug, name=slug.title(), domain=clinical_domain, status="draft")
        give_rights(product, product.owner)
        changed(product, **changes)
        return product

    return drafting


@pytest.fixture
def product(drafted):
    """Demographics, being worked on."""
    return drafted()


def text_of(slug="demographics", **changes) -> bytes:
    """The bundle, with stretches of its text exchanged: `text_of(**{"Count them.": "Add them up."})`."""
    text = a_bundle(slug=slug).decode()
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


def changed(product, **changes):
    """Give the product a draft with these stretches of text exchanged."""
    raw = text_of(product.slug, **changes)
    digest = hashlib.sha256(raw).hexdigest()
    Draft.objects.update_or_create(product=product, defaults={"bundle": raw, "digest": digest})


def published(product, number="1.0.0", **changes):
    """The product, published with these stretches of text exchanged: rows alone, nothing is built."""
    raw = text_of(product.slug, **changes)
    product.versions.filter(state="published").update(state="superseded")
    product.status = "published"
    product.save()
    return ProductVersion.objects.create(
        product=product, number=number, state="published", bundle=raw, digest=hashlib.sha256(raw).hexdigest(),
        parts=parts_of(read_spec(raw)), published_at=product.updated_at,
    )  # fmt: skip


def answers_to(form) -> dict:
    """An answer to every question of a form."""
    by_kind = {"yes-no": "yes", "number": "7", "date": "2025-03-01", "link": "https://wiki.example.org/notes"}
    return {
        question["id"]: (question["choices"][:1] or by_kind.get(question["kind"], "Nobody."))
        if question["kind"] == "several"
        else (question["choices"] or [by_kind.get(question["kind"], "Nobody.")])[0]
        for question in form.questions
    }


@pytest.fixture
def asked(forms, otto):
    """Otto asks for a signature: `asked(product)`, by default under the risk assessment."""

    def asking(product, kind="risk-assessment", by=otto, **answers):
        return request_checkpoint(actor=by, product=product, kind=kind, answers=answers_to(forms[kind]) | answers)

    return asking


@pytest.fixture
def signed(asked, grace, petra):
    """The same, and whoever may sign does."""

    def signing(product, kind="risk-assessment", **facts):
        checkpoint = asked(product, kind, **facts)
        signer = grace if checkpoint.form.signer == "governance" else petra
        return decide(actor=signer, checkpoint=checkpoint, yes=True)

    return signing


@pytest.fixture
def as_(client):
    """The browser of somebody: `as_(otto).get(PART)`."""

    def signing_in(person):
        client.force_login(person)
        return client

    return signing_in


def text_in(answer, status=200) -> str:
    """What a page says, after its status was as expected."""
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()
