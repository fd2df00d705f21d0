"""The last day is kept to the moment. Nothing else about a grant matters to it, and many end as fast as one."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.services import Kind, Message, tell_each
from marketplace.foundation.audit import at_once, record
from requests.grants.exceptions import end_with_grant
from requests.grants.runs import queue_all
from requests.grants.selectors import people_of_each
from requests.models import Grant, ProvisioningRun

BATCH = 1000


def expire_due(now=None) -> int:
    """End every grant whose last day is over, whatever else is going on with it; answers how many."""
    ended = 0
    while batch := _expire_batch(now or timezone.now()):
        ended += batch
    return ended


@transaction.atomic
def _expire_batch(now) -> int:
    """The next ones, in a fixed number of queries; what was given notice ends as revoked, by whom and why it says."""
    due = Grant.objects.standing().filter(valid_until__lte=now).order_by("valid_until", "pk")
    ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
    if not ids:
        return 0
    state = Case(When(end_reason="", then=Value(Grant.State.EXPIRED)), default=Value(Grant.State.REVOKED))
    Grant.objects.filter(pk__in=ids).update(
        state=state, provisioning=Grant.Provisioning.REMOVING, ended_at=now, updated_at=now
    )
    parts = ("port__product", "consumer__person", "consumer__team", "ended_by")
    grants = list(Grant.objects.filter(pk__in=ids).select_related(*parts).order_by("pk"))
    with at_once():
        for grant in grants:
            _record(grant)
    end_with_grant(ids, Grant.State.EXPIRED, actor=None)
    queue_all(ids, ProvisioningRun.Aim.CLOSE)
    tell_each(_messages(grants))
    return len(ids)


def _record(grant: Grant) -> None:
    consumer = grant.consumer
    facts = {"reason": grant.end_reason} if grant.end_reason else {}
    record(
        f"grant.{grant.state}",
        grant,
        actor=grant.ended_by,
        product=grant.port.product.slug,
        person=consumer.person,
        team=consumer.team,
        old="standing",
        new=grant.state,
        **facts,
    )


def _messages(grants: Sequence[Grant]) -> list[Message]:
    people, link = people_of_each({grant.consumer for grant in grants}), reverse("requests:my-data")
    text = _("Your access to %(port)s ended on its last day.")
    return [
        Message(
            people[grant.consumer_id],
            text % {"port": grant.port},
            link=link,
            key=f"grant-{grant.pk}-expired",
            kind=Kind.ACCESS,
        )
        for grant in grants
    ]
