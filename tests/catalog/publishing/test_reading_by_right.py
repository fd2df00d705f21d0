"""A build is a read: a product is made from what its team may read, as its team would see it."""

import duckdb
import pytest
from django.conf import settings
from django.utils import timezone

from accounts.teams.services import found_team, set_member
from catalog.models import OutputPort, SourceSystem
from catalog.publishing import services, tasks
from catalog.publishing.checking import check_bundle
from catalog.publishing.errors import BundleNotValid
from requests.models import Grant
from tests.accounts.factories import ConsumerFactory
from tests.catalog.publishing.bundles import a_bundle
from tests.requests.factories import GrantFactory

REVIEWED = (b"{name: all, then: approve}", b"{name: all, then: review, stages: [owner]}")


@pytest.fixture
def visitors(eve):
    """A team that owns nothing yet; eve speaks for it."""
    team = found_team(actor=None, slug="visitors", name="Visitors")
    set_member(actor=None, team=team, person=eve, role="maintainer")
    return team


@pytest.fixture
def theirs(visitors):
    """A product of the visitors over otto's, or over a source."""

    def making(**changes) -> bytes:
        changes = {"upstreams": {"people": "clinical-demographics"}, **changes}
        sql = "select usubjid, country, cast(age as integer) as age from " + (
            "raw_dm" if "sources" in changes else "people"
        )
        return a_bundle(slug="ages", sql=sql, **changes).replace(b"value: clinical-data", b"value: visitors")

    return making


def _codes(raw):
    return [said.code for said in check_bundle(raw).violations if said.level == "error"]


def _run(eve, raw):
    run = services.submit(actor=eve, product=services.save_draft(actor=eve, raw=raw).product)
    tasks.carry_out(run.pk)
    run.refresh_from_db()
    return run


def _rows(product):
    port = OutputPort.objects.select_related("snapshot").get(product__slug=product)
    return duckdb.sql(f"select * from '{settings.LAKEHOUSE_ROOT}/{port.snapshot.location}' order by age").fetchall()


def test_what_a_rule_gives_at_once_is_read_with_its_masks_and_filter(published, theirs, eve):
    published()

    assert _run(eve, theirs()).state == "succeeded"

    rows = _rows("ages")
    assert [row[1:] for row in rows] == [("US", 54), ("US", 63)]
    assert all(len(row[0]) == 64 for row in rows)


def test_the_owning_team_builds_on_its_own_data_as_it_is(published):
    published()
    published(
        slug="ages", upstreams={"people": "clinical-demographics"}, sql="select usubjid, country, age from people"
    )

    assert _rows("ages") == [("S-002", "US", 54), ("S-001", "US", 63), ("S-003", "DE", 71)]


def test_what_has_to_be_ordered_is_refused_until_the_team_holds_it(published, theirs, visitors, eve):
    product = published(a_bundle().replace(*REVIEWED))
    assert _codes(theirs()) == ["input-not-allowed"]
    draft = services.save_draft(actor=eve, raw=theirs())
    with pytest.raises(BundleNotValid):
        services.submit(actor=eve, product=draft.product)

    GrantFactory(consumer=visitors.consumer, port=product.output_ports.get())

    assert _codes(theirs()) == []
    assert _run(eve, theirs()).state == "succeeded"


def test_when_the_grant_ends_the_product_is_not_built_anew(published, theirs, visitors, eve):
    product = published(a_bundle().replace(*REVIEWED))
    grant = GrantFactory(consumer=visitors.consumer, port=product.output_ports.get())
    made = _run(eve, theirs()).product
    Grant.objects.filter(pk=grant.pk).update(state="revoked", ended_at=timezone.now(), end_reason="Enough.")

    run = services.refresh(actor=eve, product=made)
    tasks.carry_out(run.pk)

    run.refresh_from_db()
    step = run.steps.get(state="failed")
    assert run.state == "failed"
    assert "Visitors has no access to it" in step.error
    assert len(_rows("ages")) == 2


def test_a_member_s_own_grant_gives_the_team_nothing(published, theirs, eve):
    product = published(a_bundle().replace(*REVIEWED))
    GrantFactory(consumer=ConsumerFactory(person=eve), port=product.output_ports.get())

    assert _codes(theirs()) == ["input-not-allowed"]


def test_raw_data_of_a_team_is_read_by_its_products_alone(landed, theirs, clinical, visitors):
    theirs_from_raw = theirs(sources={"raw_dm": "pharmaverse.dm"}, upstreams={})
    assert _codes(theirs_from_raw) == []

    SourceSystem.objects.filter(slug="pharmaverse").update(team=clinical)

    assert _codes(theirs_from_raw) == ["input-not-allowed"]
    assert _codes(a_bundle()) == []
