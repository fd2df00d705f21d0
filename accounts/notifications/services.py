"""Tell people things; nobody is told about their own act, nor twice the same."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Notification, User
from accounts.notifications.routing import send_to

Tone, Kind = Notification.Tone, Notification.Kind


@dataclass(frozen=True)
class Message:
    """One sentence for some people; a `key` makes it one that is said once, however often a worker tries."""

    people: Iterable[User]
    text: str
    link: str = ""
    tone: str = Tone.INFO
    key: str = ""
    but: User | None = None  # the one who did it
    kind: str = Kind.GENERAL

    def rows(self, people: Iterable[User]) -> list[Notification]:
        """One for each of them."""
        recipients = {person.pk for person in people if self.but is None or person.pk != self.but.pk}
        said = {"text": str(self.text)[:400], "link": self.link, "tone": self.tone, "key": self.key, "kind": self.kind}
        return [Notification(recipient_id=pk, **said) for pk in sorted(recipients)]


def tell(people, text, *, link="", tone=Tone.INFO, but=None, key="", kind=Kind.GENERAL, portal_only=False):
    """Leave one message with each of these people, except the one who did it."""
    tell_each([Message(people, text, link, tone, key, but, kind)], portal_only=portal_only)


@transaction.atomic(savepoint=False)
def tell_each(messages: Iterable[Message], *, portal_only: bool = False) -> None:
    """Leave many messages with many people, and write down how each reaches them beside the portal.

    `portal_only` is for messages about messages that do not arrive.
    """
    people, rows = {}, []
    for message in messages:
        asked = list(message.people)
        people |= {person.pk: person for person in asked}
        rows += message.rows(asked)
    new = [*Notification.objects.bulk_create(row for row in rows if not row.key)]
    new += _said_once([row for row in rows if row.key])
    if not portal_only:
        send_to(people, new)


def mark_read(*, actor, notification=None) -> int:
    """Take note of one message, or of all; how many were news."""
    unread = actor.notifications.unread()
    if notification is not None:
        unread = unread.filter(pk=notification.pk)
    return unread.update(read_at=timezone.now())


def _said_once(rows: list[Notification]) -> list[Notification]:
    """Those of these messages that were not there before."""
    if not rows:
        return []
    keys, recipients = {row.key for row in rows}, {row.recipient_id for row in rows}
    said = Notification.objects.filter(Q(key__in=keys), recipient__in=recipients)
    before = set(said.values_list("pk", flat=True))
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    wanted = {(row.recipient_id, row.key) for row in rows}
    return [row for row in said.all() if row.pk not in before and (row.recipient_id, row.key) in wanted]
