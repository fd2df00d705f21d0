"""Brings messages to their readers beside the portal. Running it twice sends nothing twice; dying loses nothing."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Channel, Delivery, Notification
from accounts.notifications.channels import WAYS
from accounts.notifications.routing import bring
from accounts.notifications.selectors import choices_of, platform_team
from accounts.notifications.services import tell
from marketplace.foundation.nudges import nudge
from marketplace.foundation.outbox import NotWanted, forget, send_out

MOST_AT_ONCE = 1000


def deliver(messages: Sequence[int]) -> None:
    """Send what of these messages is due and goes alone."""
    due = Delivery.objects.due().free().filter(notification__in=messages, daily=False)
    for pk in due.order_by("pk").values_list("pk", flat=True):
        send_out(_with_parts().filter(pk=pk), _send, _say)


def deliver_together(person: int, channel: str) -> None:
    """Send everything that is due for the daily message of one person as one."""
    rows = _with_parts().filter(notification__recipient=person, channel=channel, daily=True)
    send_out(rows, _send, _say)


def sweep(digest) -> int:
    """Bring on its way again what was missed, and begin the daily messages that are due; answers how many.

    `digest` is the task that sends a daily message.
    """
    read = Delivery.objects.waiting().free().filter(daily=True, notification__read_at__isnull=False)
    read.update(state=Delivery.State.DROPPED, ended_at=timezone.now(), error=_("It was read in the portal."))
    due = Delivery.objects.due().free()
    alone = due.filter(daily=False).order_by("due_at").values_list("notification", flat=True)[:MOST_AT_ONCE]
    bring(sorted(set(alone)))
    daily = due.filter(daily=True).order_by().values_list("notification__recipient", "channel").distinct()
    together = list(daily[:MOST_AT_ONCE])
    for person, channel in together:
        nudge(digest, person, channel)
    return len(alone) + len(together)


def forget_old() -> int:
    """Delete deliveries that arrived, or were not needed, long ago; answers how many. The messages stay."""
    return forget(Delivery.objects.all())


def _with_parts():
    return Delivery.objects.select_related("notification__recipient__message_choices")


def _send(rows: Sequence[Delivery]) -> None:
    person = rows[0].notification.recipient
    choices, way = choices_of(person), WAYS.get(rows[0].channel)
    if not person.is_active or not way.reaches(person, choices):
        raise NotWanted(_("This channel does not lead to them any more."))
    way.send(person, choices, [row.notification for row in rows], str(rows[0].key))


def _say(rows: Sequence[Delivery], reason: str) -> None:
    """Tell the platform team, once a day for each channel, in the portal alone: it is the one way that surely works."""
    channel = Channel(rows[0].channel)
    text = _("Messages do not arrive (%(channel)s): %(why)s") % {"channel": channel.label, "why": reason}
    key = f"deliveries:{channel}:{timezone.localdate()}"
    link, tone = reverse("accounts:deliveries"), Notification.Tone.TROUBLE
    tell(platform_team(), text, link=link, tone=tone, key=key, kind=Notification.Kind.PLATFORM, portal_only=True)
