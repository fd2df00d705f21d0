"""What people hear about a wanted product; nobody about their own act."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Notification, Team, User
from accounts.notifications.services import Kind, tell
from catalog.models import DataProduct, WantedProduct


def wanters(wanted: WantedProduct) -> list[User]:
    """Everybody who wants it and is still here, whoever asked among them."""
    return list(User.objects.filter(is_active=True, wanted_votes__wanted=wanted))


def maintainers(team: Team | int | None) -> list[User]:
    """Those who speak for a team."""
    return list(User.objects.filter(is_active=True, memberships__team=team, memberships__role="maintainer"))


def say(
    wanted: WantedProduct, words: str, people: Iterable[User], *, actor, key: str = "", action: bool = False, **facts
):
    """One sentence about a wanted product to these people, with its page behind it."""
    tone = Notification.Tone.ACTION if action else Notification.Tone.INFO
    text = words % {"title": wanted.title[:100], "who": str(actor), **facts}
    tell(people, text, link=wanted.get_absolute_url(), but=actor, key=key, tone=tone, kind=Kind.VOICES)


def tell_published(product: DataProduct) -> int:
    """Say to those who picked something up that what they make is published and can answer it; once each."""
    waiting = WantedProduct.objects.filter(state=WantedProduct.State.PICKED_UP, product=product)
    for wanted in waiting.select_related("taken_by"):
        words = _("%(product)s is published: it can answer “%(title)s” now.")
        people = maintainers(wanted.taken_by)
        key = f"wanted:{wanted.pk}:can-be-answered:{product.pk}"
        say(wanted, words, people, actor=None, key=key, action=True, product=product.name[:80])
    return len(waiting)
