"""What somebody can read, in whose name, until when, and what they can do about it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import MigrationNotice, OutputPort
from catalog.transitions.policies import may_move
from catalog.transitions.selectors import notices_for
from catalog.transitions.telling import last_day
from catalog.warehouses.engines import WITH_LOGINS
from marketplace.foundation.policies import YES, Answer, no
from requests.grants.narrowing import narrowing_of
from requests.grants.policies import may_give_back
from requests.models import AccessRequest, Grant, MaskException, Suspension
from requests.ordering.policies import objection
from requests.ordering.situation import Situation
from requests.ordering.unmasking import may_ask_plain
from requests.selectors.readable import Eyes, Readable

OWN_PORTS = 60  # of one's own teams, on one page
MOST_LEAVING = 100  # versions that end, on one page
_READABLE = ("published", "deprecated")


@dataclass(frozen=True)
class Leaving:
    """A version that is still read and ends after a day, and whether this person may leave it now."""

    notice: MigrationNotice
    day: str
    may_move: Answer


@dataclass(frozen=True)
class Holding:
    """One grant with what its consumer sees, and whether it can be prolonged or given back."""

    grant: Grant
    readable: Readable
    renew: Answer
    give_back: Answer
    renewal: AccessRequest | None  # one that waits for a decision
    leaving: Leaving | None = None  # the version that is read ends
    stopped: str = ""  # why nothing is read in an emergency
    exceptions: Sequence[MaskException] = ()  # standing: masked columns that are, or soon will be, plain
    asked_plain: AccessRequest | None = None  # a wish to see columns plain that waits
    may_ask_plain: Answer = YES

    @property
    def open(self) -> bool:
        """Can it be read through this very moment?"""
        return self.grant.is_in_force() and not self.stopped

    @property
    def unused(self) -> bool:
        """Is it open, and was not read for so long that it might be given back?"""
        if not self.open or self.grant.is_under_notice:
            return False
        since = timezone.now() - timedelta(days=settings.UNUSED_DAYS)
        used = self.grant.last_read_at or max(self.grant.opened_at or self.grant.created_at, self.grant.valid_from)
        return used < since

    @property
    def connects(self) -> bool:
        """Can its consumer sign in to the warehouse itself?"""
        return self.open and self.grant.port.warehouse.engine in WITH_LOGINS

    @property
    def by_account(self) -> bool:
        """Does a service account read through it, and no person?"""
        return self.grant.consumer.account_of_id is not None


def reachable(user) -> QuerySet[Grant]:
    """The grants through which this person reads, or read, and those of their teams' tools, with all a page shows."""
    return (
        Grant.objects.looked_after_by(user)
        .for_display()
        .select_related("port__policy", "port__snapshot", "port__warehouse")
    )


def standing_of(user) -> QuerySet[Grant]:
    """Those that stand, what is being set up first, then what ends soonest."""
    return reachable(user).standing().order_by("-state", "valid_until", "pk")


def ended_of(user) -> QuerySet[Grant]:
    """Those that are over, the last one first."""
    return reachable(user).exclude(state__in=Grant.State.standing()).order_by("-ended_at", "-pk")


def holdings(user, grants: Sequence[Grant]) -> list[Holding]:
    """These grants with what can be done about them, in thirteen queries for however many."""
    eyes = Eyes(((grant.consumer, grant.port) for grant in grants), kept=True)
    standing = Grant.objects.standing().filter(request__renews__in=grants)
    renewed = set(standing.values_list("request__renews", flat=True))
    waiting = {line.renews_id: line for line in _renewals(grants)}
    stopped = _stopped(user, grants)
    lifted, wishes = _exceptions(grants), _wishes(grants)
    told = {(one.notice.port_id, one.notice.consumer_id): one for one in reversed(leaving(user))}
    return [
        Holding(
            grant=grant,
            readable=eyes.see(grant.consumer, grant.port, narrowing_of(grant)).unmasked(lifted[grant.pk]),
            exceptions=lifted[grant.pk],
            asked_plain=wishes.get(grant.request_id),
            may_ask_plain=may_ask_plain(user, grant.request, grant),
            renew=_may_renew(user, grant, renewed=grant.pk in renewed, renewal=waiting.get(grant.pk)),
            give_back=may_give_back(user, grant),
            renewal=waiting.get(grant.pk),
            leaving=told.get((grant.port_id, grant.consumer_id)),
            stopped=stopped.get(None) or stopped.get(grant.port_id, ""),
        )
        for grant in grants
    ]


def leaving(user) -> list[Leaving]:
    """The versions that this person, or a team of theirs, reads and that end; what ends soonest first."""
    return [
        Leaving(notice, last_day(notice.period.ends_at), may_move(user, notice))
        for notice in notices_for(user)[:MOST_LEAVING]
    ]


def own_ports(user) -> QuerySet[OutputPort]:
    """The ports of one's own teams: whoever makes data reads it without an order."""
    mine = OutputPort.objects.offered().filter(product__owner__in=user.team_ids, product__status__in=_READABLE)
    return mine.select_related("product__domain", "snapshot").order_by("product__name", "position", "name")


def _may_renew(user, grant: Grant, *, renewed: bool, renewal: AccessRequest | None) -> Answer:
    """Like `ordering.policies.may_renew`, from what was asked for all grants at once."""
    if renewed:
        return no(_("it is renewed already"))
    if grant.is_under_notice:
        return no(_("it was revoked, and is not prolonged"))
    waiting = {grant.port_id: renewal} if renewal else {}
    refusal = objection(user, situation=Situation(grant.consumer, waiting=waiting), port=grant.port, renews=grant)
    return no(refusal.facts["reason"]) if refusal else YES


def _renewals(grants: Sequence[Grant]) -> QuerySet[AccessRequest]:
    return AccessRequest.objects.waiting().filter(renews__in=grants).select_related("order")


def _exceptions(grants: Sequence[Grant]) -> dict[int, list[MaskException]]:
    found = defaultdict(list)
    for one in MaskException.objects.standing().filter(grant__in=grants, valid_until__gt=timezone.now()):
        found[one.grant_id].append(one)
    return found


def _wishes(grants: Sequence[Grant]) -> dict[int | None, AccessRequest]:
    """What waits to be seen plain, by the access that it adds to."""
    asked = AccessRequest.objects.waiting().filter(adds_to__in=[grant.request_id for grant in grants])
    return {one.adds_to_id: one for one in asked.select_related("order")}


def _stopped(user, grants: Sequence[Grant]) -> dict[int | None, str]:
    """Why ports are suspended, by their id; by None, why this person is."""
    which = Q(person=user) | Q(port__in={grant.port_id for grant in grants})
    return dict(Suspension.objects.standing().filter(which).values_list("port", "reason"))
