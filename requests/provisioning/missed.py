"""A message can get lost and a worker can die; rows do not. What should be under way, is brought on its way again."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from marketplace.foundation.nudges import nudge
from requests.grants.runs import CARRY_OUT, queue
from requests.models import Grant, ProvisioningRun, Suspension

REMOVAL_AGAIN_AFTER = timedelta(hours=1)
Provisioning, Aim = Grant.Provisioning, ProvisioningRun.Aim


def sweep() -> int:
    """Nudge what is due and free, and queue what no run stands for; answers how many."""
    now = timezone.now()
    without_run = [(grant, Aim.OPEN) for grant in never_queued(now)]
    without_run += [(grant, Aim.CLOSE) for grant in (*never_removed(now), *never_stopped())]
    for grant, aim in without_run:
        queue(grant, aim)
    due = list(ProvisioningRun.objects.open().free().filter(due_at__lte=now).values_list("pk", flat=True))
    for run in due:
        nudge(CARRY_OUT, run)
    return len(due) + len(without_run)


def never_queued(now) -> QuerySet[Grant]:
    """Grants that wait to be set up although nothing is under way for them."""
    waiting = Grant.objects.standing().filter(provisioning=Provisioning.QUEUED, valid_until__gt=now)
    return waiting.exclude(Suspension.objects.stopping_grants()).filter(~_under_way()).order_by("pk")


def never_stopped() -> QuerySet[Grant]:
    """Grants that are suspended and still open in the warehouse, although nothing is under way for them."""
    open_there = Grant.objects.standing().filter(provisioning=Provisioning.PROVISIONED)
    return open_there.filter(Suspension.objects.stopping_grants(), ~_under_way()).order_by("pk")


def never_removed(now) -> QuerySet[Grant]:
    """Grants that have ended and are still in the warehouse: never tried, or given up more than an hour ago."""
    ended = Grant.objects.exclude(state__in=Grant.State.standing()).filter(~_under_way())
    recently = ProvisioningRun.objects.filter(grant=OuterRef("pk"), ended_at__gt=now - REMOVAL_AGAIN_AFTER)
    given_up = Q(~Exists(recently), provisioning=Provisioning.REMOVAL_FAILED)
    return ended.filter(Q(provisioning=Provisioning.REMOVING) | given_up).order_by("pk")


def _under_way() -> Exists:
    return Exists(ProvisioningRun.objects.open().filter(grant=OuterRef("pk")))
