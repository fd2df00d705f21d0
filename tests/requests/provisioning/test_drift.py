"""Rights in a warehouse that nobody granted are found, reported and taken away; missing ones are set up anew."""

import pytest

from accounts.models import Consumer, Notification
from accounts.teams.services import remove_member, set_member
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.postgres import names
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.grants.suspending import suspend_person
from requests.models import Grant, ProvisioningRun, StrayRight
from requests.provisioning.drift import check_drift
from requests.provisioning.naming import called, grantee, login
from requests.provisioning.policies import may_connect
from requests.provisioning.services import take_away
from requests.provisioning.standing import verify_again
from tests.requests.conftest import AT_ONCE


@pytest.fixture
def held(order, make_port, sales, ada, work):
    """Ada's access to a port in the server."""
    order(make_port(AT_ONCE, warehouse=sales))
    work()
    return Grant.objects.get()


@pytest.fixture
def stranger(server):
    """A role of somebody else on the same server."""
    role = f"{server.info.dbname}_stranger"
    server.execute(f"CREATE ROLE {role}")
    return role


def strays():
    return sorted((stray.grantee, stray.detail) for stray in StrayRight.objects.open())


def drift_in(warehouse):
    return next(drift for drift in check_drift() if drift.warehouse == warehouse)


def ada_s(held, server):
    who = grantee(held.consumer_id)
    return f"{server.info.dbname}_{who}", f"{who}.{called(held.port)}"


def test_where_everything_was_granted_nothing_is_found(held, sales, server):
    warehouse_for(sales).connection(
        grantee=grantee(held.consumer_id), login=login(held.consumer.person_id), name=called(held.port)
    )

    drift = drift_in(sales)

    assert (drift.rights, drift.strays, drift.restored) == (2, [], [])
    assert not ProvisioningRun.objects.open().exists()


@pytest.mark.parametrize(
    "given",
    [
        "GRANT SELECT ON {table} TO {stranger}",
        "GRANT SELECT ON {table} TO PUBLIC",
        "GRANT SELECT (age) ON {table} TO {stranger}",
        "GRANT USAGE ON SCHEMA marketplace_raw TO {stranger}",
        "GRANT SELECT ON marketplace_raw.salt TO {stranger}",
        "GRANT SELECT ON {view} TO {stranger}",
        "GRANT UPDATE ON {view} TO {role}",
        "GRANT {role} TO {stranger}",
        "GRANT {stranger} TO {role}",
        "GRANT pg_read_all_data TO {role}",
        "ALTER ROLE {role} BYPASSRLS",
        "ALTER ROLE {role} CREATEROLE",
        "CREATE ROLE {role}_as_mallory LOGIN IN ROLE {role}",
    ],
)
def test_a_right_too_many_is_found_reported_and_taken_away(
    held, sales, server, stranger, given, petra, grace, settings
):
    role, view = ada_s(held, server)
    table = names.table(held.port.snapshot.location)
    before = warehouse_for(sales).rights()
    server.execute(given.format(table=table, view=view, role=role, stranger=stranger))
    settings.DRIFT_REMOVES = False

    check_drift()
    check_drift()

    assert len(strays()) == 1, strays()
    for person in (petra, grace):
        told = Notification.objects.filter(recipient=person, text__startswith="Rights that nobody granted")
        assert told.count() == 1
    assert AuditEvent.objects.filter(verb="right.found").count() == 1

    settings.DRIFT_REMOVES = True
    check_drift()

    assert warehouse_for(sales).rights() == before
    assert StrayRight.objects.get().ending == "taken-away"
    assert AuditEvent.objects.filter(verb="right.taken_away").count() == 1
    assert drift_in(sales).strays == []


@pytest.mark.parametrize(
    "lost",
    [
        "DROP VIEW {view}",
        "REVOKE SELECT ON {view} FROM {role}",
        "CREATE OR REPLACE VIEW {view} AS SELECT usubjid, country, age FROM {table}",
        "DROP TABLE {table} CASCADE",
    ],
)
def test_what_is_missing_is_set_up_anew(held, sales, server, work, lost):
    role, view = ada_s(held, server)
    server.execute(lost.format(view=view, role=role, table=names.table(held.port.snapshot.location)))

    drift = drift_in(sales)
    work()

    assert [grant.pk for grant in drift.restored] == [held.pk]
    assert server.execute(f"SELECT count(*) FROM {view}").fetchone() == (4,)
    assert server.execute("SELECT has_table_privilege(%s, %s, 'SELECT')", [role, view]).fetchone() == (True,)
    again = drift_in(sales)
    assert (again.strays, again.restored) == ([], [])
    assert AuditEvent.objects.filter(verb="grant.missing").count() == 1


