"""Addresses of pages, worked out once."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse


def public_base(request) -> str:
    """Scheme and host under which people know the marketplace, without a slash: as set, or as this call came."""
    return (settings.PUBLIC_URL or request.build_absolute_uri("/")).rstrip("/")


def address(name: str, *args: str | int) -> str:
    """Like Django's `reverse`, which takes long enough to be seen where a list has many.

    Raises django.urls.NoReverseMatch.
    """
    return _address(get_script_prefix(), get_urlconf(), name, args)


@lru_cache(maxsize=16_384)
def _address(prefix: str, urlconf: str | None, name: str, args: tuple[str | int, ...]) -> str:
    return reverse(name, args=args)
