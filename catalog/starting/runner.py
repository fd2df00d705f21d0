"""Looks at what a port would hold, and writes down what that suggests. Killed at any moment, it begins anew."""

import time
import uuid
from dataclasses import dataclass, field

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.services import Kind, Tone, tell
from catalog.models import DataProfile, Draft, InputPort, OutputPort
from catalog.publishing.checking import Checked, check_bundle
from catalog.publishing.landing import the_lakehouse
from catalog.publishing.policies import may_configure
from catalog.publishing.steps.origins import origins_of
from catalog.publishing.steps.step import StepFailed
from catalog.spec import OutputSpec
from catalog.spec.sql import parse_select
from catalog.starting.errors import NothingToLookAt
from catalog.starting.looking import table_facts
from catalog.starting.policies import may_look
from catalog.starting.proposing import keep_proposals
from catalog.starting.suggestions import suggest
from catalog.warehouses.engines import build_limits, warehouse_for
from catalog.warehouses.errors import WarehouseError, WarehouseUnavailable
from marketplace.foundation.errors import DomainError
from marketplace.foundation.leases import LeaseLost, keeping

log = structlog.get_logger(__name__)

ATTEMPTS = 4  # how often a look is taken up before people are told: workers may die, warehouses may be away


@dataclass
class Work:
    """One look in the hands of one worker."""

    profile: DataProfile
    lease: str
    began: float = field(default_factory=time.monotonic)

    def say(self, stage: str, done: int, of: int) -> None:
        """Show how far it is.

        Raises LeaseLost when another worker goes on with it.
        """
        held = DataProfile.objects.filter(pk=self.profile.pk, leased_by=self.lease)
        if not held.update(stage=stage, done=done, of=of, updated_at=timezone.now()):
            raise LeaseLost()

    def alive(self) -> None:
        """Called often by work that takes long; the lease is kept alive elsewhere."""


def look(profile: DataProfile) -> None:
    """Take the look up, if nobody holds it, and carry it to its end. Doing it twice changes nothing."""
    lease = DataProfile.objects.open().claim(profile.pk)
    if lease is None:
        return
    profile = DataProfile.objects.select_related("product__owner", "asked_by").get(pk=profile.pk)
    work = Work(profile, lease)
    try:
        with keeping(profile, lease):
            _carry_out(work)
    except LeaseLost:
        log.info("another worker goes on with this look", profile=profile.pk)


def _carry_out(work: Work) -> None:
    if work.profile.attempts > ATTEMPTS:
        _fail(work, _("It was begun several times and never came to an end."), _("Ask again later."))
        return
    _start(work)
    try:
        checked, output = _what_to_look_at(work.profile)
        facts = _facts(work, checked, output)
    except LeaseLost:
        raise
    except WarehouseUnavailable:
        work.profile.release(work.lease, state=DataProfile.State.QUEUED)
        return
    except StepFailed as failure:
        _fail(work, failure.facts["error"], failure.facts["remedy"])
        return
    except NothingToLookAt as refusal:
        _fail(work, str(refusal), _("Mend the transformation, then ask again."))
        return
    except WarehouseError as failure:
        _fail(work, str(failure), _("Mend the transformation, or let it do less; then ask again."))
        return
    except DomainError as refusal:
        _fail(work, str(refusal), _("Mend the cause, then ask again."))
        return
    except Exception:  # noqa: BLE001 — whatever a look stumbles over must end with a sentence, never leave it stuck
        reference = uuid.uuid4().hex[:8]
        log.exception("a look at data stumbled", profile=work.profile.pk, reference=reference)
        error = _("Something unexpected happened (reference %(reference)s).") % {"reference": reference}
        _fail(work, error, _("Ask again; when it happens again, give the reference to the platform team."))
        return
    with transaction.atomic():
        kept = keep_proposals(work.profile.product, output.name, suggest(facts))
        seconds = round(time.monotonic() - work.began, 2)
        told = {"rows": facts.rows, "columns": len(facts.columns), "proposals": kept, "seconds": seconds}
        work.profile.release(
            work.lease, state=DataProfile.State.SUCCEEDED, ended_at=timezone.now(), facts=told, stage="", error=""
        )


def _start(work: Work) -> None:
    started = work.profile.started_at or timezone.now()
    held = DataProfile.objects.filter(pk=work.profile.pk, leased_by=work.lease)
    if not held.update(state=DataProfile.State.RUNNING, started_at=started, updated_at=timezone.now()):
        raise LeaseLost()


def _what_to_look_at(profile: DataProfile) -> tuple[Checked, OutputSpec]:
    """The port as the draft describes it now.

    Raises NothingToLookAt where it does not say, or not rightly, what makes the port; and where whoever asked has lost
    the right to look.
    """
    asker, product = profile.asked_by, profile.product
    for answer in (may_configure(asker, product), may_look(asker, product.owner)):
        if not answer:
            raise NothingToLookAt(port=profile.port, reason=answer.reason)
    draft = Draft.objects.filter(product=product).first()
    checked = check_bundle(bytes(draft.bundle)) if draft else Checked(None, [])
    output = checked.spec.output(profile.port) if checked.spec else None
    if output is None:
        raise NothingToLookAt(port=profile.port, reason=_("the draft has no such port"))
    if output.transformation is None:
        raise NothingToLookAt(port=profile.port, reason=_("nothing makes it yet"))
    _query, problems = parse_select(output.transformation.sql, [wish.name for wish in checked.spec.inputs])
    if problems:
        raise NothingToLookAt(port=profile.port, reason=problems[0].message.rstrip("."))
    for problem in checked.inputs.problems:
        if problem.level == "error":
            raise NothingToLookAt(port=profile.port, reason=problem.message.rstrip("."))
    return checked, output


def _facts(work: Work, checked: Checked, output: OutputSpec):
    """Run the transformation in the sandbox, and look at what comes out, as a build would read its inputs."""
    product = work.profile.product
    found = checked.inputs
    wishes = [
        InputPort(name=wish.name, upstream=found.upstreams.get(wish.name), source=found.sources.get(wish.name))
        for wish in checked.spec.inputs
    ]
    asked = {wish.name: wish.version for wish in checked.spec.inputs}
    places, views = origins_of(product.owner, wishes, asked=asked)
    port = OutputPort.objects.filter(product=product, name=output.name).select_related("warehouse").first()
    warehouse = warehouse_for(port.warehouse if port else the_lakehouse())
    work.say("making", 0, 1)
    opened = warehouse.inspect(
        sql=output.transformation.sql, inputs=places, views=views, limits=build_limits(), alive=work.alive
    )
    with opened as table:
        return table_facts(table, say=work.say)


@transaction.atomic
def _fail(work: Work, error: str, remedy: str) -> None:
    profile, now = work.profile, timezone.now()
    profile.release(
        work.lease, state=DataProfile.State.FAILED, ended_at=now, error=error[:2000], remedy=remedy, stage=""
    )
    text = _("The data of %(product)s could not be looked at: %(error)s") % {"product": profile.product, "error": error}
    link, key = (
        reverse("catalog:product-proposals", args=[profile.product.slug]),
        f"look:{profile.pk}:failed:{now:%Y%m%d%H%M%S}",
    )
    tell([profile.asked_by], text, link=link, tone=Tone.TROUBLE, key=key, kind=Kind.PRODUCT)
