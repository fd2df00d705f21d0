"""Ask for a version to be published, for the published one to be built anew, and for another try."""

import hashlib

from django.db import IntegrityError, transaction

from catalog.governance.checkpoints.parts import parts_of
from catalog.models import DataProduct, Draft, ProductVersion, PublishingRun, PublishingStep, Snapshot
from catalog.publishing.checking import Checked, as_facts, check_bundle
from catalog.publishing.demands import Demand, demand_of
from catalog.publishing.errors import (
    AlreadyPublishing,
    BundleNotValid,
    NoDraft,
    NotPublished,
    NumberNotGreater,
    NumberTaken,
    NumberTooSmall,
    ProductRetired,
    RunNotFailed,
    RunOutdated,
    Unchanged,
)
from catalog.publishing.governing import insist_on_policies
from catalog.publishing.notice import MOST_TOLD, insist_on_notice
from catalog.publishing.policies import may_publish
from catalog.publishing.steps import AGAIN_FROM, STEPS, SWITCH
from catalog.publishing.tasks import carry_out
from catalog.spec.version_numbers import is_greater, rank_of
from marketplace.foundation.audit import record
from marketplace.foundation.nudges import nudge
from marketplace.foundation.policies import insist


def submit(*, actor, product: DataProduct, notice_days: int | None = None, guidance: str = "") -> PublishingRun:
    """Ask for the draft to be published: a prepared version, a run with its steps, and a worker woken.

    `notice_days` is for how long others keep what breaks, `guidance` what they should do. The draft is judged before
    anything is locked: a large one takes a moment.
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
    if not checked.is_valid_but_for_its_number:
        raise BundleNotValid(errors=len(checked.errors), violations=as_facts(checked.violations))
    insist_on_policies(product, checked.spec)
    with transaction.atomic():
        return _queue(actor, product, draft, checked, notice_days, guidance)


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


def _queue(
    actor, product: DataProduct, draft: Draft, checked: Checked, notice_days: int | None, guidance: str
) -> PublishingRun:
    """Under the lock of the product: nothing may have changed since the draft was judged."""
    product = DataProduct.objects.select_for_update().get(pk=product.pk)
    if product.status == DataProduct.Status.RETIRED:
        raise ProductRetired(product=str(product))
    if product.runs.open().exists():
        raise AlreadyPublishing(product=str(product))
    digest = checked.bundle.digest
    _insist_on_change(product, digest)
    demand = demand_of(product.versions.published().first(), checked.bundle, spec=checked.spec)
    number = demand.number
    _insist_on_a_number_that_fits(product, demand)
    insist_on_notice(product, demand.changes, notice_days)
    version = ProductVersion(
        product=product,
        number=number,
        bundle=checked.bundle.raw,
        digest=digest,
        origin=draft.origin,
        changes=[change.as_fact() for change in demand.changes],
        parts=parts_of(checked.spec),
        notice_days=notice_days if demand.breaking else None,
        guidance=guidance.strip(),
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


def _insist_on_a_number_that_fits(product: DataProduct, demand: Demand) -> None:
    """A number of its own, greater than the published one, and by as much as what changes demands."""
    number, published = demand.number, demand.after
    facts = {"number": number, "published": published, "proposed": demand.proposed}
    if product.versions.exclude(state=ProductVersion.State.FAILED).filter(number=number).exists():
        raise NumberTaken(**facts)
    if published and not is_greater(number, published):
        raise (NumberTaken if rank_of(number) == rank_of(published) else NumberNotGreater)(**facts)
    if not demand.enough:
        changes = [change.as_fact() for change in demand.changes[:MOST_TOLD]]
        raise NumberTooSmall(**facts, level=demand.level, changes=changes)


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
