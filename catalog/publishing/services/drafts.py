"""Work on the draft of a product."""

import hashlib
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.models import Team
from catalog.models import DataProduct, Domain, Draft
from catalog.publishing.checking import Checked, as_facts, check_bundle
from catalog.publishing.errors import (
    BundleNotReadable,
    DraftConflict,
    NoDraft,
    NumberNotSemantic,
    ProductRetired,
    SlugMismatch,
    SlugTaken,
    UnknownDomain,
    UnknownTeam,
)
from catalog.publishing.facts import describe, fits
from catalog.publishing.origins import cleaned
from catalog.publishing.policies import may_begin, may_configure
from catalog.publishing.reading import read_documents
from catalog.publishing.rights import give_rights
from catalog.search.index import index_product
from catalog.spec import ProductSpec, Violation, edit
from catalog.spec.version_numbers import rank_of
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist


@dataclass(frozen=True)
class Saved:
    """A draft as it was kept, and what there is to say about it."""

    draft: Draft
    product: DataProduct
    violations: list[Violation]


def save_draft(
    *, actor, raw: bytes, slug: str | None = None, origin: dict | None = None, revision: int | None = None
) -> Saved:
    """Keep the documents of a product; the first time, the product begins.

    Errors that still allow reading are told, not refused: a draft may be incomplete.
    """
    checked = check_bundle(raw)
    if checked.spec is None or not checked.spec.slug or not fits(checked.spec):
        raise BundleNotReadable(violations=as_facts(checked.violations))
    spec = checked.spec
    if slug is not None and slug != spec.slug:
        raise SlugMismatch(found=spec.slug, expected=slug)
    with transaction.atomic():
        product = (
            DataProduct.objects.select_for_update(of=("self",)).select_related("owner").filter(slug=spec.slug).first()
        )
        if product is None:
            product = _begin(actor, spec)
        else:
            _insist_it_is_theirs(actor, product, spec)
        draft = _keep(actor, product, checked, cleaned(origin or {}), revision)
    return Saved(draft, product, checked.violations)


def set_version(
    *, actor, product: DataProduct, number: str, raw: bytes | None = None, revision: int | None = None
) -> Saved:
    """Write a version number into the draft and leave every other byte as it is.

    `raw` is what somebody is typing, to be saved with it; without it the saved draft is taken.
    """
    insist(may_configure(actor, product))
    if rank_of(number) is None:
        raise NumberNotSemantic(number=number[:40])
    if raw is None:
        draft = Draft.objects.filter(product=product).first()
        if draft is None:
            raise NoDraft(product=str(product))
        raw, revision = bytes(draft.bundle), draft.revision if revision is None else revision
    bundle, violations = read_documents(raw)
    if bundle is None or bundle.product is None:
        raise BundleNotReadable(violations=as_facts(violations))
    written = edit(bundle, bundle.product.index, ("version",), number)
    return save_draft(actor=actor, raw=written, slug=product.slug, revision=revision)


def _begin(actor, spec: ProductSpec) -> DataProduct:
    domain = Domain.objects.select_related("team").filter(slug=spec.domain).first()
    if domain is None:
        raise UnknownDomain(domain=spec.domain)
    team = Team.objects.filter(slug=spec.owner_team).first() if spec.owner_team else domain.team
    if team is None:
        raise UnknownTeam(team=spec.owner_team)
    insist(may_begin(actor, team=team))
    product = DataProduct(slug=spec.slug, domain=domain, owner=team, **describe(spec))
    try:
        with transaction.atomic():
            product.save(force_insert=True)
    except IntegrityError:
        raise SlugTaken(slug=spec.slug) from None
    give_rights(product, team)

    record("product.created", product, actor=actor, product=product.slug, team=team)
    return product


def _insist_it_is_theirs(actor, product: DataProduct, spec: ProductSpec) -> None:
    if not may_configure(actor, product) or (spec.owner_team and spec.owner_team != product.owner.slug):
        raise SlugTaken(slug=spec.slug)
    if product.status == DataProduct.Status.RETIRED:
        raise ProductRetired(product=str(product))


def _keep(actor, product: DataProduct, checked: Checked, origin: dict, revision: int | None) -> Draft:
    raw = checked.bundle.raw
    draft = Draft.objects.select_for_update().filter(product=product).first()
    current = draft.revision if draft else 0
    if revision is not None and revision != current:
        raise DraftConflict(revision=current)
    digest = hashlib.sha256(raw).hexdigest()
    same = draft is not None and draft.digest == digest
    if same and origin in ({}, draft.origin):
        return draft
    draft = draft or Draft(product=product, revision=0)
    draft.bundle, draft.digest, draft.revision = raw, digest, current if same else current + 1
    draft.changed_by, draft.origin = actor, origin
    draft.save()
    if product.status == DataProduct.Status.DRAFT:
        DataProduct.objects.filter(pk=product.pk).update(**describe(checked.spec))
        for name, value in describe(checked.spec).items():
            setattr(product, name, value)
        index_product(product)

    record(
        "draft.saved",
        product,
        actor=actor,
        product=product.slug,
        team=product.owner,
        old=current,
        new=draft.revision,
        digest=digest,
        origin=origin,
    )
    return draft
