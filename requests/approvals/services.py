"""From a request to a decision by people, stage after stage; `setting_off` sends new requests to the first one."""

from django.db import transaction
from django.utils import timezone

from accounts.notifications.services import tell_each
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist
from requests.approvals import wording
from requests.approvals.errors import AlreadyDecided, WiderThanAsked
from requests.approvals.policies import may_decide
from requests.approvals.pool import find_pool
from requests.grants.errors import ReasonMissing
from requests.grants.selectors import platform_team, whom_it_concerns
from requests.grants.services import open_grant
from requests.models import AccessRequest, ApprovalStage, Decision

State = AccessRequest.State


@transaction.atomic
def decide(*, actor, stage: ApprovalStage, yes: bool, reason: str = "", days: int | None = None) -> ApprovalStage:
    """Say yes or no at one stage; the last yes opens the grant, the first no ends the request.

    `days` may shorten what was asked for. Raises AlreadyDecided, ReasonMissing, WiderThanAsked.
    """
    request = _locked_request(stage)
    stage = ApprovalStage.objects.select_for_update().get(pk=stage.pk)
    stage.request = request
    if request.state != State.WAITING or stage.state != ApprovalStage.State.OPEN:
        raise AlreadyDecided(outcome=str(stage.get_state_display()))
    insist(may_decide(actor, stage))
    if not yes and not reason.strip():
        raise ReasonMissing()
    most = shortest_so_far(request)
    if yes and days is not None and not 1 <= days <= most:
        raise WiderThanAsked(days=most, wish=days)

    _close(stage, ApprovalStage.State.APPROVED if yes else ApprovalStage.State.DENIED)
    Decision.objects.create(stage=stage, by=actor, yes=yes, reason=reason.strip(), days=days if yes else None)
    verb = "stage.approved" if yes else "stage.denied"
    _record(verb, stage, request, actor=actor, reason=reason.strip() or "–", days=days)
    if not yes:
        deny(request, actor=actor, reason=reason.strip())
    elif request.stages.filter(state=ApprovalStage.State.AHEAD).exists():
        open_next_stage(request)
    else:
        approve(request, actor=actor, reason=reason.strip())
    return stage


@transaction.atomic
def approve(request: AccessRequest, *, actor, reason: str) -> None:
    """Grant a request that everybody agreed to, for the shortest time that anybody named."""
    _settle(request, State.APPROVED, actor=actor, reason=reason)
    open_grant(actor=actor, request=request, days=shortest_so_far(request))
    tell_each([wording.approved(request, whom_it_concerns(request), actor=actor)])


@transaction.atomic
def deny(request: AccessRequest, *, actor, reason: str) -> None:
    """Refuse a request, and ask nobody else about it."""
    _settle(request, State.DENIED, actor=actor, reason=reason)
    ahead = request.stages.filter(state=ApprovalStage.State.AHEAD)
    ahead.update(state=ApprovalStage.State.SKIPPED, closed_at=timezone.now(), updated_at=timezone.now())
    tell_each([wording.denied(request, whom_it_concerns(request), actor=actor, reason=reason)])


@transaction.atomic
def open_next_stage(request: AccessRequest) -> ApprovalStage:
    """Ask the people of the next stage, as they are now; where nobody is there to ask, say so loudly."""
    stage = request.stages.filter(state=ApprovalStage.State.AHEAD).order_by("position").first()
    stage.request = request
    stage.state, stage.opened_at = ApprovalStage.State.OPEN, timezone.now()
    stage.save(update_fields=["state", "opened_at", "updated_at"])
    _ask(stage)
    return stage


@transaction.atomic
def ask_again(stage: ApprovalStage) -> bool:
    """Ask the people of now where of those who were asked nobody may decide any more; True when somebody was found."""
    request = _locked_request(stage)
    stage = ApprovalStage.objects.select_for_update().get(pk=stage.pk)
    stage.request = request
    asked = list(stage.pool.all())
    if stage.state != ApprovalStage.State.OPEN or any(may_decide(person, stage) for person in asked):
        return False
    found, _stood_in = _pool_of(stage)
    return _ask(stage) if found or asked else False


def shortest_so_far(request: AccessRequest) -> int:
    """The days that were asked for, or fewer where an approver gave fewer."""
    given = Decision.objects.filter(stage__request=request, days__isnull=False).values_list("days", flat=True)
    return min([request.days, *given])


_PARTS = ("order__ordered_by", "consumer__person", "consumer__team", "port__product__owner", "renews")


def _locked_request(stage: ApprovalStage) -> AccessRequest:
    """The request with its parts, its row locked until the transaction ends."""
    AccessRequest.objects.select_for_update().get(pk=stage.request_id)
    return AccessRequest.objects.select_related(*_PARTS).get(pk=stage.request_id)


def _ask(stage: ApprovalStage) -> bool:
    request = stage.request
    pool, stood_in = _pool_of(stage)
    stage.pool.set(pool)
    stage.stood_in = stood_in and bool(pool)
    stage.save(update_fields=["stood_in", "updated_at"])
    if not pool:
        _record("stage.unreachable", stage, request, actor=None, role=stage.role)
        tell_each([wording.unreachable(stage, platform_team())])
        return False
    names = ", ".join(str(person) for person in pool)
    _record("stage.opened", stage, request, actor=None, pool=names, role=stage.role, stood_in=stage.stood_in)
    tell_each([wording.asked(stage, pool)])
    return True


def _pool_of(stage: ApprovalStage):
    request = stage.request
    product = request.port.product
    return find_pool(stage.role, product, orderer=request.order.ordered_by, consumer=request.consumer)


def _close(stage: ApprovalStage, state: str) -> None:
    """Close an open stage, once.

    Raises AlreadyDecided when somebody else just did.
    """
    now = timezone.now()
    open_still = ApprovalStage.objects.open().filter(pk=stage.pk)
    if not open_still.update(state=state, closed_at=now, updated_at=now):
        raise AlreadyDecided(outcome=str(stage.get_state_display()))
    stage.state, stage.closed_at = state, now


def _settle(request: AccessRequest, state: str, *, actor, reason: str) -> None:
    """Decide a waiting request, once.

    Raises AlreadyDecided when it is decided.
    """
    now = timezone.now()
    if not AccessRequest.objects.waiting().filter(pk=request.pk).update(state=state, decided_at=now, updated_at=now):
        raise AlreadyDecided(outcome=str(request.get_state_display()))
    request.state, request.decided_at = state, now
    _record(f"request.{state}", request, request, actor=actor, reason=reason or "–", old=State.WAITING, new=state)


def _record(verb: str, obj, request: AccessRequest, *, actor, **facts) -> None:
    consumer = request.consumer
    product = request.port.product.slug
    record(verb, obj, actor=actor, product=product, person=consumer.person, team=consumer.team, **facts)
