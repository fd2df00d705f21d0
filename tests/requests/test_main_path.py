"""From an order to data and back, in one sitting."""

import duckdb
import pytest

from requests.approvals.services import decide
from requests.grants.errors import NoAccess
from requests.grants.reading import open_read
from requests.grants.services import revoke
from requests.models import Grant, Order


def rows_of(export):
    with export:
        return duckdb.sql(f"SELECT * FROM read_parquet('{export.path}')").fetchall()


def test_ada_orders_otto_approves_a_worker_verifies_ada_reads_and_the_end_is_the_end(ada, otto, port, order, work):
    placed = order(port)
    assert placed.state == Order.State.WAITING
    with pytest.raises(NoAccess):
        open_read(reader=ada, port=port, format="parquet")

    decide(actor=otto, stage=placed.lines.get().stages.get(), yes=True, reason="A good cause.")
    grant = Grant.objects.get()
    assert (grant.state, Order.objects.get().state) == ("pending", Order.State.BEING_SET_UP)
    with pytest.raises(NoAccess, match="still being set up"):
        open_read(reader=ada, port=port, format="parquet")

    assert work() == 1
    grant.refresh_from_db()
    assert (grant.state, grant.provisioning, Order.objects.get().state) == ("active", "provisioned", "fulfilled")
    rows = rows_of(open_read(reader=ada, port=port, format="parquet"))
    assert len(rows) == 3
    assert {len(subject) for subject, _country, _age in rows} == {64}
    assert {country for _subject, country, _age in rows} == {"US"}

    revoke(actor=otto, grant=grant, reason="The study is over.")
    with pytest.raises(NoAccess, match="your access has ended"):
        open_read(reader=ada, port=port, format="parquet")
    work()
    grant.refresh_from_db()
    assert (grant.state, grant.provisioning, Order.objects.get().state) == ("revoked", "removed", "ended")
