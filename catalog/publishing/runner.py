"""Carries a run through its steps. Killed at any moment, it goes on from the step that was not done."""

import uuid

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import PublishingRun, PublishingStep
from catalog.publishing.failing import fail
from catalog.publishing.steps import STEPS
from catalog.publishing.steps.step import StepFailed, Work
from catalog.warehouses.errors import WarehouseUnavailable
from marketplace.foundation.errors import DomainError
from marketplace.foundation.leases import LeaseLost, keeping

log = structlog.get_logger(__name__)

ATTEMPTS = 6  # how often a run is taken up before people are asked: workers may die, warehouses may be away


def carry_out(run: PublishingRun) -> None:
    """Take the run up, if nobody holds it, and carry it to its end. Doing it twice changes nothing."""
    lease = PublishingRun.objects.open().claim(run.pk)
    if lease is None:
        return
    run = PublishingRun.objects.select_related("product__owner", "version__product", "asked_by").get(pk=run.pk)
    work = Work(run, lease)
    try:
        with keeping(run, lease):
            _begin(work)
            _go_through(work)
    except LeaseLost:
        log.info("another worker goes on with this run", run=run.pk)


def _begin(work: Work) -> None:
    with work.holding():
        work.run.state = PublishingRun.State.RUNNING
        work.run.started_at = work.run.started_at or timezone.now()
        work.run.save(update_fields=["state", "started_at", "updated_at"])


def _go_through(work: Work) -> None:
    waiting = [PublishingStep.State.WAITING, PublishingStep.State.RUNNING]
    for step in work.run.steps.filter(state__in=waiting).order_by("position"):
        if not _do(work, step):
            return
    work.run.release(work.lease, state=PublishingRun.State.SUCCEEDED, ended_at=timezone.now())


def _do(work: Work, step: PublishingStep) -> bool:
    """Do one step; False when the run is over, or waits for another try."""
    taken_up_again = step.state == PublishingStep.State.RUNNING
    _start(work, step)
    if work.run.attempts > ATTEMPTS:
        error = _("This step was begun %(times)s times and never came to an end.") % {"times": ATTEMPTS}
        fail(work, error, _("Ask the platform team to look at the workers, then retry."))
        return False
    if taken_up_again:
        work.say(_("Taken up again: the worker before did not finish."))
    try:
        STEPS[step.name].do(work)
    except LeaseLost:
        raise
    except WarehouseUnavailable as away:
        _wait_for_another_try(work, away)
        return False
    except StepFailed as failure:
        fail(work, failure.facts["error"], failure.facts["remedy"])
        return False
    except DomainError as refusal:
        fail(work, str(refusal), _("Mend the cause, then retry."))
        return False
    except Exception:  # noqa: BLE001 — whatever a step stumbles over must end the run with a sentence, never leave it stuck
        reference = uuid.uuid4().hex[:8]
        log.exception("a publishing step stumbled", run=work.run.pk, step=step.name, reference=reference)
        error = _("Something unexpected happened (reference %(reference)s).") % {"reference": reference}
        fail(work, error, _("Retry; when it happens again, give the reference to the platform team."))
        return False
    _end(work)
    return True


def _start(work: Work, step: PublishingStep) -> None:
    work.step, work.facts, work.lines = step, {}, []
    with work.holding():
        step.state, step.started_at, step.ended_at = PublishingStep.State.RUNNING, timezone.now(), None
        step.error = step.remedy = ""
        step.save(update_fields=["state", "started_at", "ended_at", "error", "remedy"])


def _end(work: Work) -> None:
    step = work.step
    with work.holding():
        step.state, step.ended_at = PublishingStep.State.DONE, timezone.now()
        step.log, step.facts = "\n".join(work.lines), work.facts
        step.save(update_fields=["state", "ended_at", "log", "facts"])


def _wait_for_another_try(work: Work, away: WarehouseUnavailable) -> None:
    """Let go of the run; the sweep brings it back, until it was tried often enough."""
    if work.run.attempts >= ATTEMPTS:
        fail(work, str(away), _("Ask the platform team to look at the warehouse, then retry."))
        return
    work.say(_("%(sentence)s It is tried again by itself.") % {"sentence": away})
    with work.holding():
        work.step.state = PublishingStep.State.WAITING
        work.step.save(update_fields=["state"])
        work.run.release(work.lease, state=PublishingRun.State.QUEUED)
