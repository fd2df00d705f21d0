"""What people ask of provisioning: try again, or take note that it was done by hand."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.rights import Connection
from marketplace.foundation.audit import record
from marketplace.foundation.nudges import nudge
from marketplace.foundation.policies import insist
from requests.grants.errors import ReasonMissing
from requests.grants.runs import queue
from requests.models import Grant, ProvisioningRun, StrayRight
from requests.provisioning import drift, tasks
from requests.provisioning.errors import NotFailed, NotTakenAway
from requests.provisioning.naming import called, grantee, login
from requests.provisioning.policies import may_connect, may_mend, may_take_away

__all__ = ["done_by_hand", "queue", "retry", "show_connection", "take_away"]

State, Aim = ProvisioningRun.State, ProvisioningRun.Aim


@transaction.atomic
def retry(*, actor, run: ProvisioningRun) -> ProvisioningRun:
    """Try a run again that was given up, with all its attempts.

    Raises NotFailed.
    """
    run = _failed(run, actor)
    fresh = {"state": State.QUEUED, "attempts": 0, "due_at": timezone.now(), "ended_at": None}
    try:
        with transaction.atomic():
            taken = ProvisioningRun.objects.failed().filter(pk=run.pk).update(**fresh)
    except IntegrityError:
        taken = 0
    if not taken:
        raise NotFailed(state=str(run.get_state_display()))
    _wait_for_warehouse(run.grant)
    _record("provisioning.retried", run, actor=actor)
    nudge(tasks.carry_out, run.pk)
    run.refresh_from_db()
    return run


@transaction.atomic
def done_by_hand(*, actor, run: ProvisioningRun, note: str) -> ProvisioningRun:
    """Take note that somebody did in the warehouse what a run could not.

    Access that was taken away by hand is away. Access that was opened by hand is still read as the consumer before
    anybody is told that it is there. Raises NotFailed, ReasonMissing.
    """
    if not note.strip():
        raise ReasonMissing()
    run = _failed(run, actor)
    run.state, run.note = State.BY_HAND, note.strip()
    run.save(update_fields=["state", "note", "updated_at"])
    grant = run.grant
    _record("grant.by_hand", run, actor=actor, reason=run.note)
    if grant.is_standing:
        _wait_for_warehouse(grant)
        queue(grant, Aim.OPEN)
    else:
        Grant.objects.filter(pk=grant.pk).update(provisioning=Grant.Provisioning.REMOVED, updated_at=timezone.now())
    return run


def take_away(*, actor, stray: StrayRight) -> StrayRight:
    """Take a right out of the warehouse that nobody granted.

    Raises NotTakenAway with the warehouse's reason.
    """
    insist(may_take_away(actor, stray))
    if not drift.take_away(stray, actor=actor) and stray.diagnostics:
        raise NotTakenAway(right=str(stray), reason=stray.diagnostics)
    return stray


def show_connection(*, actor, grant: Grant) -> Connection:
    """Make a new password for whoever reads by this grant, to be shown once: nobody keeps it, and the last one is void.

    A service account has one login, for which those who speak for its team answer.
    """
    insist(may_connect(actor, grant))
    who = grant.consumer.person if grant.consumer.account_of_id else actor
    # Written down first: a password that is not shown does no harm, one that was shown unrecorded does.
    facts = {"person": who, "team": grant.consumer.team, "product": grant.port.product.slug}
    record("grant.connected", grant, actor=actor, warehouse=str(grant.port.warehouse), **facts)
    warehouse = warehouse_for(grant.port.warehouse)
    return warehouse.connection(grantee=grantee(grant.consumer_id), login=login(who.pk), name=called(grant.port))


def _failed(run: ProvisioningRun, actor) -> ProvisioningRun:
    """The run and its grant, locked until the transaction ends.

    Raises NotFailed.
    """
    Grant.objects.select_for_update().get(pk=run.grant_id)
    ProvisioningRun.objects.select_for_update().get(pk=run.pk)
    parts = ("grant__port__product", "grant__consumer__person", "grant__consumer__team")
    run = ProvisioningRun.objects.select_related(*parts).get(pk=run.pk)
    if run.state != State.FAILED:
        raise NotFailed(state=str(run.get_state_display()))
    insist(may_mend(actor, run))
    return run


def _wait_for_warehouse(grant: Grant) -> None:
    waiting = Grant.Provisioning.QUEUED if grant.is_standing else Grant.Provisioning.REMOVING
    Grant.objects.filter(pk=grant.pk).update(provisioning=waiting, updated_at=timezone.now())


def _record(verb: str, run: ProvisioningRun, *, actor, **facts) -> None:
    grant, consumer = run.grant, run.grant.consumer
    product = grant.port.product.slug
    record(verb, grant, actor=actor, product=product, person=consumer.person, team=consumer.team, run=run.pk, **facts)
