"""Standing access: opened by an approval, proven by the warehouse, ended by its last day or by people."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification
from accounts.notifications.services import Kind, tell
from catalog.warehouses.narrowing import Narrowing, as_json
from marketplace.foundation.audit import at_once, record
from marketplace.foundation.policies import insist
from requests.grants.errors import GrantEnded, GrantOverlaps, NoticeNotFit, ReasonMissing
from requests.grants.exceptions import end_with_grant, open_waiting, shorten
from requests.grants.narrowing import narrowed_so_far, of_renewed
from requests.grants.policies import may_give_back, may_revoke
from requests.grants.renewals import cancel_request, waiting_requests, withdraw_additions, withdraw_renewals
from requests.grants.runs import queue, queue_new
from requests.grants.selectors import maintainers_of, people_of
from requests.grants.windows import last_day, last_moment, midnight
from requests.models import AccessRequest, Grant, ProvisioningRun

State, Provisioning, Aim = Grant.State, Grant.Provisioning, ProvisioningRun.Aim


@transaction.atomic
def open_grant(*, actor, request: AccessRequest, days: int) -> Grant:
    """Open the window that a request was approved for; a renewal begins where the grant before it ends.

    Raises GrantOverlaps when the consumer holds the port for that time already.
    """
    return open_grants(actor=actor, wanted=[(request, days)])[0]


@transaction.atomic(savepoint=False)
def open_grants(*, actor, wanted: Sequence[tuple[AccessRequest, int]], by_rule: bool = False) -> list[Grant]:
    """Open a window for each of these requests, for so many days: all or none, in a fixed number of queries.

    `by_rule` those that were made at this moment: nobody has narrowed them, and nothing waits for them.
    Raises GrantOverlaps when a consumer holds a port for that time already.
    """
    now = timezone.now()
    requests = [request for request, _days in wanted]
    narrowings = {one.pk: of_renewed(one) for one in requests} if by_rule else narrowed_so_far(requests)
    grants = [_window(request, days, now, narrowings[request.pk]) for request, days in wanted]
    try:
        with transaction.atomic():
            Grant.objects.bulk_create(grants)
    except IntegrityError:
        request = wanted[0][0]
        raise GrantOverlaps(consumer=str(request.consumer), port=str(request.port)) from None

    with at_once():
        for grant in grants:
            _record("grant.opened", grant, actor=actor, new=State.PENDING, until=last_day(grant), only=grant.only)
    if not by_rule:
        open_waiting(grants, actor=actor)
    queue_new(grants, Aim.OPEN)
    return grants


def _window(request: AccessRequest, days: int, now, narrowing: Narrowing) -> Grant:
    old = request.renews
    begins = max(now, old.valid_until) if old and old.is_standing else now
    until = last_moment(begins, days, timezone.get_default_timezone())
    window = {"valid_from": begins, "valid_until": until, "only": as_json(narrowing)}
    return Grant(request=request, consumer=request.consumer, port=request.port, **window)


@transaction.atomic(savepoint=False)
def activate_grant(*, grant: Grant, checks: list[dict]) -> bool:
    """Say that access is there, now that it was read as the consumer; False when the grant ended meanwhile."""
    now = timezone.now()
    proven = {
        "state": State.ACTIVE,
        "provisioning": Provisioning.PROVISIONED,
        "verified_at": now,
        "opened_at": Coalesce("opened_at", now),
    }
    if not Grant.objects.standing().filter(pk=grant.pk, valid_until__gt=now).update(**proven, updated_at=now):
        return False
    before = grant.state
    grant.state, grant.provisioning, grant.verified_at = State.ACTIVE, Provisioning.PROVISIONED, now

    _record("grant.verified", grant, actor=None, old=before, new=State.ACTIVE, checks=len(checks))
    if before != State.ACTIVE:
        text = _("You can read %(port)s until %(day)s.") % {"port": grant.port, "day": last_day(grant)}
        tell(
            people_of(grant.consumer),
            text,
            link=reverse("requests:my-data"),
            key=f"grant-{grant.pk}-open",
            kind=Kind.ACCESS,
        )
    return True


@transaction.atomic
def revoke(*, actor, grant: Grant, reason: str, on: date | None = None) -> Grant:
    """Take access away before its last day, with what would follow it; the consumer is told why.

    At once, or with the end of the day `on`: until then it is read as before, and not prolonged.
    Raises ReasonMissing, GrantEnded, NoticeNotFit.
    """
    if not reason.strip():
        raise ReasonMissing()
    grant = _locked(grant)
    insist(may_revoke(actor, grant))
    if on is not None:
        return _give_notice(grant, on, actor=actor, reason=reason.strip())
    _end(grant, State.REVOKED, actor=actor, reason=reason.strip())
    text = _("%(actor)s ended access to %(port)s: %(reason)s")
    _tell_ended(grant, text % {"actor": actor, "port": grant.port, "reason": reason.strip()}, but=actor)
    return grant


def _give_notice(grant: Grant, on: date, *, actor, reason: str) -> Grant:
    """Shorten a locked grant to a last day, and end what would follow it; the sweep ends it as revoked."""
    zone = timezone.get_default_timezone()
    ends, today = midnight(on + timedelta(days=1), zone), timezone.localdate(timezone=zone)
    if on < today or ends <= grant.valid_from or ends > grant.valid_until:
        raise NoticeNotFit(first=str(max(today, timezone.localdate(grant.valid_from, zone))), last=last_day(grant))
    _end_renewals(grant, State.REVOKED, actor=actor, reason=reason)
    before = last_day(grant)
    grant.valid_until, grant.ended_by, grant.end_reason = ends, actor, reason
    grant.save(update_fields=["valid_until", "ended_by", "end_reason", "updated_at"])
    shorten(grant, ends)
    queue(grant, Aim.OPEN)
    _record("grant.noticed", grant, actor=actor, old=before, new=last_day(grant), reason=reason, until=last_day(grant))
    text = _("%(actor)s ends your access to %(port)s with %(day)s: %(reason)s")
    facts = {"actor": actor, "port": grant.port, "day": last_day(grant), "reason": reason}
    _tell_ended(grant, text % facts, but=actor)
    return grant


@transaction.atomic
def give_back(*, actor, grant: Grant, reason: str = "") -> Grant:
    """Give access back that is not needed any more; the owner is told.

    Raises GrantEnded.
    """
    grant = _locked(grant)
    insist(may_give_back(actor, grant))
    _end(grant, State.RETURNED, actor=actor, reason=reason.strip())
    text = _("%(consumer)s gave access to %(port)s back.") % {"consumer": grant.consumer, "port": grant.port}
    tell(
        maintainers_of(grant.port.product.owner),
        text,
        link=grant.port.product.get_absolute_url(),
        but=actor,
        kind=Kind.ACCESS,
    )
    return grant


@transaction.atomic
def end_for_account(account, actor) -> int:
    """Give back everything that a service account holds, and withdraw what waits for it, as nobody will read it."""
    _withdraw(
        _("The service account was closed, so the order of %(port)s was withdrawn."),
        actor=actor,
        consumer__person=account,
    )
    standing = Grant.objects.standing().filter(consumer__person=account).select_for_update(of=("self",)).order_by("pk")
    ended = list(_with_parts(standing))
    for grant in ended:
        if Grant.objects.standing().filter(pk=grant.pk).exists():
            _end(grant, State.RETURNED, actor=actor, reason=_("The service account was closed."))
    return len(ended)


@transaction.atomic
def end_for_product(product, actor, reason: str) -> int:
    """End all access to a product that is retired, and withdraw what waits; answers how many grants ended."""
    _withdraw(_("%(port)s was retired, so your order was withdrawn."), actor=actor, port__product=product)
    text = _("%(port)s was retired, and access has ended.")
    return _end_all(text, actor=actor, reason=reason or _("The product was retired."), port__product=product)


@transaction.atomic
def withdraw_for_port(port, actor) -> int:
    """Withdraw what waits for a port that the published version does not have; answers how many requests."""
    text = _("%(port)s is not part of the new version, so your order was withdrawn.")
    return _withdraw(text, actor=actor, port=port)


@transaction.atomic
def end_for_port(port, actor, reason: str) -> int:
    """End all access to a port that can be read no more, and withdraw what waits; answers how many grants ended."""
    withdraw_for_port(port, actor)
    return _end_all(_("%(port)s can be read no more, and access has ended."), actor=actor, reason=reason, port=port)


@transaction.atomic
def end_reviewed(grants: Collection[int], actor, reason: str) -> int:
    """End what a campaign did not confirm, by id; answers how many grants ended."""
    text = _("Access to %(port)s was reviewed and has ended: {reason}").replace("{reason}", reason.replace("%", "%%"))
    return _end_all(text, actor=actor, reason=reason, pk__in=grants)


def _withdraw(text: str, *, actor, **which) -> int:
    waiting = list(waiting_requests(**which))
    for request in waiting:
        cancel_request(request, actor=actor)
        link = request.order.get_absolute_url()
        tell([request.order.ordered_by], text % {"port": request.port}, link=link, but=actor, kind=Kind.ORDER)
    return len(waiting)


def _end_all(text: str, *, actor, reason: str, **which) -> int:
    standing = Grant.objects.standing().filter(**which).select_for_update(of=("self",)).order_by("pk")
    ended = list(_with_parts(standing))
    for grant in ended:
        if not Grant.objects.standing().filter(pk=grant.pk).exists():
            continue  # it followed another one and has ended with it
        _end(grant, State.REVOKED, actor=actor, reason=reason)
        _tell_ended(grant, text % {"port": grant.port}, but=actor)
    return len(ended)


def _locked(grant: Grant) -> Grant:
    """The grant with all its parts, its row locked until the transaction ends.

    Raises GrantEnded.
    """
    Grant.objects.select_for_update().get(pk=grant.pk)
    locked = _with_parts(Grant.objects).get(pk=grant.pk)
    if not locked.is_standing:
        raise GrantEnded(state=str(locked.get_state_display()))
    return locked


def _with_parts(grants):
    return grants.select_related("port__product__owner", "consumer__person", "consumer__team", "request__order")


def _end(grant: Grant, state: str, *, actor, reason: str) -> None:
    """End one locked grant, and whatever would prolong it: whoever loses access does not get it back by a renewal."""
    _end_renewals(grant, state, actor=actor, reason=reason)
    old, now = grant.state, timezone.now()
    grant.state, grant.ended_at, grant.ended_by, grant.end_reason = state, now, actor, reason
    grant.provisioning = Provisioning.REMOVING
    grant.save(update_fields=["state", "ended_at", "ended_by", "end_reason", "provisioning", "updated_at"])

    _record(f"grant.{state}", grant, actor=actor, old=old, new=state, reason=reason or "–")
    end_with_grant([grant.pk], state, actor=actor, reason=reason)
    queue(grant, Aim.CLOSE)


def _end_renewals(grant: Grant, state: str, *, actor, reason: str) -> None:
    # In this order: a renewal that is being approved at this moment is waited for, and then found among the followers.
    withdraw_renewals(grant, actor=actor)
    withdraw_additions(grant.request, actor=actor)
    followers = Grant.objects.standing().filter(request__renews=grant)
    for follower in _with_parts(followers.order_by("pk")):
        _end(follower, state, actor=actor, reason=reason)


def _tell_ended(grant: Grant, text: str, *, but) -> None:
    link = reverse("requests:my-data")
    tell(people_of(grant.consumer), text, link=link, tone=Notification.Tone.TROUBLE, but=but, kind=Kind.ACCESS)


def _record(verb: str, grant: Grant, *, actor, **facts) -> None:
    consumer = grant.consumer
    product = grant.port.product
    record(verb, grant, actor=actor, product=product.slug, person=consumer.person, team=consumer.team, **facts)
