"""Work for the warehouse is written down where grants open and end; the slice above carries it out."""

from collections.abc import Sequence

from celery import signature
from django.db import transaction
from django.utils import timezone

from marketplace.foundation.nudges import nudge
from requests.models import Grant, ProvisioningRun

# By name: provisioning stands above grants, and a nudge needs no more than a name and an id.
CARRY_OUT = signature("requests.provisioning.tasks.carry_out")

# A message for each of thousands takes longer than the rows; reads are refused at once in any case.
NUDGED = 20


@transaction.atomic
def queue(grant: Grant, aim: str, *, due_at=None) -> ProvisioningRun:
    """Write down that the warehouse must be brought to what the grant says, and wake a worker.

    What was under way for the grant becomes obsolete: its worker loses the lease, and its outcome does not count.
    """
    now = timezone.now()
    Grant.objects.select_for_update().get(pk=grant.pk)
    ProvisioningRun.objects.open().filter(grant=grant).update(
        state=ProvisioningRun.State.OBSOLETE, leased_by="", lease_until=None, ended_at=now
    )
    run = ProvisioningRun.objects.create(grant=grant, aim=aim, due_at=due_at or now)
    nudge(CARRY_OUT, run.pk)
    return run


@transaction.atomic
def queue_all(grants: Sequence[int], aim: str) -> None:
    """The same for many grants, by id, in four queries for all of them; the sweep wakes more workers."""
    now = timezone.now()
    list(Grant.objects.select_for_update().filter(pk__in=grants).order_by("pk").values_list("pk"))
    ProvisioningRun.objects.open().filter(grant__in=grants).update(
        state=ProvisioningRun.State.OBSOLETE, leased_by="", lease_until=None, ended_at=now
    )
    runs = ProvisioningRun.objects.bulk_create(ProvisioningRun(grant_id=pk, aim=aim, due_at=now) for pk in grants)
    for run in runs[:NUDGED]:
        nudge(CARRY_OUT, run.pk)


@transaction.atomic(savepoint=False)
def queue_new(grants: Sequence[Grant], aim: str) -> None:
    """The same for grants that were made at this moment, for which nothing is under way: one query for all."""
    now = timezone.now()
    runs = ProvisioningRun.objects.bulk_create(ProvisioningRun(grant=grant, aim=aim, due_at=now) for grant in grants)
    for run in runs:
        nudge(CARRY_OUT, run.pk)
