"""What people ask of trials: one verb, one function."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.models import DataProduct, Draft, Trial
from catalog.publishing.checking import as_facts, check_bundle
from catalog.publishing.errors import NoDraft, ProductRetired
from catalog.trials.errors import AlreadyTrying, NothingToTry, SampleNotFit, TrialOver
from catalog.trials.obstacles import obstacles
from catalog.trials.policies import may_try
from catalog.trials.tasks import carry_out, discard
from marketplace.foundation.audit import record
from marketplace.foundation.nudges import nudge
from marketplace.foundation.policies import insist

MOST_ROWS = 1_000_000  # of a sample; whoever wants more wants all


def begin_trial(*, actor, product: DataProduct, sample_rows: int | None = None) -> Trial:
    """Ask for the saved draft to be tried over so many rows of each input, or over all of them.

    The draft is looked at before anything is locked: a large one takes a moment.
    """
    if product.status == DataProduct.Status.RETIRED:
        raise ProductRetired(product=str(product))
    insist(may_try(actor, product))
    if sample_rows is not None and not 1 <= sample_rows <= MOST_ROWS:
        raise SampleNotFit(most=MOST_ROWS)
    draft = Draft.objects.filter(product=product).first()
    if draft is None:
        raise NoDraft(product=str(product))
    checked = check_bundle(bytes(draft.bundle))
    if found := obstacles(checked):
        raise NothingToTry(reason=found[0], obstacles=found[:20], violations=as_facts(checked.violations)[:200])
    with transaction.atomic():
        return _queue(actor, product, draft, sample_rows)


@transaction.atomic
def cancel_trial(*, actor, trial: Trial) -> Trial:
    """Stop a trial that is not over; a worker that is at it learns so within a second."""
    product = DataProduct.objects.select_for_update(of=("self",)).select_related("owner").get(pk=trial.product_id)
    insist(may_try(actor, product))
    stopped = Trial.objects.open().filter(pk=trial.pk)
    now = timezone.now()
    facts = {"leased_by": "", "lease_until": None, "ended_at": now, "updated_at": now, "stage": ""}
    if not stopped.update(state=Trial.State.CANCELLED, **facts):
        raise TrialOver()
    trial.refresh_from_db()

    record("trial.cancelled", trial, actor=actor, product=product.slug, team=product.owner)
    nudge(discard, trial.pk)
    return trial


def _queue(actor, product: DataProduct, draft: Draft, sample_rows: int | None) -> Trial:
    """Under the lock of the product: one trial at a time."""
    product = DataProduct.objects.select_for_update(of=("self",)).select_related("owner").get(pk=product.pk)
    if product.status == DataProduct.Status.RETIRED:
        raise ProductRetired(product=str(product))
    if product.trials.open().exists():
        raise AlreadyTrying(product=str(product))
    trial = Trial(
        product=product,
        bundle=draft.bundle,
        digest=draft.digest,
        revision=draft.revision,
        sample_rows=sample_rows,
        asked_by=actor,
    )
    try:
        with transaction.atomic():
            trial.save(force_insert=True)
    except IntegrityError:
        raise AlreadyTrying(product=str(product)) from None

    facts = {"revision": draft.revision, "rows": sample_rows}
    record("trial.requested", trial, actor=actor, product=product.slug, team=product.owner, **facts)
    nudge(carry_out, trial.pk)
    return trial
