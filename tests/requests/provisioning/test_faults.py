"""Provisioning is struck at every statement that it sends to the warehouse: nothing is lost, doubled or left open.

Once the process is killed (SIGKILL, in a process of its own), once the server ends the connection. What is asserted,
is asserted in the warehouse.
"""

import os
import signal
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import Notification
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.postgres import names
from requests.grants.runs import queue
from requests.models import Grant, ProvisioningRun
from requests.provisioning import missed, runner
from requests.provisioning.naming import called, grantee, login
from requests.provisioning.verification import Seen
from tests.requests.conftest import AT_ONCE, MASKS

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]

LATER = timedelta(days=1)
SENT = [(psycopg.Connection, "execute"), (psycopg.Connection, "commit"), (psycopg.Cursor, "copy")]


@pytest.fixture
def held(order, make_port, sales, work):
    """Access to a port in the server, and the login of its consumer."""
    order(make_port(AT_ONCE, warehouse=sales, masks=MASKS, row_filter="country = 'US'"))
    work()
    return Grant.objects.select_related("port__product", "port__snapshot", "port__warehouse", "consumer").get()


@contextmanager
def striking(server, step, strike):
    """Count what is sent to the warehouse, and strike before the statement of this number is."""
    sent, kept = [0], [(kind, name, getattr(kind, name)) for kind, name in SENT]

    def counting(act):
        def send(self, *args, **kwargs):
            connection = self if isinstance(self, psycopg.Connection) else self.connection
            if connection.info.dbname == server.info.dbname and connection.info.backend_pid != server.info.backend_pid:
                sent[0] += 1
                if sent[0] == step:
                    strike(connection)
            return act(self, *args, **kwargs)

        return send

    for kind, name, act in kept:
        setattr(kind, name, counting(act))
    try:
        yield sent
    finally:
        for kind, name, act in kept:
            setattr(kind, name, act)


def killed_at(server, step, run):
    """Carry the run out in a process that is killed at this statement; False when it came to its end before."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            with striking(server, step, lambda _connection: os.kill(os.getpid(), signal.SIGKILL)):
                runner.carry_out(run)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def cut_off_at(server, step, run):
    """Carry the run out while the server ends the connection at this statement; False when it came to its end."""

    def end(connection):
        server.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])

    with striking(server, step, end) as sent:
        runner.carry_out(run)
    return sent[0] >= step


def taken_up_again(work):
    """Another worker finds what was left, as the sweep does when the lease has run out."""
    ProvisioningRun.objects.open().update(lease_until=timezone.now() - timedelta(seconds=1), due_at=timezone.now())
    missed.sweep()
    work(later=LATER)


def tidied(server, warehouse):
    """Logins for one trial that a killed process left are gone as soon as their minutes are over."""
    probes = server.execute(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [f"{server.info.dbname}\\_%\\_probe\\_%"]
    ).fetchall()
    for (probe,) in probes:
        server.execute(f"ALTER ROLE {probe} VALID UNTIL '2020-01-01'")
    warehouse.sweep_leftovers()


# Every statement is one at which a process dies; of those at which the connection ends, every third has to do.
@pytest.mark.parametrize(("strike", "stride"), [(killed_at, 1), (cut_off_at, 3)])
def test_opening_struck_at_any_statement_opens_once_and_nothing_else(held, server, work, strike, stride):
    warehouse, who, name = warehouse_for(held.port.warehouse), grantee(held.consumer_id), called(held.port)
    role, place = f"{server.info.dbname}_{who}", f"{who}.{name}"
    step = 1 - stride
    while True:
        step += stride
        warehouse.close_access(grantee=who, name=name)
        server.execute(f"DROP TABLE IF EXISTS {names.table(held.port.snapshot.location)}")
        run = queue(held, ProvisioningRun.Aim.OPEN)
        if not strike(server, step, run.pk):
            break
        taken_up_again(work)
        tidied(server, warehouse)

        run.refresh_from_db()
        assert (run.state, run.diagnostics) == ("succeeded", ""), f"statement {step}"
        assert server.execute("SELECT has_table_privilege(%s, %s, 'SELECT')", [role, place]).fetchone() == (True,)
        assert server.execute(f"SELECT count(*) FROM {place}").fetchone() == (3,)
        assert [(right.grantee, right.name) for right in warehouse.rights()] == [(who, name)], f"statement {step}"
        assert list(warehouse.locations()) == [held.port.snapshot.location]
        assert roles(server) == {role}

    assert step > 25
    assert Notification.objects.filter(text__startswith="You can read").count() == 1
    assert Grant.objects.get().state == "active"


@pytest.mark.parametrize("strike", [killed_at, cut_off_at])
def test_closing_struck_at_any_statement_leaves_nothing_open(held, server, work, strike):
    warehouse, who, name = warehouse_for(held.port.warehouse), grantee(held.consumer_id), called(held.port)
    view = Seen(held).there
    step = 0
    while True:
        step += 1
        Grant.objects.update(state="active", provisioning="provisioned", ended_at=None, end_reason="")
        warehouse.open_access(held.port.snapshot.location, view, grantee=who, name=name)
        warehouse.connection(grantee=who, login=login(held.consumer.person_id), name=name)
        ended = {"state": "revoked", "provisioning": "removing", "ended_at": timezone.now(), "end_reason": "Over."}
        Grant.objects.update(**ended)
        run = queue(Grant.objects.get(), ProvisioningRun.Aim.CLOSE)
        if not strike(server, step, run.pk):
            break
        taken_up_again(work)
        tidied(server, warehouse)

        run.refresh_from_db()
        assert run.state == "succeeded", f"statement {step}: {run.diagnostics}"
        assert warehouse.rights() == []
        assert roles(server) == set(), f"statement {step}"
        assert server.execute("SELECT to_regclass(%s)", [f"{who}.{name}"]).fetchone() == (None,)
        assert Grant.objects.get().provisioning == "removed"

    assert step > 10


def roles(server):
    rows = server.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [f"{server.info.dbname}\\_%"])
    return {name for (name,) in rows}
