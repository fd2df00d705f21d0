"""Carries a trial through its stages. Killed at any moment, it is taken up again from the beginning."""

import time
import uuid

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.services import Kind, Tone, tell
from catalog.models import Trial
from catalog.publishing.steps.step import StepFailed
from catalog.trials.attempt import Attempt
from catalog.trials.files import discard, discard_older, remove
from catalog.trials.stages import STAGES
from catalog.warehouses.engines import build_limits
from catalog.warehouses.errors import WarehouseUnavailable
from marketplace.foundation.audit import record
from marketplace.foundation.errors import DomainError
from marketplace.foundation.leases import LeaseLost, keeping

log = structlog.get_logger(__name__)

ATTEMPTS = 3  # how often a trial is taken up before its author is told


def carry_out(trial: Trial) -> None:
    """Take the trial up, if nobody holds it, and carry it to its end. Doing it twice changes nothing."""
    lease = Trial.objects.open().claim(trial.pk)
    if lease is None:
        return
    trial = Trial.objects.select_related("product__owner", "product__domain", "asked_by").get(pk=trial.pk)
    attempt = Attempt(trial, lease, build_limits())
    try:
        with keeping(trial, lease):
            _begin(attempt)
            _go_through(attempt)
    except LeaseLost:
        # It was stopped, or another worker begins anew with files of its own: what this one made is nobody's.
        remove(attempt.locations)
        log.info("this trial is no longer ours", trial=trial.pk)


def _begin(attempt: Attempt) -> None:
    """Forget what a lost worker found, and its files."""
    trial, limits = attempt.trial, attempt.limits
    remove(trial.locations)
    attempt.facts = {
        "limits": {"seconds": limits.seconds, "memory_mb": limits.memory_mb, "threads": limits.threads},
        "stages": [{"name": name, "state": "waiting", "seconds": None} for name in STAGES],
    }
    started = trial.started_at or timezone.now()
    attempt.keep(state=Trial.State.RUNNING, started_at=started, stage="")


def _go_through(attempt: Attempt) -> None:
    if attempt.trial.attempts > ATTEMPTS:
        error = _("It was begun %(times)s times and never came to an end.") % {"times": ATTEMPTS}
        _fail(
            attempt, error, _("Try fewer rows; when that does not help, ask the platform team to look at the workers.")
        )
        return
    for place, (name, do) in enumerate(STAGES.items()):
        stage = attempt.facts["stages"][place]
        stage["state"] = "running"
        attempt.keep(stage=name)
        began = time.monotonic()
        over = _do(attempt, name, do)
        stage["seconds"] = round(time.monotonic() - began, 2)
        if over:
            stage["state"] = "failed" if isinstance(over, StepFailed) else "waiting"
            _end_early(attempt, over)
            return
        stage["state"] = "done"
    _succeed(attempt)


def _do(attempt: Attempt, name: str, do) -> StepFailed | WarehouseUnavailable | None:
    """Do one stage; what ends the trial, or makes it wait, is answered."""
    try:
        do(attempt)
    except LeaseLost:
        raise
    except (StepFailed, WarehouseUnavailable) as failure:
        return failure
    except DomainError as refusal:
        return StepFailed(str(refusal), _("Mend the cause, then try again."))
    except Exception:  # noqa: BLE001 — whatever a stage stumbles over must end the trial with a sentence, never leave it stuck
        reference = uuid.uuid4().hex[:8]
        log.exception("a trial stumbled", trial=attempt.trial.pk, stage=name, reference=reference)
        error = _("Something unexpected happened (reference %(reference)s).") % {"reference": reference}
        return StepFailed(error, _("Try again; when it happens again, give the reference to the platform team."))
    return None


def _end_early(attempt: Attempt, over: StepFailed | WarehouseUnavailable) -> None:
    """Fail; or, where only the warehouse is away, let go of the trial: the sweep brings it back."""
    if isinstance(over, StepFailed):
        _fail(attempt, str(over), over.facts["remedy"])
    elif attempt.trial.attempts >= ATTEMPTS:
        _fail(attempt, str(over), _("Ask the platform team to look at the warehouse, then try again."))
    else:
        attempt.keep()
        attempt.trial.release(attempt.lease, state=Trial.State.QUEUED)


def _succeed(attempt: Attempt) -> None:
    ports = attempt.facts["ports"]
    attempt.facts["used"] = {
        "seconds": round(sum(port["seconds"] for port in ports), 1),
        "memory_mb": max((port["memory_mb"] for port in ports if port["memory_mb"]), default=None),
    }
    attempt.facts["sampled"] = attempt.sampled
    _end(attempt, Trial.State.SUCCEEDED, rows=sum(port["rows"] for port in ports))
    discard_older(attempt.trial)


def _fail(attempt: Attempt, error: str, remedy: str) -> None:
    """End it with a sentence. What was found before stays; the rows go, because nobody looks at half of them."""
    _end(attempt, Trial.State.FAILED, error=error, remedy=remedy)
    discard(attempt.trial)


def _end(attempt: Attempt, state: str, *, error: str = "", remedy: str = "", **told) -> None:
    trial, product = attempt.trial, attempt.trial.product
    with attempt.holding():
        attempt.keep(stage="", error=error, remedy=remedy)
        trial.release(attempt.lease, state=state, ended_at=timezone.now())
        verb = "trial.succeeded" if state == Trial.State.SUCCEEDED else "trial.failed"

        record(verb, trial, actor=trial.asked_by, product=product.slug, team=product.owner, **told)
        if error:
            text = _("A trial of %(product)s came to no good end: %(error)s") % {"product": product, "error": error}
            link, key = trial.get_absolute_url(), f"trial:{trial.pk}:failed"
            tell([trial.asked_by], text, link=link, tone=Tone.TROUBLE, key=key, kind=Kind.PRODUCT)
    trial.refresh_from_db()
