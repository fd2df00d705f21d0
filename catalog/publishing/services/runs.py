"""Ask for a version to be published, for the published one to be built anew, and for another try."""

import hashlib

from django.db import IntegrityError, transaction

from catalog.models import DataProduct, Draft, ProductVersion, PublishingRun, PublishingStep, Snapshot
from catalog.publishing.changes import changes_between
from catalog.publishing.checking import Checked, as_facts, check_bundle
from catalog.publishing.errors import (
    AlreadyPublishing,
    BundleNotValid,
    NoDraft,
    NotPublished,
    NumberNotGreater,
    NumberTaken,
    ProductRetired,
    RunNotFailed,
    RunOutdated,
    Unchanged,
)
from catalog.publishing.policies import may_publish
from catalog.publishing.steps import AGAIN_FROM, STEPS, SWITCH
from catalog.publishing.tasks import carry_out
from catalog.publishing.version_numbers import rank_of
from marketplace.foundation.audit import record
from marketplace.foundation.nudges import nudge
from marketplace.foundation.policies import insist


def submit(*, actor, product: DataProduct) -> PublishingRun:
    """Ask for the draft to be published: a prepared version, a run with its steps, and a worker woken.

    The draft is judged before anything is locked: a large one takes a moment.
    """
    if product.status == DataProduct.Status.RETIRED:
        raise ProductRetired(product=str(product))
    insist(may_publish(actor, product))
    draft = Draft.objects.filter(product=product).first()
    if draft is None:
        raise NoDraft(product=str(product))
    raw = bytes(draft.bundle)
    _insist_on_change(product, hashlib.sha256(raw).hexdigest())
    checked = check_bundle(raw)
    if not checked.is_valid:
        raise BundleNotValid(errors=len(checked.errors), violations=as_facts(checked.violations))
    with transaction.atomic():
        return _queue(actor, product, draft, checked)


@transaction.atomic
def refresh(*, actor, product: DataProduct) -> PublishingRun:
    """Ask for the published version to be built anew from what its inputs hold now; actor None is the schedule."""
    product = DataProduct.objects.select_for_update().get(pk=product.pk)
    if actor is not None:
        insist(may_publish(actor, product))
    version = product.versions.published().first()
    if version is None or product.status not in DataProduct.Status.shown():
        raise NotPublished(product=str(product))
    run = _open_run(product, version, PublishingRun.Kind.REFRESH, actor)

    record("run.requested", version, actor=actor, product=product.slug, team=product.owner, run=run.pk)
    return run


@transaction.atomic
def retry_run(*, actor, run: PublishingRun) -> PublishingRun:
    """Let a failed run go on from the step that failed."""
    product = DataProduct.objects.select_for_update().get(pk=run.product_id)
    run = PublishingRun.objects.select_for_update().get(pk=run.pk)
    insist(may_publish(actor, product))
    if run.state != PublishingRun.State.FAILED:
        raise RunNotFailed()
    if product.runs.open().exists():
        raise AlreadyPublishing(product=str(product))
    _insist_it_still_matters(product, run)
    version = ProductVersion.objects.select_for_update().get(pk=run.version_id)
    if version.state == ProductVersion.State.FAILED:
        version.state = ProductVersion.State.PREPARED
        version.save(update_fields=["state", "updated_at"])
    _reset_from_failed_step(run)
    run.state, run.attempts, run.ended_at = PublishingRun.State.QUEUED, 0, None
    run.leased_by, run.lease_until = "", None
    run.save(update_fields=["state", "attempts", "ended_at", "leased_by", "lease_until", "updated_at"])

    record("run.retried", version, actor=actor, product=product.slug, team=product.owner, run=run.pk)
    nudge(carry_out, run.pk)
    return run


def _queue(actor, product: DataProduct, draft: Draft, checked: Checked) -> PublishingRun:
    """Under the lock of the product: nothing may have changed since the draft was judged."""
    product = DataProduct.objects.select_for_update().get(pk=product.pk)
    if product.status == DataProduct.Status.RETIRED:
        raise ProductRetired(product=str(product))
    if product.runs.open().exists():
        raise AlreadyPublishing(product=str(product))
    digest, number = checked.bundle.digest, checked.spec.version.removeprefix("v")
    _insist_on_change(product, digest)
    published = product.versions.published().first()
    _insist_on_a_greater_number(product, published, number)
    version = ProductVersion(
        product=product,
        number=number,
        bundle=checked.bundle.raw,
        digest=digest,
        origin=draft.origin,
        changes=changes_between(published, checked.bundle),
    )
    version.save()
    if product.status == DataProduct.Status.DRAFT:
        product.status = DataProduct.Status.IN_REVIEW
        product.save(update_fields=["status", "updated_at"])
    run = _open_run(product, version, PublishingRun.Kind.PUBLISH, actor)

    record(
        "version.submitted", version, actor=actor, product=product.slug, team=product.owner, number=number, run=run.pk
    )
    return run


def _open_run(product: DataProduct, version: ProductVersion, kind: str, actor) -> PublishingRun:
    run = PublishingRun(product=product, version=version, kind=kind, asked_by=actor)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError:
        raise AlreadyPublishing(product=str(product)) from None
    PublishingStep.objects.bulk_create(
        [
            PublishingStep(
                run=run,
                name=name,
                position=position,
                state=PublishingStep.State.WAITING if kind in step.kinds else PublishingStep.State.SKIPPED,
            )
            for position, (name, step) in enumerate(STEPS.items())
        ]
    )
    nudge(carry_out, run.pk)
    return run


def _insist_on_change(product: DataProduct, digest: str) -> None:
    published = product.versions.published().filter(digest=digest).first()
    if published:
        raise Unchanged(number=published.number)


def _insist_on_a_greater_number(product: DataProduct, published: ProductVersion | None, number: str) -> None:
    if product.versions.exclude(state=ProductVersion.State.FAILED).filter(number=number).exists():
        raise NumberTaken(number=number)
    if published is None:
        return
    mine, theirs = rank_of(number), rank_of(published.number)
    if mine == theirs:
        raise NumberTaken(number=number)
    if theirs and mine < theirs:
        raise NumberNotGreater(number=number, published=published.number)


def _insist_it_still_matters(product: DataProduct, run: PublishingRun) -> None:
    """A retry must not bring back what a later version has replaced."""
    if product.status == DataProduct.Status.RETIRED:
        raise ProductRetired(product=str(product))
    later = product.versions.filter(pk__gt=run.version_id).exclude(state=ProductVersion.State.FAILED)
    if later.exists() or run.version.state == ProductVersion.State.SUPERSEDED:
        raise RunOutdated(product=str(product))
    switched = run.steps.filter(name=SWITCH, state=PublishingStep.State.DONE).exists()
    if not switched and product.runs.filter(pk__gt=run.pk, state=PublishingRun.State.SUCCEEDED).exists():
        raise RunOutdated(product=str(product))


def _reset_from_failed_step(run: PublishingRun) -> None:
    """The failed step waits again, and those before it whose outcome it judged."""
    failed = run.steps.filter(state=PublishingStep.State.FAILED).order_by("position").first()
    if failed is None:
        return
    begin = AGAIN_FROM.get(failed.name, failed.name)
    if begin != failed.name:
        Snapshot.objects.filter(run=run, superseded_at=None).delete()
    position = run.steps.get(name=begin).position
    again = run.steps.filter(position__gte=position).exclude(state=PublishingStep.State.SKIPPED)
    again.update(
        state=PublishingStep.State.WAITING, error="", remedy="", log="", facts={}, started_at=None, ended_at=None
    )
