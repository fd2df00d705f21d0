"""Brings the warehouse to what a grant says, and proves it. Running it twice changes nothing; dying loses nothing."""

from dataclasses import asdict

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.errors import ReadTimedOut, WarehouseUnavailable
from catalog.warehouses.interface import AccessCheck
from marketplace.foundation.audit import record
from marketplace.foundation.errors import DomainError
from marketplace.foundation.leases import LeaseLost, keeping
from requests.grants.errors import NoAccess
from requests.grants.exceptions import activate
from requests.grants.policies import readable
from requests.grants.runs import queue
from requests.grants.services import activate_grant
from requests.models import Grant, MaskException, ProvisioningRun, Suspension, plain_columns
from requests.provisioning.errors import ChecksFailed, WorkerLost
from requests.provisioning.giving_up import give_up
from requests.provisioning.logins import end_strange_logins
from requests.provisioning.naming import called, grantee
from requests.provisioning.plan import Plan, Standing, plan, wait_after
from requests.provisioning.transcripts import transcribed
from requests.provisioning.verification import Seen, verify_closed, verify_gone, verify_open

log = structlog.get_logger(__name__)
# What another try may heal; everything else waits for people.
PASSING = (WarehouseUnavailable, ReadTimedOut, ChecksFailed)
# What says nothing about the access itself.
PASSING_BY = (WarehouseUnavailable, ReadTimedOut, LeaseLost)
State, Aim = ProvisioningRun.State, ProvisioningRun.Aim


def carry_out(run_id: int) -> None:
    """Take one run that is due, if nobody else has it, and do what its grant wants now."""
    now = timezone.now()
    due = ProvisioningRun.objects.open().filter(due_at__lte=now)
    lease = due.claim(run_id, state=State.RUNNING, started_at=Coalesce(F("started_at"), now))
    if lease is None:
        return
    run = _with_parts(run_id)
    try:
        if run.attempts > settings.PROVISIONING_ATTEMPTS:
            raise WorkerLost(attempts=settings.PROVISIONING_ATTEMPTS)
        with keeping(run, lease), transcribed(run):
            _do(run, lease)
    except LeaseLost:
        _undo_if_ended(run)
    except DomainError as failure:
        _fail(run, lease, failure)


def wanted(grant: Grant) -> Plan:
    """What the grant wants of the warehouse now, by its row as it is now."""
    now = timezone.now()
    others = Grant.objects.in_force(now).filter(consumer=grant.consumer_id, port=grant.port_id).exclude(pk=grant.pk)
    asked = Grant.objects.filter(pk=grant.pk).values_list(Exists(others), Suspension.objects.stopping_grants())
    carried, suspended = asked.get()
    window = (grant.is_standing, grant.valid_from, grant.valid_until)
    return plan(Standing(*window, carried, suspended=suspended), now)


def _is_suspended(grant: Grant) -> bool:
    return Grant.objects.filter(pk=grant.pk).filter(Suspension.objects.stopping_grants()).exists()


def _with_parts(run_id: int) -> ProvisioningRun:
    return ProvisioningRun.objects.select_related(
        "grant__port__product__owner",
        "grant__port__snapshot",
        "grant__port__warehouse",
        "grant__port__policy",
        "grant__port__contract",
        "grant__consumer__person",
        "grant__consumer__team",
        "grant__request__order__ordered_by",
    ).get(pk=run_id)


def _do(run: ProvisioningRun, lease: str) -> None:
    wish = wanted(run.grant)
    if wish.action == "wait":
        run.release(lease, state=State.QUEUED, due_at=wish.until, attempts=0)
    elif wish.action == "open":
        _open(run, lease)
    else:
        _close(run, lease, keep=wish.action == "keep")


