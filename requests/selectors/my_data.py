"""What somebody can read, in whose name, until when, and what they can do about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import OutputPort
from marketplace.foundation.policies import YES, Answer, no
from requests.grants.policies import may_give_back
from requests.models import AccessRequest, Grant
from requests.ordering.policies import objection
from requests.ordering.situation import Situation
from requests.selectors.readable import Eyes, Readable

OWN_PORTS = 60  # of one's own teams, on one page
_READABLE = ("published", "deprecated")


@dataclass(frozen=True)
class Holding:
    """One grant with what its consumer sees, and whether it can be prolonged or given back."""

    grant: Grant
    readable: Readable
    renew: Answer
    give_back: Answer
    renewal: AccessRequest | None  # one that waits for a decision

    @property
    def open(self) -> bool:
        """Can it be read through this very moment?"""
        return self.grant.is_in_force()


def reachable(user) -> QuerySet[Grant]:
    """The grants through which this person reads, or read, with all that a page shows."""
    return Grant.objects.held_by(user).for_display().select_related("port__policy", "port__snapshot")


def standing_of(user) -> QuerySet[Grant]:
    """Those that stand, what is being set up first, then what ends soonest."""
    return reachable(user).standing().order_by("-state", "valid_until", "pk")


def ended_of(user) -> QuerySet[Grant]:
    """Those that are over, the last one first."""
    return reachable(user).exclude(state__in=Grant.State.standing()).order_by("-ended_at", "-pk")


def holdings(user, grants: Sequence[Grant]) -> list[Holding]:
    """These grants with what can be done about them, in four queries for however many."""
    eyes = Eyes((grant.consumer, grant.port) for grant in grants)
    standing = Grant.objects.standing().filter(request__renews__in=grants)
    renewed = set(standing.values_list("request__renews", flat=True))
    waiting = {line.renews_id: line for line in _renewals(grants)}
    return [
        Holding(
            grant=grant,
            readable=eyes.see(grant.consumer, grant.port),
            renew=_may_renew(user, grant, renewed=grant.pk in renewed, waits=grant.pk in waiting),
            give_back=may_give_back(user, grant),
            renewal=waiting.get(grant.pk),
        )
        for grant in grants
    ]


def own_ports(user) -> QuerySet[OutputPort]:
    """The ports of one's own teams: whoever makes data reads it without an order."""
    mine = OutputPort.objects.offered().filter(product__owner__in=user.team_ids, product__status__in=_READABLE)
    return mine.select_related("product__domain", "snapshot").order_by("product__name", "position", "name")


def _may_renew(user, grant: Grant, *, renewed: bool, waits: bool) -> Answer:
    """Like `ordering.policies.may_renew`, from what was asked for all grants at once."""
    if renewed:
        return no(_("it is renewed already"))
    waiting = frozenset({grant.port_id}) if waits else frozenset()
    refusal = objection(user, situation=Situation(grant.consumer, waiting=waiting), port=grant.port, renews=grant)
    return no(refusal.facts["reason"]) if refusal else YES


def _renewals(grants: Sequence[Grant]) -> QuerySet[AccessRequest]:
    return AccessRequest.objects.waiting().filter(renews__in=grants).select_related("order")
