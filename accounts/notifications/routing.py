"""Which messages leave the portal, by which channel, and when."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from celery import signature
from django.conf import settings
from django.utils import timezone

from accounts.models import Delivery, How, MessageChoices, Notification, User
from accounts.notifications.channels import WAYS
from marketplace.foundation.nudges import nudge

# By name: the worker tells people of what did not arrive, and so stands above.
DELIVER = signature("accounts.notifications.tasks.deliver")
TOGETHER = 50


def send_to(people: Mapping[int, User], messages: Sequence[Notification]) -> None:
    """Write down how these messages reach these people beside the portal; a worker sends them after the commit."""
    if not messages:
        return
    chosen = {row.person_id: row for row in MessageChoices.objects.filter(person__in=people)}
    now, rows = timezone.now(), []
    for message in messages:
        person = people[message.recipient_id]
        rows += ways_of(message, person, chosen.get(person.pk) or MessageChoices(person=person), now)
    if not rows:
        return
    # Two workers who say the same at once, send it once.
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    bring(sorted({row.notification_id for row in rows if not row.daily}))


def bring(messages: Sequence[int]) -> None:
    """Ask workers to bring these messages to their readers."""
    for start in range(0, len(messages), TOGETHER):
        nudge(DELIVER, *messages[start : start + TOGETHER])


def ways_of(message: Notification, person: User, choices: MessageChoices, now: datetime) -> list[Delivery]:
    """One delivery for each channel by which this person wants this message."""
    if not person.is_active or person.account_of_id:
        return []
    rows = []
    for channel, way in WAYS.items():
        how = choices.how(channel, message.kind)
        if how != How.NEVER and way.reaches(person, choices):
            daily = how == How.DAILY
            due_at = next_digest(person, choices, now) if daily else now
            rows.append(Delivery(notification=message, channel=channel, daily=daily, due_at=due_at))
    return rows


def next_digest(person: User, choices: MessageChoices, now: datetime) -> datetime:
    """The next time at which the clock of this person shows the hour of their daily message."""
    hour = settings.DIGEST_HOUR if choices.digest_hour is None else choices.digest_hour
    local = now.astimezone(ZoneInfo(person.time_zone or settings.TIME_ZONE))
    at = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    # A day later by the clock on the wall, which is not always 24 hours.
    return (at if at > local else at + timedelta(days=1)).astimezone(UTC)
