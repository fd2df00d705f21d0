"""Carrying access into the warehouse: proven, retried, given up loudly, taken up again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification
from accounts.teams.services import set_member
from catalog.warehouses.errors import WarehouseUnavailable
from catalog.warehouses.interface import AccessCheck
from catalog.warehouses.lakehouse import Lakehouse
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.grants.errors import ReasonMissing
from requests.grants.policies import may_read
from requests.grants.services import revoke
from requests.models import Grant, Order, ProvisioningRun
from requests.provisioning import missed, runner
from requests.provisioning.errors import NotFailed
from requests.provisioning.services import done_by_hand, retry
from tests.requests.conftest import AT_ONCE, MASKS

LATER = timedelta(days=1)


@pytest.fixture
def warehouse_down(monkeypatch):
    """A warehouse that does not answer, until it is put right: `warehouse_down.undo()`."""

    def away(*args, **kwargs):
        raise WarehouseUnavailable(reason="maintenance")

    with monkeypatch.context() as patched:
        patched.setattr(Lakehouse, "describe", away)
        yield patched


@pytest.fixture
def removal_fails(monkeypatch):
    """A warehouse that takes nobody's access away."""

    def away(*args, **kwargs):
        raise WarehouseUnavailable(reason="maintenance")

    with monkeypatch.context() as patched:
        patched.setattr(Lakehouse, "close_access", away)
        yield patched


def told(person):
    return [note.text for note in Notification.objects.filter(recipient=person, tone="trouble")]


def exhaust(work, settings):
    for _ in range(settings.PROVISIONING_ATTEMPTS):
        work(later=LATER)


def test_access_is_open_only_after_the_port_was_read_as_the_consumer(order, make_port, ada, work):
    port = make_port(AT_ONCE, masks=MASKS, row_filter="country = 'US'")
    make_port(AT_ONCE, name="sibling")
    order(port)
    assert not may_read(ada, port)

    work()

    run = ProvisioningRun.objects.get()
    names = [check["name"] for check in run.checks]
    assert run.state == "succeeded"
    assert {"gate", "last day", "nothing else", "columns", "rows", "row filter", "mask hash on usubjid"} == set(names)
    assert all(check["passed"] for check in run.checks)
    assert may_read(ada, port)
    assert Notification.objects.filter(recipient=ada, text__startswith="You can read Demographics").count() == 1
    assert AuditEvent.objects.get(verb="grant.verified").actor is None


def test_running_twice_changes_nothing(order, open_port, ada, work):
    order(open_port)
    work()
    before = (Grant.objects.values().get(), AuditEvent.objects.count(), Notification.objects.count())

    runner.carry_out(ProvisioningRun.objects.get().pk)

    assert (Grant.objects.values().get(), AuditEvent.objects.count(), Notification.objects.count()) == before


def test_every_member_of_a_team_is_verified_with_what_they_see(order, make_port, analytics, clinical, otto, work):
    set_member(actor=None, team=analytics, person=otto, role="member")
    port = make_port(AT_ONCE, masks=MASKS)
    order(port, team=analytics)

    work()

    names = [check["name"] for check in ProvisioningRun.objects.get().checks]
    assert names.count("columns") == 2
    assert names.count("mask hash on usubjid") == 1


@pytest.mark.usefixtures("warehouse_down")
def test_a_warehouse_that_is_away_is_tried_again_with_growing_patience(order, open_port, work):
    order(open_port)
    waits = []
    for _ in range(3):
        before = timezone.now()
        work(later=LATER)
        waits.append(round((ProvisioningRun.objects.get().due_at - before).total_seconds()))

    assert waits == [5, 10, 20]
    run = ProvisioningRun.objects.get()
    assert (run.state, Order.objects.get().state) == ("queued", Order.State.BEING_SET_UP)
    assert "maintenance" in run.diagnostics


def test_what_was_tried_often_enough_is_left_to_people_and_everybody_knows(
    order, open_port, work, settings, warehouse_down, ada, otto, petra
):
    order(open_port)
    exhaust(work, settings)

    grant = Grant.objects.get()
    assert (grant.state, grant.provisioning) == ("pending", "failed")
    assert Order.objects.get().state == Order.State.TROUBLE
    assert ProvisioningRun.objects.failed().count() == 1
    for person in (ada, otto, petra):
        assert any("maintenance" in text for text in told(person)), person

    warehouse_down.undo()
    with pytest.raises(NotAllowed):
        retry(actor=ada, run=ProvisioningRun.objects.get())
    retry(actor=petra, run=ProvisioningRun.objects.get())
    work()
    assert Order.objects.get().state == Order.State.FULFILLED
    with pytest.raises(NotFailed):
        retry(actor=petra, run=ProvisioningRun.objects.get())


