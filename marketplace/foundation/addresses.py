"""Addresses of pages, worked out once."""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse


def address(name: str, *args: str | int) -> str:
    """Like Django's `reverse`, which takes long enough to be seen where a list has many.

    Raises django.urls.NoReverseMatch.
    """
    return _address(get_script_prefix(), get_urlconf(), name, args)


@lru_cache(maxsize=16_384)
def _address(prefix: str, urlconf: str | None, name: str, args: tuple[str | int, ...]) -> str:
    return reverse(name, args=args)
