"""Masked columns seen plain: opened by an approval, proven by the warehouse, ended by the last moment or by people.

An exception hangs on one grant and is read by it alone; whenever one begins or ends, the worker brings the warehouse
to it, as it does for the grant.
"""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification
from accounts.notifications.services import Kind, tell
from marketplace.foundation.audit import at_once, record
from marketplace.foundation.policies import YES, Answer, insist, no
from requests.grants.errors import GrantEnded, PlainEnded, ReasonMissing
from requests.grants.narrowing import narrowed_so_far
from requests.grants.renewals import cancel_request, waiting_requests
from requests.grants.runs import queue
from requests.grants.selectors import maintainers_of, people_of
from requests.grants.windows import last_day, last_moment
from requests.models import AccessRequest, Decision, Grant, MaskException, ProvisioningRun

State, Aim = MaskException.State, ProvisioningRun.Aim
_PARTS = ("grant__port__product__owner", "grant__consumer__person", "grant__consumer__team", "request__order")


def may_revoke(user, exception: MaskException) -> Answer:
    """May this person mask the columns again? Who may end the access may, and data protection."""
    if not exception.is_standing:
        return no(_("it has ended"))
    owner = exception.grant.port.product.owner_id
    if owner in user.maintained_team_ids or user.sees_everything or user.is_data_protection:
        return YES
    return no(_("only maintainers of the owning team, data protection, stewards and the platform team end it"))


def may_watch(user) -> Answer:
    """May this person see every exception there is?"""
    if user.sees_everything or user.is_data_protection:
        return YES
    return no(_("this is for data protection, stewards and the platform team"))


def may_give_back(user, exception: MaskException) -> Answer:
    """May this person give it back? Whoever orders in the name of the consumer may."""
    if not exception.is_standing:
        return no(_("it has ended"))
    return YES if exception.grant.consumer.is_spoken_for_by(user) else no(_("only its consumer gives it back"))


@transaction.atomic
def open_exception(*, actor, request: AccessRequest, days: int) -> MaskException | None:
    """Let the columns of an approved wish be seen plain, from when the warehouse has proven it.

    While the access itself waits for a decision it begins with that, which is None now. Raises GrantEnded.
    """
    access = AccessRequest.objects.select_for_update().get(pk=request.adds_to_id)
    if access.state == AccessRequest.State.WAITING:
        return None
    grant = Grant.objects.select_for_update().filter(request=access).first()
    if grant is None or not grant.is_standing or grant.valid_until <= timezone.now():
        raise GrantEnded(state=str((grant or access).get_state_display()))
    exception = _open(grant, request, days, actor=actor)
    queue(grant, Aim.OPEN)
    return exception


def open_waiting(grants: Sequence[Grant], *, actor) -> None:
    """Open what was approved to be seen plain before its access was; whoever opens that wakes the worker."""
    by_access = {grant.request_id: grant for grant in grants}
    approved = AccessRequest.objects.filter(adds_to__in=by_access, state=AccessRequest.State.APPROVED, exception=None)
    for request in approved.select_related("order", "consumer__person", "consumer__team", "port__product"):
        given = Decision.objects.filter(stage__request=request, days__isnull=False).values_list("days", flat=True)
        _open(by_access[request.adds_to_id], request, min([request.days, *given]), actor=actor)


@transaction.atomic(savepoint=False)
def activate(grant: Grant, exceptions: Collection[int]) -> int:
    """Say that these are in force, now that the port was read so as the consumer; answers how many are new."""
    now = timezone.now()
    pending = MaskException.objects.filter(pk__in=exceptions, grant=grant, state=State.PENDING, valid_until__gt=now)
    news = list(pending.select_related(*_PARTS).order_by("pk"))
    for exception in news:
        pending.filter(pk=exception.pk).update(state=State.ACTIVE, opened_at=now, updated_at=now)
        _record("exception.verified", exception, actor=None, old=State.PENDING, new=State.ACTIVE)
        text = _("You see %(columns)s of %(port)s plain until %(day)s.")
        _tell(exception, text, key=f"exception-{exception.pk}-open")
    return len(news)


@transaction.atomic
def give_up(grant: Grant, why: str) -> int:
    """Leave out what could not be proven, so that the access itself goes on without it; answers how many."""
    pending = list(MaskException.objects.filter(grant=grant, state=State.PENDING).select_related(*_PARTS))
    for exception in pending:
        _end(exception, State.FAILED, actor=None, reason=why)
        text = _("%(columns)s of %(port)s could not be shown plain, and stays masked: %(why)s")
        _tell(exception, text, why=why, tone=Notification.Tone.TROUBLE)
    return len(pending)


@transaction.atomic
def revoke_exception(*, actor, exception: MaskException, reason: str) -> MaskException:
    """Mask the columns again before the last day; the consumer is told why.

    Raises ReasonMissing, PlainEnded.
    """
    if not reason.strip():
        raise ReasonMissing()
    exception = _locked(exception)
    insist(may_revoke(actor, exception))
    _end(exception, State.REVOKED, actor=actor, reason=reason.strip())
    queue(exception.grant, Aim.OPEN)
    text = _("You see %(columns)s of %(port)s masked again: %(why)s")
    _tell(exception, text, why=reason.strip(), tone=Notification.Tone.TROUBLE, but=actor)
    return exception