def test_data_that_is_not_there_is_not_tried_again(order, make_port, work):
    order(make_port(AT_ONCE, data=False))

    work()

    run = ProvisioningRun.objects.get()
    assert (run.state, run.attempts) == ("failed", 1)
    assert Grant.objects.get().provisioning == "failed"


def test_access_that_is_not_as_promised_is_never_opened(order, open_port, ada, work, monkeypatch):
    leak = AccessCheck("mask hash on usubjid", False, "4 values were read, 4 of them not masked.")
    monkeypatch.setattr(Lakehouse, "verify", lambda *args, **kwargs: [leak])
    order(open_port)

    work()

    run = ProvisioningRun.objects.get()
    assert (run.state, Grant.objects.get().state) == ("queued", "pending")
    assert "not masked" in run.diagnostics
    assert not may_read(ada, open_port)


def test_a_gate_that_lets_through_what_was_not_granted_keeps_access_shut(order, make_port, ada, work, monkeypatch):
    from marketplace.foundation.policies import YES
    from requests.provisioning import verification

    port = make_port(AT_ONCE)
    make_port(AT_ONCE, name="sibling")
    order(port)
    monkeypatch.setattr(verification, "may_read", lambda *args, **kwargs: YES)

    work()

    assert Grant.objects.get().state == "pending"
    assert "nothing else" in ProvisioningRun.objects.get().diagnostics


def test_access_revoked_while_it_is_opened_does_not_open(order, open_port, ada, otto, work, monkeypatch):
    order(open_port)
    grant = Grant.objects.get()
    verify = runner.verify_open

    def revoked_meanwhile(seen):
        checks = verify(seen)
        revoke(actor=otto, grant=grant, reason="Changed my mind.")
        return checks

    monkeypatch.setattr(runner, "verify_open", revoked_meanwhile)
    work()

    grant.refresh_from_db()
    assert grant.state == "revoked"
    work()
    grant.refresh_from_db()
    assert (grant.provisioning, ProvisioningRun.objects.open().count()) == ("removed", 0)
    assert not AuditEvent.objects.filter(verb="grant.verified").exists()


def test_a_removal_that_fails_is_told_as_trouble_and_never_forgotten(
    grant, otto, petra, grace, work, settings, removal_fails
):
    revoke(actor=otto, grant=grant, reason="Over.")
    exhaust(work, settings)

    grant.refresh_from_db()
    assert (grant.state, grant.provisioning) == ("revoked", "removal-failed")
    for person in (petra, grace, otto):
        assert any("could not be taken away" in text for text in told(person))

    missed.sweep()
    assert not ProvisioningRun.objects.open().exists()
    ProvisioningRun.objects.update(ended_at=timezone.now() - timedelta(hours=2))
    removal_fails.undo()
    missed.sweep()
    work()
    grant.refresh_from_db()
    assert grant.provisioning == "removed"


def test_closing_one_grant_leaves_what_another_carries(grant, ada, otto, work, monkeypatch):
    from requests.approvals.services import decide
    from requests.grants.expiry import expire_due
    from requests.ordering.services import renew

    line = renew(actor=ada, grant=grant, reason="More.").lines.get()
    decide(actor=otto, stage=line.stages.get(), yes=True)
    work()
    closed = []
    monkeypatch.setattr(Lakehouse, "close_access", lambda *args, **kwargs: closed.append(kwargs))
    day = timedelta(days=1)
    Grant.objects.filter(pk=grant.pk).update(valid_from=timezone.now() - 2 * day, valid_until=timezone.now())
    Grant.objects.filter(request=line).update(valid_from=timezone.now())

    expire_due()
    work()

    grant.refresh_from_db()
    assert (grant.provisioning, closed) == ("removed", [])
    assert may_read(ada, grant.port)


def test_done_by_hand_needs_a_note_and_access_is_still_read_before_anybody_hears_of_it(
    order, open_port, work, settings, warehouse_down, petra, otto
):
    order(open_port)
    exhaust(work, settings)
    run = ProvisioningRun.objects.get()
    with pytest.raises(NotAllowed):
        done_by_hand(actor=otto, run=run, note="I did it.")
    with pytest.raises(ReasonMissing):
        done_by_hand(actor=petra, run=run, note="")

    warehouse_down.undo()
    done_by_hand(actor=petra, run=run, note="Role given in the console.")

    run.refresh_from_db()
    assert (run.state, run.note, Grant.objects.get().state) == ("by-hand", "Role given in the console.", "pending")
    work()
    assert Grant.objects.get().state == "active"


def test_taken_away_by_hand_is_away(grant, otto, petra, work, settings, removal_fails):
    revoke(actor=otto, grant=grant, reason="Over.")
    exhaust(work, settings)

    done_by_hand(actor=petra, run=ProvisioningRun.objects.failed().get(), note="Role taken in the console.")

    grant.refresh_from_db()
    assert grant.provisioning == "removed"
    assert missed.sweep() == 0
