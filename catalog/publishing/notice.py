"""How long in advance those whom a breaking change concerns must be told."""

from django.conf import settings

from catalog.models import DataProduct
from catalog.publishing.blast_radius import BlastRadius, blast_radius
from catalog.publishing.errors import NoticeNeeded, NoticeTooLong, NoticeTooShort
from catalog.spec import Change

LONGEST_NOTICE = 730  # days; nobody keeps an old version for ever
LONGEST_GUIDANCE = 4000  # characters
MOST_TOLD = 100  # changes that a refusal lists


def insist_on_notice(product: DataProduct, changes: list[Change], days: int | None) -> BlastRadius:
    """Go on only where everybody whom a breaking change concerns is told in time; answers whom it reaches.

    Raises NoticeNeeded, NoticeTooShort and NoticeTooLong.
    """
    radius = blast_radius(product, changes)
    if days is not None and days > LONGEST_NOTICE:
        raise NoticeTooLong(days=days, longest=LONGEST_NOTICE)
    least = least_notice(radius)
    if least is None:
        return radius
    facts = {
        "least": least,
        "consumers": radius.consumers,
        "products": len({one.product.pk for one in radius.downstream}),
        "changes": [each.change.as_fact() for each in radius.breaks if each.takes_notice][:MOST_TOLD],
    }
    if days is None:
        raise NoticeNeeded(product=str(product), **facts)
    if days < least:
        raise NoticeTooShort(product=str(product), days=days, **facts)
    return radius


def least_notice(radius: BlastRadius) -> int | None:
    """For how many days those whom it concerns keep what breaks, at least; None where nobody must be told in time."""
    return settings.NOTICE_PERIOD_DAYS if radius.concerns_somebody and settings.NOTICE_PERIOD_DAYS > 0 else None
