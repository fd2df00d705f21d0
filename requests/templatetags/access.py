"""Words for what a consumer sees, and until when: `{% load access %}`."""

from django import template

from catalog.views.masks import mask_words
from requests.grants.windows import last_day as _last_day

register = template.Library()


@register.filter
def seen_as(mask) -> str:
    """How a masked column is seen, in a word or two; `mask` is a MaskSpec."""
    return mask_words(mask.method)


@register.filter
def last_day(grant) -> str:
    """The last day on which a grant can be read."""
    return _last_day(grant)
