"""Who may order what."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Consumer
from catalog.models import DataProduct, OutputPort
from marketplace.foundation.policies import YES, Answer, no
from requests.models import AccessRequest, Grant, Order
from requests.ordering.errors import (
    AlreadyHeld,
    AlreadyWaiting,
    LineRefused,
    NotInTeam,
    NotRenewable,
    PortNotOffered,
    PurposeNotAllowed,
    Superseded,
    TooManyDays,
)
from requests.ordering.situation import Situation, situation_of


def may_order(
    user,
    *,
    consumer: Consumer,
    port: OutputPort,
    purpose: str | None = None,
    days: int | None = None,
    situation: Situation | None = None,
) -> Answer:
    """May this person ask for this port in the name of this consumer? Purpose and days count where they are known."""
    situation = situation or situation_of(consumer, [port])
    refusal = objection(user, situation=situation, port=port, purpose=purpose, days=days)
    return no(refusal.facts["reason"]) if refusal else YES


def objection(
    user, *, situation: Situation, port: OutputPort, purpose: str | None = None, days: int | None = None, renews=None
) -> LineRefused | None:
    """What stands against ordering this port, or nothing; a renewal may be ordered although the port is held."""
    consumer = situation.consumer
    if not consumer.is_spoken_for_by(user) or (consumer.account_of_id and not consumer.person.is_active):
        return NotInTeam(port=port, consumer=consumer)
    if port.product.status not in DataProduct.Status.shown():
        return PortNotOffered(port=port, state=str(port.product.get_status_display()).lower())
    if not port.offered:
        return PortNotOffered(port=port, state=_("not part of the published version"))
    if renews is None and port.product.status == DataProduct.Status.DEPRECATED and port.product.successor_id:
        successor = port.product.successor
        return Superseded(port=port, successor=str(successor), successor_slug=successor.slug)
    if port.pk in situation.waiting:
        return AlreadyWaiting(port=port, consumer=consumer)
    if renews is None and port.pk in situation.held:
        return AlreadyHeld(port=port, consumer=consumer)
    allowed = port.policy.purposes
    if purpose is not None and allowed and purpose not in allowed:
        return PurposeNotAllowed(port=port, allowed=", ".join(allowed))
    if days is not None and not 1 <= days <= longest_days(port):
        return TooManyDays(port=port, longest=longest_days(port), days=days)
    return None


def longest_days(port: OutputPort) -> int:
    """The most days for which this port is given: by its policy, the company, and the last day of its product."""
    longest = min(port.policy.longest_days, settings.GRANT_LONGEST_DAYS)
    if port.product.ends_on is None:
        return longest
    return max(0, min(longest, (port.product.ends_on - timezone.localdate()).days))


def may_renew(user, grant: Grant) -> Answer:
    """May this person ask for more time?"""
    refusal = objection_to_renewal(user, grant)
    return no(refusal.facts["reason"]) if refusal else YES


def objection_to_renewal(user, grant: Grant) -> LineRefused | None:
    """What stands against prolonging a grant, beside what stands against any order."""
    if not grant.is_standing:
        return NotRenewable(port=grant.port, state=_("has ended; order it again"))
    if grant.is_under_notice:
        return NotRenewable(port=grant.port, state=_("was revoked, and is not prolonged"))
    if Grant.objects.standing().filter(request__renews=grant).exists():
        return NotRenewable(port=grant.port, state=_("is renewed already"))
    situation = situation_of(grant.consumer, [grant.port])
    return objection(user, situation=situation, port=grant.port, renews=grant)


def may_cancel(user, order: Order) -> Answer:
    """May this person take an order back?"""
    if not any(line.state == AccessRequest.State.WAITING for line in order.lines.all()):
        return no(gettext_lazy("nothing in it waits for a decision"))
    return YES if order.ordered_by_id == user.pk else no(gettext_lazy("only the one who ordered cancels"))
