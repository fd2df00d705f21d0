"""What readers hear before their access ends, and when they do not use it: once each, in one message per person."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Notification, User
from accounts.notifications.services import Kind, Message, tell_each
from requests.grants.selectors import people_of_each
from requests.grants.windows import last_day
from requests.models import AccessRequest, Grant, GrantAnnouncement

REMIND_DAYS = (30, 14, 3)
AT_MOST = 2000  # grants of one sweep; the next one takes the others
NAMED = 4  # ports in one message


def remind(now: datetime | None = None) -> int:
    """Tell readers once that the last day draws near, 30, 14 and 3 days before; answers of how many grants.

    Not when they asked for more time already, gave it back or were given notice. A grant that is short from the start
    is told of only when half of it is over.
    """
    now = now or timezone.now()
    kinds: dict[int, str] = {}
    near = []
    for days, until in zip(REMIND_DAYS, (*REMIND_DAYS[1:], 0), strict=True):
        for grant in _ending(now, days, until)[: AT_MOST - len(near)]:
            kinds[grant.pk] = f"ends-{days}"
            near.append(grant)
    return _announce(near, kinds, now, _words_of_ending)


def offer_return(now: datetime | None = None) -> int:
    """Ask readers once whether they still need what nobody reads; once more only after it was read again."""
    now = now or timezone.now()
    since = now - timedelta(days=settings.UNUSED_DAYS)
    used = Coalesce(OuterRef("last_read_at"), OuterRef("opened_at"))
    told = GrantAnnouncement.objects.filter(grant=OuterRef("pk"), kind__startswith="unused", at__gt=used)
    idle = list(_shown(Grant.objects.unused(since).filter(~Exists(told), end_reason=""))[:AT_MOST])
    return _announce(idle, {grant.pk: f"unused-{now:%Y-%m-%d}" for grant in idle}, now, _words_of_idle)


def _ending(now: datetime, days: int, until: int):
    renewed = Grant.objects.standing().filter(request__renews=OuterRef("pk"))
    asked = AccessRequest.objects.waiting().filter(renews=OuterRef("pk"))
    told = GrantAnnouncement.objects.filter(grant=OuterRef("pk"), kind=f"ends-{days}")
    near = Grant.objects.in_force(now).filter(
        ~Exists(renewed),
        ~Exists(asked),
        ~Exists(told),
        Q(end_reason=""),
        valid_until__gt=now + timedelta(days=until),
        valid_until__lte=now + timedelta(days=days),
        valid_from__lte=F("valid_until") - timedelta(days=2 * days),
    )
    return _shown(near)


def _shown(grants):
    return grants.select_related("port__product", "consumer__person", "consumer__team").order_by("valid_until", "pk")


def _announce(grants: list[Grant], kinds: dict[int, str], now: datetime, words) -> int:
    """Write down what is told, and tell it, in one transaction; where another sweep was faster, nothing."""
    if not grants:
        return 0
    try:
        with transaction.atomic():
            GrantAnnouncement.objects.bulk_create(
                GrantAnnouncement(grant=grant, kind=kinds[grant.pk], at=now) for grant in grants
            )
            tell_each(_messages(grants, words))
    except IntegrityError:
        return 0
    return len(grants)


def _messages(grants: Iterable[Grant], words) -> Iterable[Message]:
    grants = list(grants)
    people = people_of_each({grant.consumer for grant in grants})
    of: dict[User, list[Grant]] = defaultdict(list)
    for grant in grants:
        for person in people[grant.consumer_id]:
            of[person].append(grant)
    link, tone = reverse("requests:my-data"), Notification.Tone.ACTION
    return [Message([person], words(theirs), link=link, tone=tone, kind=Kind.ACCESS) for person, theirs in of.items()]


def _words_of_ending(grants: list[Grant]) -> str:
    if len(grants) == 1:
        text = _("Your access to %(port)s ends on %(day)s. Renew it if you still need it.")
        return text % {"port": grants[0].port, "day": last_day(grants[0])}
    named = [_("%(port)s on %(day)s") % {"port": one.port, "day": last_day(one)} for one in grants]
    return _("Access of yours ends on its last day: %(list)s. Renew what you still need.") % {"list": _list(named)}


def _words_of_idle(grants: list[Grant]) -> str:
    facts = {"list": _list([str(grant.port) for grant in grants]), "days": settings.UNUSED_DAYS}
    text = ngettext(
        "Nobody has read %(list)s through your access for %(days)s days. Give it back if you do not need it.",
        "Nobody has read these through your access for %(days)s days: %(list)s. Give back what you do not need.",
        len(grants),
    )
    return text % facts


def _list(named: list[str]) -> str:
    shown = ", ".join(named[:NAMED])
    return shown if len(named) <= NAMED else _("%(shown)s and %(n)s more") % {"shown": shown, "n": len(named) - NAMED}
