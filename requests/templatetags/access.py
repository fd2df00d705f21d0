"""Words for what a consumer sees, and until when: `{% load access %}`."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.views.masks import mask_words
from requests.grants.windows import last_day as _last_day
from requests.ordering.pace import LATELY, Pace

register = template.Library()


@register.filter
def seen_as(mask) -> str:
    """How a masked column is seen, in a word or two; `mask` is a MaskSpec."""
    return mask_words(mask.method)


@register.filter
def last_day(grant) -> str:
    """The last day on which a grant can be read."""
    return _last_day(grant)


@register.filter
def clock(at: str) -> str:
    """The time of day of a moment as it stands in JSON, where the reader is, to the thousandth."""
    return f"{timezone.localtime(datetime.fromisoformat(at)):%H:%M:%S.%f}"[:-3]


@register.filter
def pace_words(pace: Pace) -> str:
    """How long such decisions took lately, over how many; that nobody knows, where nothing was decided."""
    if pace.median is None:
        return _("Nobody can tell how long it takes: there are no past decisions.")
    facts = {"time": lasting(pace.median), "n": pace.decisions, "days": LATELY.days}
    if pace.of == "port":
        words = ngettext(
            "Lately decided in %(time)s: that is the one decision about this port in %(days)s days.",
            "Lately decided in %(time)s: half of the last %(n)s decisions about this port took less.",
            pace.decisions,
        )
    else:
        words = ngettext(
            "Nothing was decided about this port lately; the owner's one decision elsewhere took %(time)s.",
            "Nothing was decided about this port lately; half of the owner's last %(n)s took less than %(time)s.",
            pace.decisions,
        )
    return words % facts


@register.filter
def lasting(time: timedelta) -> str:
    """A length of time as one says it: minutes, hours or days.

    >>> lasting(timedelta(seconds=20)), lasting(timedelta(hours=3, minutes=40)), lasting(timedelta(days=2))
    ('1 minute', '4 hours', '2 days')
    """
    minutes = max(1, round(time.total_seconds() / 60))
    if minutes < 90:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if (hours := round(minutes / 60)) < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
