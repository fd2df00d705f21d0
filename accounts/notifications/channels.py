"""The ways to people beside the portal; each says whom it reaches, and sends messages to one person as one."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Channel, MessageChoices, Notification, User
from marketplace.foundation.http import call
from marketplace.foundation.outbox import NotDelivered
from marketplace.foundation.registry import Registry
from marketplace.foundation.signatures import signed_headers

# Another address for a kind of message where it leaves the house, such as one that lets its reader answer there.
LINKS: Registry[Callable[[Notification], str | None]] = Registry("link in messages")


@dataclass(frozen=True)
class Way:
    """One channel: whom it reaches, and how it sends. `send` raises NotDelivered."""

    reaches: Callable[[User, MessageChoices], bool]
    send: Callable[[User, MessageChoices, Sequence[Notification], str], None]


WAYS: Registry[Way] = Registry("channel")


def address_of(notification: Notification) -> str:
    """Where the one link of a message leads, for somebody who is outside."""
    link = LINKS.get(notification.kind)(notification) if notification.kind in LINKS else None
    return outside(link or notification.link or reverse("accounts:notifications"))


def outside(path: str) -> str:
    """A page of the marketplace as others find it."""
    return (settings.PUBLIC_URL or f"http://localhost:{settings.PORT}").rstrip("/") + path


def webhook_secret(person: User, address: str) -> str:
    """What signs messages to this address of this person; another address has another secret."""
    return salted_hmac("messages.webhook", f"{person.pk}:{address}", algorithm="sha256").hexdigest()


def _mail_reaches(person: User, choices: MessageChoices) -> bool:
    return settings.MAIL_IS_CONFIGURED and bool(person.email)


def _mail(person: User, choices: MessageChoices, messages: Sequence[Notification], key: str) -> None:
    """One mail; sent again after a crash it has the same Message-ID, by which mail servers know it."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    choose = outside(reverse("accounts:message-choices"))
    shown = [(message, address_of(message)) for message in messages]
    body = render_to_string("accounts/mail.txt", {"person": person, "messages": shown, "choose": choose})
    headers = {"Message-ID": f"<{key}@{host}>", "Auto-Submitted": "auto-generated", "List-Unsubscribe": f"<{choose}>"}
    try:
        EmailMessage(_subject(messages), body, to=[person.email], headers=headers).send()
    except SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()), (500, b""))
        raise _not_mailed(code, said) from None
    except (SMTPSenderRefused, SMTPResponseException) as refused:
        raise _not_mailed(refused.smtp_code, refused.smtp_error) from None
    except (SMTPException, OSError) as away:
        raise NotDelivered(_("The mail server could not be reached: %(why)s") % {"why": away}) from None


def _not_mailed(code: int, said: bytes | str) -> NotDelivered:
    """A 5xx is a no for good, a 4xx one for now (RFC 5321, 4.2.1)."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    facts = {"code": code, "words": words}
    return NotDelivered(_("The mail server said %(code)s: %(words)s") % facts, lasting=500 <= code < 600)


def _subject(messages: Sequence[Notification]) -> str:
    if len(messages) == 1:
        return " ".join(messages[0].text.split())[:200]
    counted = ngettext(
        "%(n)s message from the data marketplace", "%(n)s messages from the data marketplace", len(messages)
    )
    return counted % {"n": len(messages)}


def _webhook_reaches(person: User, choices: MessageChoices) -> bool:
    return bool(choices.webhook)


def _webhook(person: User, choices: MessageChoices, messages: Sequence[Notification], key: str) -> None:
    """One signed call; `text` is what chat systems show of it."""
    address, at = choices.webhook, int(time.time())
    body = json.dumps(_told(messages)).encode()
    call("POST", address, content=body, headers=signed_headers(webhook_secret(person, address), key, at, body))


def _told(messages: Sequence[Notification]) -> dict[str, Any]:
    shown = [
        {"text": one.text, "link": address_of(one), "kind": one.kind, "tone": one.tone, "at": one.made_at.isoformat()}
        for one in messages
    ]
    return {"text": "\n".join(f"{one['text']} {one['link']}" for one in shown), "messages": shown}


WAYS.add(Channel.MAIL)(Way(_mail_reaches, _mail))
WAYS.add(Channel.WEBHOOK)(Way(_webhook_reaches, _webhook))
