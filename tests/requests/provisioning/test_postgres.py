"""Access in a PostgreSQL warehouse: from an order to a role, a governed view and a proof by connecting, and back."""

import re
import time
from datetime import datetime, timedelta

import duckdb
import pytest
from django.utils import timezone

from accounts.models import Consumer
from accounts.teams.services import set_member
from catalog.models import OutputPort, PublishingRun, Snapshot
from catalog.publishing.files import sweep_files
from catalog.publishing.switching import switch_data
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.errors import WarehouseUnavailable
from catalog.warehouses.interface import AccessCheck
from catalog.warehouses.postgres.engine import Postgres
from requests.approvals.services import decide
from requests.grants import exceptions
from requests.grants.expiry import expire_due
from requests.grants.runs import queue
from requests.grants.services import revoke
from requests.models import AccessRequest, ApprovalStage, Grant, MaskException, ProvisioningRun
from requests.ordering.services import renew
from requests.ordering.unmasking import ask_plain
from requests.provisioning import runner
from requests.provisioning.naming import called, grantee
from tests.catalog.factories import SnapshotFactory
from tests.requests.conftest import AT_ONCE, MASKS


@pytest.fixture
def port(make_port, sales):
    """A port that everybody gets at once, in the server: hashed subjects from the US."""
    return make_port(AT_ONCE, warehouse=sales, masks=MASKS, row_filter="country = 'US'")


@pytest.fixture
def read(server):
    """What the role of a consumer reads of a port now, or None where the server refuses or knows nothing of it."""

    def rows(person, port):
        who = grantee(Consumer.objects.for_person(person).pk)
        role, place = f"{server.info.dbname}_{who}", f"{who}.{called(port)}"
        asked = "SELECT to_regclass(%s) IS NOT NULL AND EXISTS (SELECT FROM pg_roles WHERE rolname = %s)"
        if not server.execute(asked, [place, role]).fetchone()[0]:
            return None
        if not server.execute("SELECT has_table_privilege(%s, %s, 'SELECT')", [role, place]).fetchone()[0]:
            return None
        return server.execute(f"SELECT * FROM {place} ORDER BY age").fetchall()

    return rows


def test_an_order_becomes_a_view_that_was_read_by_connecting(order, port, ada, read, work):
    order(port)
    assert read(ada, port) is None

    work()

    assert [row[1:] for row in read(ada, port)] == [("US", 63), ("US", 64), ("US", 74)]
    names = {check["name"] for check in ProvisioningRun.objects.get().checks}
    assert {"gate", "in PostgreSQL: values", "in PostgreSQL: raw table", "in PostgreSQL: nothing beside"} <= names
    assert Grant.objects.get().state == "active"


def test_what_is_revoked_is_refused_by_the_server(order, port, ada, otto, read, work):
    order(port)
    work()

    revoke(actor=otto, grant=Grant.objects.get(), reason="Over.")
    work()

    assert read(ada, port) is None
    assert Grant.objects.get().provisioning == "removed"
    assert ("warehouse", True) in [(c["name"], c["passed"]) for c in ProvisioningRun.objects.latest("pk").checks]


def test_a_team_reads_as_a_team_whatever_a_member_may_see_besides(order, port, analytics, clinical, ada, server, work):
    set_member(actor=None, team=clinical, person=ada, role="member")

    order(port, team=analytics)
    work()

    who = grantee(Consumer.objects.for_team(analytics).pk)
    subjects = server.execute(f"SELECT usubjid FROM {who}.{called(port)}").fetchall()
    assert {len(subject) for (subject,) in subjects} == {64}


def test_access_that_is_not_as_promised_is_closed_again(order, port, ada, read, work, monkeypatch):
    leak = AccessCheck("values", False, "3 rows were read that the policy does not make of the data, 0 are missing.")
    monkeypatch.setattr(Postgres, "verify_opened", lambda *args, **kwargs: [leak])
    order(port)

    work()

    assert (Grant.objects.get().state, ProvisioningRun.objects.get().state) == ("pending", "queued")
    assert read(ada, port) is None


def test_a_server_that_went_away_in_the_middle_is_tried_again(order, port, ada, read, work, monkeypatch):
    def away(*args, **kwargs):
        raise WarehouseUnavailable(reason="restarting")

    order(port)
    with monkeypatch.context() as patched:
        patched.setattr(Postgres, "verify_opened", away)
        work()
    assert Grant.objects.get().state == "pending"

    work(later=timedelta(days=1))

    assert Grant.objects.get().state == "active"
    assert len(read(ada, port)) == 3


def test_readers_are_led_to_new_data_and_the_old_can_go(order, port, ada, otto, read, work, settings, server):
    order(port)
    work()
    old = port.snapshot
    location = "products/demographics/next.parquet"
    duckdb.sql("SELECT * FROM (VALUES ('9', 'US', 80)) AS t(usubjid, country, age)").write_parquet(
        str(settings.LAKEHOUSE_ROOT / location)
    )
    run = PublishingRun.objects.create(product=port.product, version=port.contract.version, kind="refresh")
    SnapshotFactory(port=port, version=port.contract.version, run=run, location=location, rows=1)

    switch_data(run, port.contract.version)
    before = read(ada, port)
    work()

    assert [row[1:] for row in before] == [("US", 63), ("US", 64), ("US", 74)]
    assert [row[1:] for row in read(ada, port)] == [("US", 80)]
    warehouse_for(port.warehouse).discard(old.location)
    assert list(warehouse_for(port.warehouse).locations()) == [location]


