"""From a request to a decision: by rule at once, or by people, stage after stage."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification
from accounts.notifications.services import tell
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist
from requests.approvals.chain import Route
from requests.approvals.errors import AlreadyDecided, WiderThanAsked
from requests.approvals.policies import may_decide
from requests.approvals.pool import find_pool
from requests.grants.errors import ReasonMissing
from requests.grants.selectors import people_of, platform_team
from requests.grants.services import open_grant
from requests.models import AccessRequest, ApprovalStage, Decision

State = AccessRequest.State


@transaction.atomic
def set_off(*, request: AccessRequest, route: Route) -> None:
    """Send a new request on its way: approved or denied by rule at once, else to the first stage.

    What a rule decides is decided by the marketplace itself, with nobody's rights.
    """
    if route.outcome == "approve":
        approve(request, actor=None, reason=route.reason or _("The rule “%(rule)s” allows it.") % {"rule": route.rule})
    elif route.outcome == "deny":
        deny(request, actor=None, reason=route.reason or _("The rule “%(rule)s” forbids it.") % {"rule": route.rule})
    else:
        ApprovalStage.objects.bulk_create(
            ApprovalStage(request=request, position=position, role=role)
            for position, role in enumerate(route.stages, start=1)
        )
        open_next_stage(request)


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
    text = _("%(port)s was approved for you; access is being set up.") % {"port": request.port}
    _tell_consumer(request, text, actor=actor)


@transaction.atomic
def deny(request: AccessRequest, *, actor, reason: str) -> None:
    """Refuse a request, and ask nobody else about it."""
    _settle(request, State.DENIED, actor=actor, reason=reason)
    ahead = request.stages.filter(state=ApprovalStage.State.AHEAD)
    ahead.update(state=ApprovalStage.State.SKIPPED, closed_at=timezone.now(), updated_at=timezone.now())
    text = _("%(port)s was denied: %(reason)s") % {"port": request.port, "reason": reason}
    _tell_consumer(request, text, actor=actor, tone=Notification.Tone.TROUBLE)


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
        text = _("Nobody can decide about %(request)s.") % {"request": request}
        link, key = request.order.get_absolute_url(), f"stage-{stage.pk}-lost"
        tell(platform_team(), text, link=link, tone=Notification.Tone.TROUBLE, key=key)
        return False
    names = ", ".join(str(person) for person in pool)
    _record("stage.opened", stage, request, actor=None, pool=names, role=stage.role, stood_in=stage.stood_in)
    text = _("%(who)s asks for %(port)s.") % {"who": request.order.ordered_by, "port": request.port}
    link = reverse("requests:approval", args=[stage.pk])
    tell(pool, text, link=link, tone=Notification.Tone.ACTION, key=f"stage-{stage.pk}")
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


def _tell_consumer(request: AccessRequest, text: str, *, actor, tone=Notification.Tone.INFO) -> None:
    people = {person.pk: person for person in (request.order.ordered_by, *people_of(request.consumer))}
    tell(people.values(), text, link=request.order.get_absolute_url(), tone=tone, but=actor)


def _record(verb: str, obj, request: AccessRequest, *, actor, **facts) -> None:
    consumer = request.consumer
    product = request.port.product.slug
    record(verb, obj, actor=actor, product=product, person=consumer.person, team=consumer.team, **facts)
