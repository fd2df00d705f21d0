"""The bad end of a run: said in one sentence, with what to do, to those who can do it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification, User
from accounts.notifications.services import Kind, tell
from catalog.models import DataProduct, ProductVersion, PublishingRun, PublishingStep
from catalog.publishing.steps.step import Work
from marketplace.foundation.audit import record


def fail(work: Work, error: str, remedy: str) -> None:
    """End the run at this step. What is published stays as it is; what is published by this run stays, too."""
    run, step, product = work.run, work.step, work.run.product
    now = timezone.now()
    with work.holding():
        step.state, step.ended_at, step.error, step.remedy = PublishingStep.State.FAILED, now, error, remedy
        step.log, step.facts = "\n".join(work.lines), work.facts
        step.save(update_fields=["state", "ended_at", "error", "remedy", "log", "facts"])
        failed = ProductVersion.objects.filter(pk=run.version_id, state=ProductVersion.State.PREPARED)
        if failed.update(state=ProductVersion.State.FAILED, updated_at=now):
            run.version.state = ProductVersion.State.FAILED
            _back_to_draft(product)
            verb, words = "version.failed", _("%(product)s could not be published: %(error)s")
        else:
            verb, words = "run.failed", _("%(product)s: the run could not be finished: %(error)s")
        run.release(work.lease, state=PublishingRun.State.FAILED, ended_at=now)

        record(
            verb,
            run.version,
            actor=run.asked_by,
            product=product.slug,
            team=product.owner,
            step=step.name,
            reason=error,
            run=run.pk,
        )
        owners = [*User.objects.filter(memberships__team=product.owner_id), *([run.asked_by] if run.asked_by else [])]
        key = f"run:{run.pk}:failed:{now:%Y%m%d%H%M%S%f}"
        sentence = words % {"product": product, "error": error}
        tell(owners, sentence, link=run.get_absolute_url(), tone=Notification.Tone.TROUBLE, key=key, kind=Kind.PLATFORM)


def _back_to_draft(product: DataProduct) -> None:
    """A product that was never published is a draft again."""
    DataProduct.objects.filter(pk=product.pk, status=DataProduct.Status.IN_REVIEW).update(
        status=DataProduct.Status.DRAFT
    )
