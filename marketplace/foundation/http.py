"""The one way out over HTTP: short, bounded, without redirects, and never to a private address that nobody allowed."""

import ipaddress
import json
import socket
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from marketplace.foundation.outbox import NotDelivered

LARGEST = 1_000_000
LONGEST_WAIT = timedelta(hours=6)
# What another try may heal.
PASSING = {408, 425, 429, *range(500, 600)}


@dataclass(frozen=True)
class Reply:
    """What the other side answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON.

        Raises NotDelivered when it is something else.
        """
        try:
            return json.loads(self.body)
        except ValueError:
            raise NotDelivered(_("The answer is not JSON."), lasting=True) from None


def call(method: str, address: str, *, accept: Collection[int] = (), **sent: Any) -> Reply:
    """Call another system; `sent` is what httpx takes: `json`, `content`, `params`, `headers`, `auth`.

    Raises NotDelivered unless the answer is a 2xx, or one of `accept`.
    """
    deadline = time.monotonic() + settings.OUTBOUND_SECONDS
    try:
        with (
            httpx.Client(transport=_Guarded(), timeout=settings.OUTBOUND_SECONDS, trust_env=False) as client,
            client.stream(method, address, **sent) as response,
        ):
            reply = Reply(response.status_code, dict(response.headers), _body(response, deadline))
    except httpx.TimeoutException:
        facts = {"seconds": settings.OUTBOUND_SECONDS}
        raise NotDelivered(_("There was no answer within %(seconds)s seconds.") % facts) from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as wrong:
        raise NotDelivered(_("The address is not one: %(why)s") % {"why": wrong}, lasting=True) from None
    except httpx.HTTPError as away:
        raise NotDelivered(_("The other side could not be reached: %(why)s") % {"why": away}) from None
    if reply.status in accept or 200 <= reply.status < 300:
        return reply
    raise _refusal(reply)


def retry_after(headers: Mapping[str, str], *, now: datetime | None = None) -> timedelta | None:
    """How long the other side wants to be left alone: seconds or a date.

    >>> retry_after({"retry-after": "120"})
    datetime.timedelta(seconds=120)
    >>> retry_after({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, now=datetime(2026, 10, 21, 7, 27, tzinfo=UTC))
    datetime.timedelta(seconds=60)
    >>> retry_after({"retry-after": "soon"}) is None
    True
    """
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(timedelta(seconds=int(said[:9])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - (now or datetime.now(UTC)), timedelta()), LONGEST_WAIT)


def _refusal(reply: Reply) -> NotDelivered:
    words = " ".join(reply.body[:300].decode("utf-8", "replace").split())
    said = _("It answered %(status)s: %(words)s") % {"status": reply.status, "words": words or "–"}
    if reply.status in PASSING:
        return NotDelivered(said, wait=retry_after(reply.headers))
    return NotDelivered(said, lasting=True)


def _body(response: httpx.Response, deadline: float) -> bytes:
    """What was answered, as long as it is short and comes in time."""
    body = b""
    for part in response.iter_bytes():
        body += part
        if len(body) > LARGEST:
            raise NotDelivered(_("The answer is too long."), lasting=True)
        if time.monotonic() > deadline:
            raise NotDelivered(_("The answer took too long."))
    return body


class _Guarded(httpx.HTTPTransport):
    """Connects to the very address that was looked at, so that a name cannot turn into another one in between."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=_reachable(host, request.url.port or 443))
        return super().handle_request(request)


def _reachable(host: str, port: int) -> str:
    """An address behind a name.

    Raises NotDelivered where there is none, or where it is inside and nobody allowed it.
    """
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise NotDelivered(_("There is no address behind %(host)s.") % {"host": host}) from None
    addresses = sorted((ipaddress.ip_address(str(one).partition("%")[0]) for one in found), key=lambda one: one.version)
    if host not in settings.PRIVATE_HOSTS_ALLOWED and not all(_is_outside(one) for one in addresses):
        facts = {"host": host}
        raise NotDelivered(
            _("%(host)s is a private address, which PRIVATE_HOSTS_ALLOWED does not name.") % facts, lasting=True
        )
    return str(addresses[0])


def _is_outside(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None) or address
    return mapped.is_global and not mapped.is_multicast
