"""Tell people things; nobody is told about their own act, nor twice the same."""

from django.utils import timezone

from accounts.models import Notification


def tell(people, text, *, link="", tone=Notification.Tone.INFO, but=None, key=""):
    """Leave one message with each of these people, except the one who did it.

    A `key` makes the message one that is said once, however often a worker tries.
    """
    recipients = {person.pk for person in people if but is None or person.pk != but.pk}
    Notification.objects.bulk_create(
        [
            Notification(recipient_id=pk, text=str(text)[:400], link=link, tone=tone, key=key)
            for pk in sorted(recipients)
        ],
        ignore_conflicts=True,
    )


def mark_read(*, actor, notification=None) -> int:
    """Take note of one message, or of all; how many were news."""
    unread = actor.notifications.unread()
    if notification is not None:
        unread = unread.filter(pk=notification.pk)
    return unread.update(read_at=timezone.now())
