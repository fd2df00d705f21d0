"""Products that are made from what breaks, and old versions that stay fresh; all of it built for real."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import ColumnEdge, KeptPort, MigrationNotice, MigrationPeriod, Snapshot
from catalog.publishing.checking import check_bundle
from catalog.transitions.services import end_due, move
from requests.products import team_reads
from tests.catalog.publishing.bundles import a_bundle
from tests.catalog.transitions.conftest import WITHOUT_AGES, fresh, lying, theirs
from tests.requests.factories import GrantFactory

NEW_PEOPLE = "usubjid,country,age\nS-007,US,33\n"
ADAPTED = {"version": "2.0.0", "asked": "2.0.0", "sql": "select usubjid, country from people"}
ADAPTED |= {"columns": {"usubjid": "string", "country": "string"}}


def built(port):
    """What a build made, without who it is about."""
    columns, rows = lying(fresh(port).snapshot)
    return columns, sorted(row[1:] for row in rows)


def said(raw):
    """What the check says of the versions that a bundle asks for."""
    return [one.message for one in check_bundle(raw).violations if one.code.startswith("upstream")]


def test_a_product_is_built_from_the_old_version_until_its_team_moves(ages, publish, refresh, eve):
    publish(**WITHOUT_AGES)

    assert refresh(ages.product, actor=eve).state == "succeeded"
    assert built(ages) == (["usubjid", "country", "age"], [("US", 54), ("US", 63)])

    move(actor=eve, notice=MigrationNotice.objects.get(consumer__team__slug="visitors"))
    run = refresh(ages.product, actor=eve)

    assert run.state == "failed"
    assert "age" in run.steps.get(state="failed").error
    assert built(ages) == (["usubjid", "country", "age"], [("US", 54), ("US", 63)])


def test_a_version_that_asks_for_the_new_one_reads_it_while_others_read_the_old(ages, publish, refresh, eve):
    publish(**WITHOUT_AGES)
    assert "which can be read until" in said(theirs("1.0.1"))[0]
    assert said(theirs(**ADAPTED)) == []

    publish(theirs("1.1.0", sql="select usubjid, country, age + 0 as age from people"), actor=eve)
    assert built(ages)[0] == ["usubjid", "country", "age"]
    assert ColumnEdge.objects.filter(version__state="published", column="age", from_column="age").exists()

    publish(theirs(**ADAPTED), actor=eve)
    assert built(ages) == (["usubjid", "country"], [("US",), ("US",)])


def test_a_team_that_reads_by_its_product_alone_has_moved_when_that_is_adapted(published, publish, eve, visitors):
    open_to_all = a_bundle(version="1.1.0").replace(b"version: 1.1.0, contractId", b"version: 1.0.0, contractId")
    publish(open_to_all, notice_days=30)
    publish(theirs(), actor=eve, notice_days=None)
    publish(a_bundle(**WITHOUT_AGES))
    notice = MigrationNotice.objects.get()

    publish(theirs(**ADAPTED), actor=eve)

    notice.refresh_from_db()
    assert (notice.moved_at is not None, notice.acknowledged_by) == (True, eve)


def test_a_team_with_access_of_its_own_says_itself_when_it_has_moved(ages, publish, eve):
    publish(**WITHOUT_AGES)

    publish(theirs(**ADAPTED), actor=eve)

    assert MigrationNotice.objects.get(consumer__team__slug="visitors").moved_at is None


def test_a_new_contract_takes_the_old_one_from_nobody(ages, publish, eve):
    publish(contract="clinical-people", **WITHOUT_AGES)

    assert "which can be read until" in said(theirs("1.0.1"))[0]
    publish(theirs("1.0.1"), actor=eve)
    assert built(ages)[0] == ["usubjid", "country", "age"]


def test_what_a_rule_gave_a_team_lasts_with_the_old_version_unless_it_is_refused(published, publish, eve, visitors):
    publish(a_bundle().replace(b"version: 1.0.0", b"version: 2.0.0", 1))
    publish(theirs(), actor=eve, notice_days=None)
    asked = a_bundle(**WITHOUT_AGES | {"version": "3.0.0"})
    publish(asked.replace(b"{name: all, then: approve}", b"{name: all, then: review, stages: [owner]}"))
    assert team_reads(visitors, fresh(published))

    policy = fresh(published).policy
    policy.document = {"default": {"then": "deny", "reason": "Not for them."}}
    policy.save()

    assert not team_reads(visitors, fresh(published))


@pytest.fixture
def reader(published, ada):
    """Somebody reads version 1.0.0."""
    from tests.accounts.factories import ConsumerFactory

    return GrantFactory(consumer=ConsumerFactory(person=ada), port=published)


def test_the_old_version_is_built_anew_with_the_new_one(published, reader, publish, refresh, land, otto):
    product = publish(**WITHOUT_AGES)
    before = KeptPort.objects.get().snapshot
    land(NEW_PEOPLE)

    run = refresh(product)

    kept = KeptPort.objects.get()
    before.refresh_from_db()
    assert run.state == "succeeded", list(run.steps.values_list("name", "state", "error", "log"))
    assert run.steps.get(name="keep").facts == {"kept": {"demographics 1.0.0": "fresh"}}
    assert lying(kept.snapshot) == (["usubjid", "country", "age"], [("S-007", "US", 33)])
    assert lying(fresh(published).snapshot) == (["usubjid", "country"], [("S-007", "US")])
    assert (kept.snapshot.superseded_at, kept.snapshot.version.number) == (None, "1.0.0")
    assert before.superseded_at is not None


@pytest.mark.parametrize("text", ["usubjid,country\nS-007,US\n", "usubjid,country,age\nS-007,US,old\n"])
def test_what_cannot_be_built_the_old_way_keeps_its_data_and_hurts_nobody(
    published, reader, publish, refresh, land, text
):
    product = publish(**WITHOUT_AGES)
    before = KeptPort.objects.get().snapshot
    land(text)

    run = refresh(product)

    assert run.state == "succeeded"
    assert run.steps.get(name="keep").facts == {"kept": {"demographics 1.0.0": "stale"}}
    assert "keeps the data it has" in run.steps.get(name="keep").log
    assert KeptPort.objects.get().snapshot == before
    assert lying(fresh(published).snapshot)[1] == [("S-007", "US")]


def test_after_its_time_nothing_is_built_for_it(published, reader, publish, refresh):
    product = publish(**WITHOUT_AGES)
    MigrationPeriod.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    end_due()
    built_before = Snapshot.objects.count()

    run = refresh(product)

    assert run.steps.get(name="keep").log == "No old version is kept."
    assert Snapshot.objects.count() == built_before + 1
