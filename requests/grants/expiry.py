"""The last day: reminded of before, and kept to the moment. Nothing else about a grant matters to it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification
from accounts.notifications.services import Kind, tell
from marketplace.foundation.audit import record
from requests.grants.runs import queue
from requests.grants.selectors import people_of
from requests.grants.windows import last_day
from requests.models import AccessRequest, Grant, ProvisioningRun

BATCH = 200
REMIND_DAYS = (30, 14, 3)


def expire_due(now=None) -> int:
    """End every grant whose last day is over, whatever else is going on with it; answers how many."""
    ended = 0
    while batch := _expire_batch(now or timezone.now()):
        ended += batch
    return ended


@transaction.atomic
def _expire_batch(now) -> int:
    due = Grant.objects.standing().filter(valid_until__lte=now).order_by("pk")
    ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
    Grant.objects.filter(pk__in=ids).update(
        state=Grant.State.EXPIRED, provisioning=Grant.Provisioning.REMOVING, ended_at=now, updated_at=now
    )
    for grant in _shown(Grant.objects.filter(pk__in=ids)):
        consumer = grant.consumer
        record(
            "grant.expired",
            grant,
            actor=None,
            product=grant.port.product.slug,
            person=consumer.person,
            team=consumer.team,
            old="standing",
            new=Grant.State.EXPIRED,
        )
        queue(grant, ProvisioningRun.Aim.CLOSE)
        text = _("Your access to %(port)s ended on its last day.") % {"port": grant.port}
        tell(
            people_of(consumer),
            text,
            link=reverse("requests:my-data"),
            key=f"grant-{grant.pk}-expired",
            kind=Kind.ACCESS,
        )
    return len(ids)


def remind(now=None) -> int:
    """Tell consumers once that the last day draws near, 30, 14 and 3 days before; not when they asked for more already.

    A grant that is short from the start is reminded of only when half of it is over.
    """
    now = now or timezone.now()
    return sum(_remind(now, days, until) for days, until in zip(REMIND_DAYS, (*REMIND_DAYS[1:], 0), strict=True))


def _remind(now, days: int, until: int) -> int:
    renewed = Grant.objects.standing().filter(request__renews=OuterRef("pk"))
    asked = AccessRequest.objects.waiting().filter(renews=OuterRef("pk"))
    near = Grant.objects.in_force(now).filter(
        ~Exists(renewed),
        ~Exists(asked),
        valid_until__gt=now + timedelta(days=until),
        valid_until__lte=now + timedelta(days=days),
        valid_from__lte=F("valid_until") - timedelta(days=2 * days),
    )
    by_key = {f"grant-{grant.pk}-ends-{days}": grant for grant in _shown(near)}
    told = set(Notification.objects.filter(key__in=by_key).values_list("key", flat=True))
    for key in by_key.keys() - told:
        text = _("Your access to %(port)s ends on %(day)s. Renew it if you still need it.")
        text %= {"port": by_key[key].port, "day": last_day(by_key[key])}
        people = people_of(by_key[key].consumer)
        tell(people, text, link=reverse("requests:my-data"), tone=Notification.Tone.ACTION, key=key, kind=Kind.ACCESS)
    return len(by_key.keys() - told)


def _shown(grants):
    return grants.select_related("port__product", "consumer__person", "consumer__team").order_by("pk")
