"""A stage opens: who is asked, how many must agree, and what is said where that cannot come to a yes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.services import Message, tell_each
from marketplace.foundation.audit import record
from requests.approvals import wording
from requests.approvals.pool import Pool, find_pool
from requests.approvals.quorum import needed_of
from requests.grants.selectors import platform_team, stewards
from requests.models import AccessRequest, ApprovalStage

State = ApprovalStage.State


def open_next_stage(request: AccessRequest) -> ApprovalStage | None:
    """Ask the people of the next stage, as they are now; None where no stage is left.

    A stage that others decided already in its place is skipped, which is written down.
    """
    for stage in request.stages.filter(state=State.AHEAD).order_by("position"):
        stage.request = request
        if why := _needless(stage):
            _skip(stage, why)
            continue
        stage.state, stage.opened_at = State.OPEN, timezone.now()
        stage.save(update_fields=["state", "opened_at", "updated_at"])
        pool = find_pool(stage.role, request.port.product, **asking_of(request))
        ask(stage, pool)
        return stage
    return None


def ask(stage: ApprovalStage, pool: Pool, *, said: int = 0) -> bool:
    """Write down who is asked and how many must agree, and tell them; False where so many are not there.

    `said` is how many said yes already who are not among them.
    """
    people, stood_in = pool
    prepare(stage, pool, said=said)
    stage.save(update_fields=["stood_in", "needed", "due_at", "updated_at"])
    stage.pool.set(people)
    tell_each(told(stage, people, missing=stage.needed > len(people) + said))
    return stage.needed <= len(people) + said


def asking_of(request: AccessRequest) -> dict[str, Any]:
    """Who asks, and since when: none of them is asked to decide."""
    return {"orderer": request.order.ordered_by, "consumer": request.consumer, "since": request.created_at}


def prepare(stage: ApprovalStage, pool: Pool, *, said: int = 0) -> None:
    """What a stage is about to know of those who are asked; not saved."""
    people, stood_in = pool
    stage.stood_in = stood_in and bool(people)
    stage.needed = needed_of(stage.needs, len(people) + said)
    stage.due_at = timezone.now() + timedelta(hours=settings.APPROVAL_HOURS)


def told(stage: ApprovalStage, people: Sequence, *, missing: bool, watchers: Sequence | None = None) -> list[Message]:
    """Record who was asked, and what they are to be told; where too few are there, stewards hear of it at once."""
    request = stage.request
    messages = []
    if people:
        names = ", ".join(str(person) for person in people)
        facts = {"role": stage.role, "stood_in": stage.stood_in, "needed": stage.needed}
        say_of("stage.opened", stage, request, actor=None, pool=names, **facts)
        messages.append(wording.asked(stage, people))
    if missing or not people:
        facts = {"role": stage.role, "needed": stage.needed, "there": len(people)}
        say_of("stage.unreachable", stage, request, actor=None, **facts)
        messages.append(wording.unreachable(stage, watchers_of() if watchers is None else watchers))
    return messages


def watchers_of() -> list:
    """Those who hear of a stage that cannot come to a yes: the stewards, and the platform team."""
    return list({person.pk: person for person in (*stewards(), *platform_team())}.values())


def say_of(verb: str, obj, request: AccessRequest, *, actor, **facts) -> None:
    """Keep what happened to a request."""
    consumer = request.consumer
    product = request.port.product.slug
    record(verb, obj, actor=actor, product=product, person=consumer.person, team=consumer.team, **facts)


def _needless(stage: ApprovalStage) -> str:
    """Why nobody needs to be asked, or nothing."""
    if stage.role != ApprovalStage.Role.STEWARD or stage.needs != "any":
        return ""
    if stage.request.stages.filter(stood_in=True, state=State.APPROVED).exists():
        return _("The stewards said yes already, in place of those who were not there.")
    return ""


def _skip(stage: ApprovalStage, why: str) -> None:
    stage.state, stage.why, stage.closed_at = State.SKIPPED, why, timezone.now()
    stage.save(update_fields=["state", "why", "closed_at", "updated_at"])
    say_of("stage.skipped", stage, stage.request, actor=None, role=stage.role, reason=why)
