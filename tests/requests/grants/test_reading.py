"""The governed read."""

import duckdb
import pytest

from accounts.models import Consumer
from accounts.teams.services import remove_member, set_member
from catalog.models import AccessPolicy, Snapshot
from marketplace.foundation.models import AuditEvent
from requests.grants.errors import NoAccess, UnknownColumns, UnknownFormat
from requests.grants.policies import may_read
from requests.grants.reading import open_read
from requests.grants.services import revoke
from requests.models import DataRead, Grant
from tests.requests.factories import GrantFactory


def rows_of(export):
    with export:
        return duckdb.sql(f"SELECT * FROM read_parquet('{export.path}')").fetchall()


def read(reader, port, **kwargs):
    return rows_of(open_read(reader=reader, port=port, format="parquet", **kwargs))


def fresh(user):
    """The same person as the next request would see them."""
    return type(user).objects.get(pk=user.pk)


def test_a_read_is_written_down_with_what_was_masked_and_filtered(grant, ada, port):
    assert len(read(ada, port)) == 3

    row = DataRead.objects.get()
    assert (row.reader, row.grant, row.rows, row.format) == (ada, grant, 3, "parquet")
    assert (row.masked, row.filtered, row.snapshot) == (["usubjid"], True, port.snapshot)
    event = AuditEvent.objects.get(verb="data.read")
    assert (event.actor, event.facts["read"]) == (ada, row.pk)
    grant.refresh_from_db()
    assert grant.last_read_at is not None


def test_columns_and_rows_can_be_narrowed_and_never_widened(grant, ada, port):
    assert read(ada, port, columns=["AGE"], limit=2) == [(63,), (64,)]

    with pytest.raises(UnknownColumns, match="There is no column race here"):
        read(ada, port, columns=["age", "race"])
    with pytest.raises(UnknownFormat):
        open_read(reader=ada, port=port, format="exe")


def test_a_stricter_policy_holds_from_the_next_read_on(grant, ada, port):
    AccessPolicy.objects.filter(pk=port.policy_id).update(row_filter="country = 'DE'")
    port.refresh_from_db()

    assert [country for _subject, country, _age in read(ada, port)] == ["DE"]


def test_a_refused_read_is_written_down_and_says_how_to_order(eve, port):
    with pytest.raises(NoAccess, match=r"you have no access to it\. Order it at /products/demographics/") as refusal:
        read(eve, port)

    assert (refusal.value.code, refusal.value.status) == ("no-access", 403)
    assert AuditEvent.objects.get(verb="data.refused").actor == eve
    assert not DataRead.objects.exists()


def test_the_owning_team_reads_its_own_port_plain_and_is_written_down_too(otto, port):
    rows = read(otto, port)

    assert "01-701-1015" in {subject for subject, _country, _age in rows}
    assert DataRead.objects.get().grant is None


def test_rank_alone_reads_nothing(port, grace, eve):
    eve.is_superuser = True
    eve.save()

    assert not may_read(grace, port)
    assert not may_read(fresh(eve), port)


def test_a_team_reads_together_and_who_leaves_it_reads_no_more(port, analytics, ada, eve):
    GrantFactory(consumer=Consumer.objects.for_team(analytics), port=port)
    set_member(actor=None, team=analytics, person=eve, role="member")
    assert may_read(fresh(eve), port)

    remove_member(actor=None, team=analytics, person=eve)

    assert not may_read(fresh(eve), port)
    assert may_read(fresh(ada), port)


def test_nothing_is_read_before_it_was_verified_nor_from_a_retired_or_withdrawn_port(grant, ada, port, otto):
    for product, offered, allowed in [("published", True, True), ("retired", True, False), ("published", False, False)]:
        port.product.status, port.offered = product, offered
        assert bool(may_read(ada, port)) is allowed
    port.offered = True
    Grant.objects.update(state="pending")
    assert not may_read(ada, port)


def test_a_grant_that_ends_while_the_file_is_written_hands_nothing_out(grant, ada, otto, port, monkeypatch):
    from requests.grants import reading

    write_down = reading.write_down

    def too_late(*args, **facts):
        revoke(actor=otto, grant=grant, reason="Now.")
        return write_down(*args, **facts)

    monkeypatch.setattr(reading, "write_down", too_late)

    with pytest.raises(NoAccess):
        read(ada, port)
    assert not DataRead.objects.exists()


def test_readers_read_the_snapshot_that_is_in_force(grant, ada, port, settings):
    path = settings.LAKEHOUSE_ROOT / "products/demographics/next.parquet"
    duckdb.sql("SELECT 'x' AS usubjid, 'US' AS country, 1 AS age").write_parquet(str(path))
    snapshot = port.snapshot
    snapshot.pk, snapshot.location = None, "products/demographics/next.parquet"
    snapshot.save()
    port.snapshot = Snapshot.objects.get(pk=snapshot.pk)
    port.save()

    assert [age for _subject, _country, age in read(ada, port)] == [1]
