"""What people choose about their messages, and what the platform team does with those that did not arrive."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Channel, Delivery, How, MessageChoices, Notification, User
from accounts.notifications.errors import NoSuchChoice, NothingGivenUp, NotSafelyReached
from accounts.notifications.routing import bring
from accounts.policies import may_operate
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

Said = Mapping[str, Mapping[str, str]]


@transaction.atomic
def choose(*, actor: User, digest_hour: int | None, webhook: str, said: Said) -> MessageChoices:
    """Say how one wants to be told what: {channel: {kind: how}}; what is not said stays as it is.

    Raises NotSafelyReached, NoSuchChoice.
    """
    _insist_known(said)
    if webhook and not is_safe(webhook):
        raise NotSafelyReached()
    User.objects.select_for_update().get(pk=actor.pk)
    choices = MessageChoices.objects.filter(person=actor).first() or MessageChoices(person=actor)
    choices.digest_hour, choices.webhook = digest_hour, webhook
    choices.said = {channel: {**choices.said.get(channel, {}), **said.get(channel, {})} for channel in Channel.values}
    choices.full_clean()
    choices.save()

    # The address may hold a secret; that there is one is all that has to be known.
    new = {"digest_hour": digest_hour, "webhook": bool(webhook), "said": choices.said}
    record("person.chose_messages", actor, actor=actor, person=actor, new=new)
    return choices


def is_safe(address: str) -> bool:
    """Can nobody read on the way what is sent to this address?"""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.hostname or "") in settings.PRIVATE_HOSTS_ALLOWED


@transaction.atomic
def send_again(*, actor: User, deliveries) -> int:
    """Try again what was given up, with all its attempts; answers how many messages that are.

    Raises NothingGivenUp.
    """
    insist(may_operate(actor))
    again = Delivery.objects.given_up().filter(pk__in=[one.pk for one in deliveries])
    messages = sorted(set(again.values_list("notification", flat=True)))
    first = again.select_related("notification").order_by("pk").first()
    fresh = {"state": Delivery.State.WAITING, "attempts": 0, "due_at": timezone.now(), "ended_at": None}
    if not (taken := again.update(**fresh, daily=False, updated_at=timezone.now())):
        raise NothingGivenUp()
    record("delivery.retried", first, actor=actor, number=taken)
    bring(messages)
    return taken


def _insist_known(said: Said) -> None:
    for channel, by_kind in said.items():
        _insist_word(channel, Channel.values)
        for kind, how in by_kind.items():
            _insist_word(kind, Notification.Kind.values)
            _insist_word(how, How.values)


def _insist_word(word: str, known: list[str]) -> None:
    if word not in known:
        raise NoSuchChoice(word=word, known=", ".join(known))
