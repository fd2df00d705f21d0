"""Tell people things; nobody is told about their own act, nor twice the same."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Notification, User


@dataclass(frozen=True)
class Message:
    """One sentence for some people; a `key` makes it one that is said once, however often a worker tries."""

    people: Iterable[User]
    text: str
    link: str = ""
    tone: str = Notification.Tone.INFO
    key: str = ""
    but: User | None = None  # the one who did it

    def rows(self) -> list[Notification]:
        """One for each of them."""
        recipients = {person.pk for person in self.people if self.but is None or person.pk != self.but.pk}
        said = {"text": str(self.text)[:400], "link": self.link, "tone": self.tone, "key": self.key}
        return [Notification(recipient_id=pk, **said) for pk in sorted(recipients)]


def tell(people, text, *, link="", tone=Notification.Tone.INFO, but=None, key=""):
    """Leave one message with each of these people, except the one who did it."""
    tell_each([Message(people, text, link, tone, key, but)])


def tell_each(messages: Iterable[Message]) -> None:
    """Leave many messages with many people, with one query."""
    rows = [row for message in messages for row in message.rows()]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def mark_read(*, actor, notification=None) -> int:
    """Take note of one message, or of all; how many were news."""
    unread = actor.notifications.unread()
    if notification is not None:
        unread = unread.filter(pk=notification.pk)
    return unread.update(read_at=timezone.now())