@transaction.atomic
def give_back_exception(*, actor, exception: MaskException, reason: str = "") -> MaskException:
    """Give back that columns are plain; the access stays, and the owner is told.

    Raises PlainEnded.
    """
    exception = _locked(exception)
    insist(may_give_back(actor, exception))
    _end(exception, State.RETURNED, actor=actor, reason=reason.strip())
    queue(exception.grant, Aim.OPEN)
    facts = {"consumer": exception.grant.consumer, "columns": exception.names, "port": exception.grant.port}
    product = exception.grant.port.product
    text = _("%(consumer)s sees %(columns)s of %(port)s masked again, and gave that back.") % facts
    tell(maintainers_of(product.owner), text, link=product.get_absolute_url(), but=actor, kind=Kind.ACCESS)
    return exception


def end_with_grant(grants: Collection[int], state: str, *, actor, reason: str = "") -> None:
    """End what hangs on grants that have just ended, in the same way; the warehouse is closed with them."""
    standing = MaskException.objects.standing().filter(grant__in=grants).select_related(*_PARTS).order_by("pk")
    with at_once():
        for exception in list(standing):
            _end(exception, state, actor=actor, reason=reason)


def shorten(grant: Grant, ends) -> None:
    """Nothing is seen plain for longer than it is seen."""
    longer = MaskException.objects.standing().filter(grant=grant, valid_until__gt=ends)
    longer.filter(valid_from__lt=ends).update(valid_until=ends, updated_at=timezone.now())
    for exception in list(longer.select_related(*_PARTS)):
        _end(exception, State.EXPIRED, actor=None, reason="")


def expire_due(now=None) -> int:
    """End every exception whose last moment is over, and have the warehouse mask its columns; answers how many.

    Wishes to see more of what is over are withdrawn.
    """
    now = now or timezone.now()
    due = MaskException.objects.standing().filter(valid_until__lte=now).order_by("pk")
    ended = sum(_expire(pk, now) for pk in list(due.values_list("pk", flat=True)))
    with transaction.atomic():
        over = waiting_requests(adds_to__grant__ended_at__isnull=False)
        for request in over:
            cancel_request(request, actor=None)
    return ended


@transaction.atomic
def _expire(pk: int, now) -> bool:
    due = MaskException.objects.standing().filter(pk=pk, valid_until__lte=now)
    exception = due.select_for_update(of=("self",), skip_locked=True).select_related(*_PARTS).first()
    if exception is None:
        return False
    _end(exception, State.EXPIRED, actor=None, reason="")
    if exception.grant.is_standing and exception.grant.valid_until > now:
        queue(exception.grant, Aim.OPEN)
    _tell(exception, _("You see %(columns)s of %(port)s masked again: the last day is over."))
    return True


def _open(grant: Grant, request: AccessRequest, days: int, *, actor) -> MaskException:
    kept = {name.lower() for name in narrowed_so_far([request])[request.pk].columns}
    begins = max(timezone.now(), grant.valid_from)
    until = last_moment(begins, days, timezone.get_default_timezone())
    exception = MaskException.objects.create(
        request=request,
        grant=grant,
        columns=[name for name in request.plain if not kept or name.lower() in kept],
        valid_from=begins,
        valid_until=min(until, grant.valid_until),
    )
    _record("exception.opened", exception, actor=actor, new=State.PENDING, until=last_day(exception))
    return exception


def _locked(exception: MaskException) -> MaskException:
    """The exception with its parts, its grant's row and its own locked until the transaction ends.

    Raises PlainEnded.
    """
    Grant.objects.select_for_update().get(pk=exception.grant_id)
    MaskException.objects.select_for_update().get(pk=exception.pk)
    locked = _shown().get(pk=exception.pk)
    if not locked.is_standing:
        raise PlainEnded(state=str(locked.get_state_display()))
    return locked


def _shown() -> QuerySet[MaskException]:
    return MaskException.objects.select_related(*_PARTS)


def _end(exception: MaskException, state: str, *, actor, reason: str) -> None:
    now, old = timezone.now(), exception.state
    ended = {"state": state, "ended_at": now, "ended_by": actor, "end_reason": reason}
    if not MaskException.objects.standing().filter(pk=exception.pk).update(**ended, updated_at=now):
        return
    for name, value in ended.items():
        setattr(exception, name, value)
    _record(f"exception.{state}", exception, actor=actor, old=old, new=state, reason=reason or "–")


def _tell(exception: MaskException, text: str, *, why: str = "", tone=Notification.Tone.INFO, key="", but=None) -> None:
    grant = exception.grant
    facts = {"columns": exception.names, "port": grant.port, "day": last_day(exception), "why": why}
    link = reverse("requests:my-data")
    tell(people_of(grant.consumer), text % facts, link=link, tone=tone, key=key, but=but, kind=Kind.ACCESS)


def _record(verb: str, exception: MaskException, *, actor, **facts) -> None:
    consumer, product = exception.grant.consumer, exception.grant.port.product
    about = {"product": product.slug, "person": consumer.person, "team": consumer.team}
    record(verb, exception, actor=actor, columns=exception.names, **about, **facts)
