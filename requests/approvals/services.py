"""From a request to a decision by people, stage after stage; `setting_off` sends new requests to the first one."""

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.notifications.services import tell_each
from catalog.warehouses.narrowing import WHOLE, Narrowing, as_json
from marketplace.foundation.policies import insist
from requests.approvals import wording
from requests.approvals.asking import ask, asking_of, open_next_stage, say_of
from requests.approvals.errors import AlreadyDecided, AlreadySaid, WiderThanAsked
from requests.approvals.narrowing import fitting
from requests.approvals.policies import may_decide, voice_at
from requests.approvals.pool import find_pool
from requests.approvals.quorum import is_reachable, needed_of
from requests.grants.errors import ReasonMissing
from requests.grants.exceptions import open_exception
from requests.grants.renewals import withdraw_additions
from requests.grants.selectors import whom_it_concerns
from requests.grants.services import open_grant
from requests.models import AccessRequest, ApprovalStage, Decision, Grant

State = AccessRequest.State


@transaction.atomic
def decide(
    *,
    actor,
    stage: ApprovalStage,
    yes: bool,
    reason: str = "",
    days: int | None = None,
    only: Narrowing = WHOLE,
) -> ApprovalStage:
    """Say yes or no at one stage. The last yes that is needed closes it, that of the last stage opens the grant.

    One no ends the request, however many would have to agree. `days` may shorten what was asked for, `only` leave out
    columns and rows; whoever gives less says why. Raises AlreadyDecided, AlreadySaid, ReasonMissing, WiderThanAsked,
    NothingLeft, NotToChooseBy.
    """
    request = _locked_request(stage)
    stage = _locked_stage(stage, request)
    if request.state != State.WAITING or stage.state != ApprovalStage.State.OPEN:
        raise AlreadyDecided(outcome=str(stage.get_state_display()))
    if stage.decisions.filter(Q(by=actor) | Q(voice_of=actor)).exists():
        raise AlreadySaid()
    voice_of, answer = voice_at(actor, stage)
    insist(answer)
    if not reason.strip() and (not yes or only):
        raise ReasonMissing()
    most = shortest_so_far(request)
    if yes and days is not None and not 1 <= days <= most:
        raise WiderThanAsked(days=most, wish=days)
    kept = as_json(fitting(request, only)) if yes and only else {}

    said = {"yes": yes, "reason": reason.strip(), "days": days if yes else None, "only": kept}
    Decision.objects.create(stage=stage, by=actor, voice_of=voice_of, **said)
    verb = "stage.approved" if yes else "stage.denied"
    said = stage.decisions.filter(yes=True).count()
    facts = {"days": days, "said": said, "needed": stage.needed} | ({"only": kept} if kept else {})
    if voice_of:
        facts["voice_of"] = str(voice_of)
    say_of(verb, stage, request, actor=actor, reason=reason.strip() or "–", **facts)
    if not yes:
        _close(stage, ApprovalStage.State.DENIED)
        deny(request, actor=actor, reason=reason.strip())
    elif said >= stage.needed:
        _agreed(stage, request, actor=actor, reason=reason.strip())
    return stage


@transaction.atomic
def approve(request: AccessRequest, *, actor, reason: str) -> None:
    """Grant a request that everybody agreed to, for the shortest time that anybody named.

    Raises GrantEnded where it adds to access that is over.
    """
    _settle(request, State.APPROVED, actor=actor, reason=reason)
    if request.adds_to_id:
        open_exception(actor=actor, request=request, days=shortest_so_far(request))
    else:
        open_grant(actor=actor, request=request, days=shortest_so_far(request))
    tell_each([wording.approved(request, whom_it_concerns(request), actor=actor)])


@transaction.atomic
def deny(request: AccessRequest, *, actor, reason: str) -> None:
    """Refuse a request, and ask nobody else about it."""
    _settle(request, State.DENIED, actor=actor, reason=reason)
    withdraw_additions(request, actor=actor)
    ahead = request.stages.filter(state=ApprovalStage.State.AHEAD)
    ahead.update(state=ApprovalStage.State.SKIPPED, closed_at=timezone.now(), updated_at=timezone.now())
    tell_each([wording.denied(request, whom_it_concerns(request), actor=actor, reason=reason)])


@transaction.atomic
def ask_again(stage: ApprovalStage) -> bool:
    """Ask the people of now where those who were asked cannot come to a yes any more; True when somebody was found.

    Where all had to agree, it is all who are there now.
    """
    request = _locked_request(stage)
    stage = _locked_stage(stage, request)
    if stage.state != ApprovalStage.State.OPEN:
        return False
    asked = list(stage.pool.all())
    said = set(stage.decisions.filter(yes=True).values_list(Coalesce("voice_of", "by"), flat=True))
    able = {person.pk for person in asked if may_decide(person, stage)}
    if is_reachable(stage.needed, said, able):
        return False
    found, stood_in = find_pool(stage.role, request.port.product, **asking_of(request))
    there = said | {person.pk for person in found}
    same = {person.pk for person in asked} - said == {person.pk for person in found} - said
    if same and needed_of(stage.needs, len(there)) == stage.needed:
        return False  # nothing is different; the stewards know
    reachable = ask(stage, (found, stood_in), said=len(said - {person.pk for person in found}))
    if said and len(said) >= stage.needed:
        _agreed(stage, request, actor=None, reason="")
    return reachable


def shortest_so_far(request: AccessRequest) -> int:
    """The days that were asked for, or fewer where an approver gave fewer."""
    given = Decision.objects.filter(stage__request=request, days__isnull=False).values_list("days", flat=True)
    return min([request.days, *given])


_PARTS = ("order__ordered_by", "consumer__person", "consumer__team", "port__product__owner", "renews")


def _locked_request(stage: ApprovalStage) -> AccessRequest:
    """The request with its parts, its row locked until the transaction ends.

    The access that it adds to is locked before it, as whoever ends that locks it first.
    """
    if adds_to := AccessRequest.objects.filter(pk=stage.request_id).values_list("adds_to", flat=True).first():
        AccessRequest.objects.select_for_update().get(pk=adds_to)
        Grant.objects.select_for_update().filter(request=adds_to).first()
    AccessRequest.objects.select_for_update().get(pk=stage.request_id)
    return AccessRequest.objects.select_related(*_PARTS, "port__product__domain").get(pk=stage.request_id)


def _locked_stage(stage: ApprovalStage, request: AccessRequest) -> ApprovalStage:
    locked = ApprovalStage.objects.select_for_update().get(pk=stage.pk)
    locked.request = request
    return locked


def _agreed(stage: ApprovalStage, request: AccessRequest, *, actor, reason: str) -> None:
    """Everybody who is needed at this stage said yes: on to the next one, or to the grant."""
    _close(stage, ApprovalStage.State.APPROVED)
    if open_next_stage(request) is None:
        approve(request, actor=actor, reason=reason)


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
    say_of(f"request.{state}", request, request, actor=actor, reason=reason or "–", old=State.WAITING, new=state)