def _open(run: ProvisioningRun, lease: str) -> None:
    """Open, read as the consumer, and only then say that access is there."""
    grant, port = run.grant, run.grant.port
    run.exceptions = list(MaskException.objects.to_be_shown().filter(grant=grant))
    seen = Seen(grant, plain_columns(run.exceptions))
    if not (answer := readable(port)) and seen.shown is port:
        raise NoAccess(port=str(port), reason=str(answer.reason), order=port.get_absolute_url())
    warehouse = warehouse_for(port.warehouse)
    name, consumer = called(port), grantee(grant.consumer_id)
    until = Grant.objects.last_moment_of(grant)
    warehouse.open_access(seen.shown.snapshot.location, seen.there, grantee=consumer, name=name, until=until)
    end_strange_logins(warehouse, grant)
    try:
        checks = _passed(run, verify_open(seen))
    except PASSING_BY:
        raise
    except DomainError:
        # It is there and not as promised: better nobody reads than somebody too much.
        warehouse.close_access(grantee=consumer, name=name)
        raise
    with transaction.atomic():
        Grant.objects.select_for_update().get(pk=grant.pk)
        run.release(lease, state=State.SUCCEEDED, ended_at=timezone.now(), checks=checks, diagnostics="")
        if not activate_grant(grant=grant, checks=checks):
            raise LeaseLost()
        activate(grant, [exception.pk for exception in run.exceptions])


def _close(run: ProvisioningRun, lease: str, *, keep: bool) -> None:
    """Close, and prove that nothing can be read any more; where another grant carries the access, it is kept."""
    grant = run.grant
    gone = []
    if not keep:
        warehouse = warehouse_for(grant.port.warehouse)
        warehouse.close_access(grantee=grantee(grant.consumer_id), name=called(grant.port))
        gone = verify_gone(grant)
    checks = _passed(run, [*verify_closed(grant), *gone])
    with transaction.atomic():
        Grant.objects.select_for_update().get(pk=grant.pk)
        run.release(lease, state=State.SUCCEEDED, ended_at=timezone.now(), checks=checks, diagnostics="")
        ended = ~Q(state__in=Grant.State.standing()) | Q(Suspension.objects.stopping_grants())
        if Grant.objects.filter(ended, pk=grant.pk).update(
            provisioning=Grant.Provisioning.REMOVED, updated_at=timezone.now()
        ):
            consumer, product = grant.consumer, grant.port.product.slug
            record("grant.removed", grant, actor=None, product=product, person=consumer.person, team=consumer.team)


def _passed(run: ProvisioningRun, checks: list[AccessCheck]) -> list[dict]:
    """The checks as they are kept.

    Raises ChecksFailed unless all passed; what was seen is kept with the run either way.
    """
    run.checks = [asdict(check) for check in checks]
    if failed := [f"{check.name} ({check.detail})" for check in checks if not check.passed]:
        raise ChecksFailed(checks="; ".join(failed))
    return run.checks


def _fail(run: ProvisioningRun, lease: str, failure: DomainError) -> None:
    """Try again later where that may help, and as often as the settings say; then leave it to people."""
    log.warning("access was not carried out", run=run.pk, attempt=run.attempts, reason=str(failure))
    try:
        if isinstance(failure, PASSING) and run.attempts < settings.PROVISIONING_ATTEMPTS:
            due_at = timezone.now() + wait_after(run.attempts)
            run.release(lease, state=State.QUEUED, due_at=due_at, checks=run.checks, diagnostics=str(failure))
        else:
            give_up(run, lease, str(failure))
    except LeaseLost:
        _undo_if_ended(run)


def _undo_if_ended(run: ProvisioningRun) -> None:
    """Whoever lost the lease may have opened what was closed meanwhile, or the other way round: have it put right."""
    grant = Grant.objects.get(pk=run.grant_id)
    shown = {exception.pk for exception in getattr(run, "exceptions", ())}
    if (
        shown
        and grant.is_standing
        and MaskException.objects.filter(pk__in=shown).exclude(pk__in=MaskException.objects.to_be_shown()).exists()
    ):
        queue(grant, Aim.OPEN)
    elif run.aim == Aim.OPEN and (not grant.is_standing or _is_suspended(grant)):
        queue(grant, Aim.CLOSE)
    if run.aim == Aim.CLOSE:
        open_to_them = Grant.objects.in_force().filter(consumer=grant.consumer_id, port=grant.port_id)
        for other in open_to_them.exclude(Suspension.objects.stopping_grants()):
            queue(other, Aim.OPEN)
