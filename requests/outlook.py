"""What access to many ports would take, for pages of the catalog that show products side by side."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from catalog.models import OutputPort
from catalog.outlook import OUTLOOKS, Outlook
from catalog.spec.product import DAYS_AT_FIRST
from requests.approvals.chain import Route
from requests.grants.policies import read_among
from requests.models import Grant
from requests.ordering.policies import longest_days, objection
from requests.ordering.situation import Situation, consumer_of, situation_of

_WHO = {
    "owner": gettext_lazy("its owners"),
    "domain-owner": gettext_lazy("the owner of its domain"),
    "steward": gettext_lazy("a governance steward"),
    "data-protection": gettext_lazy("data protection"),
    "line": gettext_lazy("your line"),
}


@OUTLOOKS.add("requests")
def outlook(user: User, team: Team | None, port_ids: Sequence[int], purpose: str) -> Mapping[int, Outlook]:
    """By the grants in force, else by the rules of each policy in force, for a month: at most nine queries."""
    ports = (
        OutputPort.objects.offered()
        .filter(pk__in=port_ids)
        .select_related("policy", "product__successor", "product__owner")
    )
    ports = list(ports.order_by("pk"))
    consumer = consumer_of(user, team)
    situation = situation_of(consumer, ports)
    reads = _read_by(team, ports) if team else read_among(user, ports)
    return {port.pk: _outlook_on(user, port, situation, reads, purpose) for port in ports}


def _read_by(team: Team, ports: Sequence[OutputPort]) -> set[int]:
    """What the team itself reads: its own, or by a grant of its own."""
    held = Grant.objects.in_force().filter(consumer__team=team, port__in=ports).values_list("port_id", flat=True)
    return {*held, *(port.pk for port in ports if port.product.owner_id == team.pk)}


def _outlook_on(user: User, port: OutputPort, situation: Situation, reads: set[int], purpose: str) -> Outlook:
    if port.pk in reads:
        return Outlook("now", _("It can be read now."))
    if port.pk in situation.waiting:
        return Outlook("waits", _("It is ordered, and waits for a decision."))
    days = min(DAYS_AT_FIRST, longest_days(port))
    refusal = objection(user, situation=situation, port=port, purpose=purpose or None, days=max(days, 1))
    if refusal is not None:
        return Outlook("refused", _("It cannot be ordered: %(reason)s.") % {"reason": refusal.facts["reason"]})
    return _told(situation.way(port, purpose=purpose, days=days), days)


def _told(way: Route, days: int) -> Outlook:
    if way.outcome == "approve":
        return Outlook("at-once", _("An order for %(days)s days is approved at once.") % {"days": days})
    if way.outcome == "deny":
        return Outlook("refused", _("An order would be refused: %(reason)s") % {"reason": way.reason or way.rule})
    asked = _(", then ").join(str(_WHO.get(role, role)) for role in way.roles)
    return Outlook("waits", _("An order waits for %(who)s.") % {"who": asked})