def test_a_right_whose_grant_is_over_is_taken_away(held, sales, server):
    Grant.objects.update(
        state="revoked", ended_at=held.valid_from, end_reason="Over.", provisioning="removal-failed", verified_at=None
    )

    check_drift()

    assert warehouse_for(sales).rights() == []
    assert StrayRight.objects.get().ending == "taken-away"


def test_access_that_is_being_changed_is_left_alone(held, sales, work):
    from requests.grants.runs import queue

    queue(held, "open")
    warehouse_for(sales).close_access(grantee=grantee(held.consumer_id), name=called(held.port))

    assert drift_in(sales).restored == []


def test_reading_again_as_every_consumer_finds_a_mask_that_is_gone(order, make_port, sales, server, work, ada):
    order(make_port(AT_ONCE, warehouse=sales, masks=[{"column": "usubjid", "method": "hash"}]))
    work()
    held = Grant.objects.get()
    _role, view = ada_s(held, server)
    table = names.table(held.port.snapshot.location)
    server.execute(
        f'CREATE OR REPLACE VIEW {view} AS SELECT usubjid COLLATE "default" AS usubjid, country, age FROM {table}'
    )

    _fine, broken = verify_again()
    work()

    assert [grant.pk for grant, _why in broken] == [held.pk]
    assert "not masked" in broken[0][1]
    assert len(server.execute(f"SELECT usubjid FROM {view}").fetchone()[0]) == 64


def test_whoever_leaves_a_team_loses_the_login_and_the_team_reads_on(order, make_port, sales, server, analytics, work):
    from tests.accounts.factories import UserFactory

    leaving = UserFactory()
    set_member(actor=None, team=analytics, person=leaving, role="member")
    port = make_port(AT_ONCE, warehouse=sales)
    order(port, team=analytics)
    work()
    who = grantee(Consumer.objects.for_team(analytics).pk)
    shown = warehouse_for(sales).connection(grantee=who, login=login(leaving.pk), name=called(port))

    remove_member(actor=None, team=analytics, person=leaving)
    work()

    known = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolcanlogin", [shown.user]).fetchone()
    assert known is None
    assert server.execute(f"SELECT count(*) FROM {who}.{called(port)}").fetchone() == (4,)
    assert drift_in(sales).strays == []


def test_whoever_is_suspended_loses_the_login_and_the_team_reads_on(
    order, make_port, sales, server, analytics, ada, grace, work
):
    port = make_port(AT_ONCE, warehouse=sales)
    order(port, team=analytics)
    work()
    who = grantee(Consumer.objects.for_team(analytics).pk)
    shown = warehouse_for(sales).connection(grantee=who, login=login(ada.pk), name=called(port))

    suspend_person(actor=grace, person=ada, reason="The laptop is lost.")
    work()

    known = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolcanlogin", [shown.user])
    assert known.fetchone() is None
    assert server.execute(f"SELECT count(*) FROM {who}.{called(port)}").fetchone() == (4,)
    assert not may_connect(ada, Grant.objects.get())
    assert drift_in(sales).strays == []


def test_a_warehouse_that_cannot_be_looked_at_is_told_and_keeps_no_other_waiting(sales, monkeypatch, petra):
    monkeypatch.setenv("SALES_WAREHOUSE", "postgresql://nobody@127.0.0.1:1/nothing")

    drift = drift_in(sales)

    assert "does not answer" in drift.unknown
    assert Notification.objects.filter(recipient=petra, text__contains="could not be compared").count() == 1


def test_the_platform_team_takes_a_right_away_from_the_page(
    held, sales, server, stranger, client, petra, otto, settings
):
    settings.DRIFT_REMOVES = False
    server.execute(f"GRANT SELECT ON {names.table(held.port.snapshot.location)} TO {stranger}")
    check_drift()
    stray = StrayRight.objects.get()
    with pytest.raises(NotAllowed):
        take_away(actor=otto, stray=stray)
    client.force_login(petra)
    page = client.get("/platform/").content.decode()
    assert stranger in page
    assert "Somebody may read too much" in page

    client.post(f"/platform/rights/{stray.pk}/take-away/", {"yes": "1"})

    assert strays() == []
    assert AuditEvent.objects.get(verb="right.taken_away").actor == petra
    assert server.execute(
        "SELECT has_table_privilege(%s, %s, 'SELECT')", [stranger, names.table(held.port.snapshot.location)]
    ).fetchone() == (False,)
