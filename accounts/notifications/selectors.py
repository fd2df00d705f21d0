"""What a page needs to know about its reader, and who is told when the marketplace itself is in trouble."""

from accounts.models import Delivery, MessageChoices, User
from accounts.models.user import PLATFORM


def unread_by(user) -> int:
    """How many messages somebody has not read."""
    return user.groups_and_unread[1]


def platform_team() -> list[User]:
    """Those who run the marketplace; where nobody does, the superusers."""
    running = list(User.objects.filter(is_active=True, groups__name=PLATFORM).order_by("pk"))
    return running or list(User.objects.filter(is_active=True, is_superuser=True).order_by("pk"))


def choices_of(person: User) -> MessageChoices:
    """What somebody chose about messages; without a choice, the usual."""
    try:
        return person.message_choices
    except MessageChoices.DoesNotExist:
        return MessageChoices(person=person)


def given_up():
    """Deliveries that somebody must look at, the newest first."""
    return Delivery.objects.given_up().select_related("notification__recipient").order_by("-ended_at", "-pk")
