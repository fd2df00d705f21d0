"""Where documents came from, for templates."""

from django import template

from catalog.publishing.origins import link_to

register = template.Library()


@register.filter
def origin_link(origin: dict) -> str:
    """The address of the file or its repository, where it is a web address; else empty."""
    return link_to(origin or {})


@register.filter
def origin_words(origin: dict) -> str:
    """The path and the first letters of the commit, or the repository where there is neither.

    >>> origin_words({"repository": "https://git.example.org/a", "path": "product.yaml", "commit": "0123456789abcdef"})
    'product.yaml @ 0123456789'
    """
    path, commit = origin.get("path", ""), origin.get("commit", "")[:10]
    return " @ ".join(part for part in (path, commit) if part) or origin.get("repository", "")
