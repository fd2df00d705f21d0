"""Signs what is sent to other systems, and checks what they send: https://www.standardwebhooks.com, scheme v1."""

import base64
import hashlib
import hmac

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError

TOLERANCE = 300


class NotGenuine(DomainError):
    """What was sent is not signed by whoever shares the secret, or is old."""

    code = "signature-refused"
    status = 401
    message = _("The signature is not right, or too old.")


def signature(secret: str, message: str, at: int, body: bytes) -> str:
    """What the header webhook-signature says of a body: an HMAC-SHA256 over its name, the time and itself.

    >>> signature("s3cret", "msg_1", 1700000000, b"{}")
    'v1,uNtIplUOMTIs6G1RRPpb6NsRUZZLxUiBZsZiXV3ycuM='
    """
    signed = f"{message}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256)).decode()


def signed_headers(secret: str, message: str, at: int, body: bytes) -> dict[str, str]:
    """The headers with which a body is sent."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(secret, message, at, body),
        "idempotency-key": message,
        "content-type": "application/json",
    }


def insist_genuine(secret: str, headers, body: bytes, *, now: int) -> str:
    """The name under which a signed body was sent.

    Raises NotGenuine unless it was signed with this secret within the last five minutes.
    """
    message, said = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    at = int(said) if said.isascii() and said.isdigit() and len(said) < 16 else 0
    given = headers.get("webhook-signature", "").split()
    right = signature(secret, message, at, body).encode()
    genuine = any(hmac.compare_digest(one.encode(), right) for one in given)
    if not (secret and message and genuine and abs(now - at) <= TOLERANCE):
        raise NotGenuine()
    return message
