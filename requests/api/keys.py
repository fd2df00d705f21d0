"""A call that is repeated with its key is one call."""

from drf_spectacular.utils import OpenApiParameter

from requests.api.errors import KeyTooLong

KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER,
    description="The same key with the same body answers the same order again, with 200 instead of 201.",
)  # fmt: skip


def key_of(request) -> str:
    """The key of a call, or nothing.

    Raises KeyTooLong.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > 120:
        raise KeyTooLong()
    return key