def test_data_that_is_still_shown_is_left_for_the_next_sweep(order, port, ada, work, settings):
    order(port)
    work()
    settings.SNAPSHOTS_KEPT = 0
    newer = SnapshotFactory(port=port, version=port.contract.version, location="products/a/b.parquet")
    OutputPort.objects.filter(pk=port.pk).update(snapshot=newer)
    Snapshot.objects.filter(pk=port.snapshot.pk).update(superseded_at=timezone.now() - timedelta(hours=2))

    sweep_files()

    assert Snapshot.objects.get(pk=port.snapshot.pk).discarded_at is None


def test_a_product_of_the_lakehouse_is_built_from_a_port_of_the_server(port, make_port):
    lake = warehouse_for(make_port(AT_ONCE, name="lake").warehouse)

    assert lake.count(port.snapshot.location) == 4


def test_a_column_is_plain_in_the_server_for_one_consumer_and_masked_again_at_the_end(
    order, port, ada, grace, read, work
):
    order(port)
    work()
    placed = ask_plain(
        actor=ada, access=AccessRequest.objects.get(), columns=["usubjid"], reason="To call the sites.", days=7
    )
    for _stage in range(2):
        stage = ApprovalStage.objects.open().get(request__order=placed)
        decide(actor=stage.pool.order_by("pk").first(), stage=stage, yes=True)
    assert {len(row[0]) for row in read(ada, port)} == {64}

    work()
    plain = [row[0] for row in read(ada, port)]
    MaskException.objects.update(valid_until=timezone.now())
    exceptions.expire_due()
    work()

    assert plain == ["01-701-1015", "01-701-1023", "01-704-1034"]
    assert {len(row[0]) for row in read(ada, port)} == {64}
    assert MaskException.objects.get().state == "expired"


def test_a_worker_that_lost_its_lease_leaves_no_column_plain_that_was_taken_back(
    order, port, ada, grace, read, work, monkeypatch
):
    order(port)
    work()
    placed = ask_plain(actor=ada, access=AccessRequest.objects.get(), columns=["usubjid"], reason="To call.", days=7)
    for _stage in range(2):
        stage = ApprovalStage.objects.open().get(request__order=placed)
        decide(actor=stage.pool.order_by("pk").first(), stage=stage, yes=True)
    verify = runner.verify_open

    def taken_back_meanwhile(*args):
        exceptions.give_back_exception(actor=ada, exception=MaskException.objects.get())
        monkeypatch.setattr(runner, "verify_open", verify)
        return verify(*args)

    monkeypatch.setattr(runner, "verify_open", taken_back_meanwhile)
    work()
    work()

    assert MaskException.objects.get().state == "returned"
    assert {len(row[0]) for row in read(ada, port)} == {64}
    assert Grant.objects.get().provisioning == "provisioned"


@pytest.mark.parametrize("moment", ["2026-03-30T00:00:00+02:00", "2026-10-26T00:00:00+01:00"])
def test_the_sweep_takes_it_out_of_the_server_at_the_last_midnight_also_when_the_clocks_change(
    order, port, ada, read, work, settings, moment
):
    settings.TIME_ZONE = "Europe/Berlin"
    order(port)
    work()
    midnight = datetime.fromisoformat(moment)
    Grant.objects.update(valid_from=midnight - timedelta(days=3), valid_until=midnight)

    expire_due(midnight - timedelta(microseconds=1))
    work()
    assert len(read(ada, port)) == 3

    expire_due(midnight)
    work()
    assert read(ada, port) is None
    assert Grant.objects.get().provisioning == "removed"


def test_the_server_shows_nothing_after_the_last_moment_even_if_nobody_is_there_to_close_it(
    order, port, ada, otto, read, work, server
):
    order(port)
    work()
    grant = Grant.objects.get()
    until = server.execute("SELECT pg_get_viewdef(%s::regclass)", [place_of(grant)]).fetchone()[0]
    assert f"{grant.valid_until:%Y-%m-%d %H:%M:%S}" in until

    ends = timezone.now() + timedelta(seconds=2)
    Grant.objects.update(valid_until=ends)
    queue(grant, ProvisioningRun.Aim.OPEN)
    work()
    assert len(read(ada, port)) == 3
    with server.transaction():
        server.execute("SELECT now()")
        time.sleep(max(0, (ends - timezone.now()).total_seconds()) + 0.1)
        assert server.execute(f"SELECT count(*) FROM {place_of(grant)}").fetchone() == (0,)
    assert Grant.objects.get().state == "active"


def test_notice_and_renewal_move_the_last_moment_in_the_server(order, port, ada, otto, work, server):
    def until():
        shown = server.execute("SELECT pg_get_viewdef(%s::regclass)", [place_of(Grant.objects.first())]).fetchone()[0]
        return re.search(r"'([0-9-]+ [0-9:]+)", shown).group(1)

    order(port)
    work()
    first = Grant.objects.get()
    renew(actor=ada, grant=first, reason="More.")
    work()
    follower = Grant.objects.exclude(pk=first.pk).get()
    assert until() == f"{follower.valid_until:%Y-%m-%d %H:%M:%S}"

    revoke(actor=otto, grant=first, reason="Enough.", on=timezone.localdate() + timedelta(days=2))
    work()
    first.refresh_from_db()
    assert until() == f"{first.valid_until:%Y-%m-%d %H:%M:%S}"


def place_of(grant):
    return f"{grantee(grant.consumer_id)}.{called(grant.port)}"
