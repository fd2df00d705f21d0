"""Brings events to other systems: written into an outbox first, sent from there. Dying loses nothing."""

from collections.abc import Sequence

import structlog
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, Value
from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification
from accounts.notifications.selectors import platform_team
from accounts.notifications.services import Kind, tell
from marketplace.foundation.models import AuditEvent
from marketplace.foundation.nudges import nudge
from marketplace.foundation.outbox import NotDelivered, NotWanted, forget, kept_since, send_out
from requests.connectors import chat, immuta, servicenow, webhook  # noqa: F401 — importing registers
from requests.connectors.kinds import KINDS
from requests.models import Connector, ConnectorCall, ConnectorMessage

log = structlog.get_logger(__name__)
# A slow transaction brings an event with a lower number than some that were looked at; so the last are looked at again.
LATE = 5000
MOST_AT_ONCE = 500


def collect() -> int:
    """Write down what every connector is to be told; answers how many messages that are."""
    return sum(_collect(pk) for pk in Connector.objects.filter(is_on=True).values_list("pk", flat=True))


@transaction.atomic
def _collect(pk: int) -> int:
    connector = Connector.objects.select_for_update().get(pk=pk)
    last = AuditEvent.objects.aggregate(last=Max("pk"))["last"] or 0
    there = ConnectorMessage.objects.filter(connector=connector, event=OuterRef("pk"))
    new = AuditEvent.objects.filter(pk__gt=max(connector.begins, connector.cursor - LATE))
    wanted = new.filter(_followed(connector)).filter(~Exists(there)).order_by("pk")
    events = list(wanted.values_list("pk", flat=True)[:MOST_AT_ONCE])
    ConnectorMessage.objects.bulk_create(ConnectorMessage(connector=connector, event_id=event) for event in events)
    seen = events[-1] if len(events) == MOST_AT_ONCE else last
    Connector.objects.filter(pk=connector.pk, cursor__lt=seen).update(cursor=seen)
    return len(events)


def _followed(connector: Connector) -> Q:
    """Verbs by name, or all of a kind: "grant" follows every "grant.…"."""
    wanted = Q(pk=None)
    for word in connector.follows:
        wanted |= Q(verb=word) | Q(verb__startswith=f"{word}.")
    return wanted


def sweep(task) -> int:
    """Collect, and have everything sent that is due; `task` sends one message. Answers how many are due."""
    collect()
    due = ConnectorMessage.objects.due().free().filter(connector__is_on=True).order_by("due_at", "pk")
    pks = list(due.values_list("pk", flat=True)[:MOST_AT_ONCE])
    for pk in pks:
        nudge(task, pk)
    return len(pks)


def hear() -> None:
    """Ask other systems for their answers; one that does not answer now is asked again soon."""
    for connector in Connector.objects.filter(is_on=True, decides=True):
        kind = KINDS.get(connector.kind)
        if kind.hear is None:
            continue
        try:
            kind.hear(connector)
        except NotDelivered as failure:
            log.warning("connector does not answer", connector=str(connector), reason=str(failure))
            _say(connector, str(failure))


def reconcile(task) -> int:
    """Have every system told of the ports that it knows wrongly, or that it was not told of for long; how many.

    A port of which a message waits, or was given up, is left to that message.
    """
    made = 0
    for connector in Connector.objects.filter(is_on=True):
        kind = KINDS.get(connector.kind)
        if kind.out_of_step is None:
            continue
        try:
            ports = kind.out_of_step(connector)
        except NotDelivered as failure:
            log.warning("connector cannot be compared", connector=str(connector), reason=str(failure))
            _say(connector, str(failure))
            continue
        open_ = ConnectorMessage.objects.filter(connector=connector, port__in=ports, state__in=["waiting", "failed"])
        left = sorted(set(ports) - set(open_.values_list("port", flat=True)))
        rows = [ConnectorMessage(connector=connector, port_id=port) for port in left]
        ConnectorMessage.objects.bulk_create(rows, ignore_conflicts=True)
        made += len(rows)
    if made:
        sweep(task)
    return made


def forget_old() -> int:
    """Delete messages that arrived, or were not needed, long ago; answers how many.

    A message is what shows that an event was told: so a connector begins after what is forgotten, but never after what
    it has not looked at yet.
    """
    edge = AuditEvent.objects.filter(at__lt=kept_since()).aggregate(last=Max("pk"))["last"] or 0
    begins = Least(F("cursor"), Value(edge))
    Connector.objects.filter(begins__lt=begins).update(begins=begins)
    told = Q(event=None) | Q(event__lte=F("connector__begins"))
    gone = forget(ConnectorMessage.objects.filter(told))
    # A call back older than minutes is refused by its time alone.
    ConnectorCall.objects.filter(at__lt=kept_since()).delete()
    return gone


def send(pk: int) -> bool:
    """Send one message if it is due and nobody else does; True when it arrived."""
    return send_out(ConnectorMessage.objects.filter(pk=pk), _send, lambda rows, why: _say(rows[0].connector, why))


def _send(rows: Sequence[ConnectorMessage]) -> None:
    [message] = ConnectorMessage.objects.select_related("connector", "event__actor").filter(pk=rows[0].pk)
    if not message.connector.is_on:
        raise NotWanted(_("The connector is not in use any more."))
    KINDS.get(message.connector.kind).send(message.connector, message)


def _say(connector: Connector, reason: str) -> None:
    """Tell the platform team, once a day for each connector."""
    text = _("%(connector)s is not reached: %(why)s") % {"connector": connector, "why": reason}
    key, link = f"connector:{connector.pk}:{timezone.localdate()}", reverse("requests:connectors")
    tell(platform_team(), text, link=link, tone=Notification.Tone.TROUBLE, key=key, kind=Kind.PLATFORM)
