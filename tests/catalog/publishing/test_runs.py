import pytest

from accounts.models import Notification
from catalog.models import (
    Column,
    ColumnEdge,
    DataContract,
    DataProduct,
    InputPort,
    OutputPort,
    PublishingRun,
    SearchEntry,
    Snapshot,
)
from catalog.publishing import tasks
from catalog.publishing.hooks import READERS
from catalog.publishing.services import submit
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.governed import governed_view
from marketplace.foundation.models import AuditEvent
from tests.catalog.publishing.bundles import a_bundle


def states(run):
    return dict(run.steps.values_list("name", "state"))


def carried_out(run):
    tasks.carry_out(run.pk)
    run.refresh_from_db()
    return run


def test_a_bundle_becomes_a_published_product_with_data(submitted, otto, clinical):
    run = carried_out(submitted())

    assert run.state == "succeeded", list(run.steps.values_list("name", "state", "error", "log"))
    assert {name for name, state in states(run).items() if state != "done"} == {"keep"}  # it is for building anew
    product = DataProduct.objects.get()
    assert product.status == "published"
    assert (run.version.state, run.version.published_by) == ("published", otto)
    port = OutputPort.objects.select_related("snapshot", "contract", "policy").get()
    assert port.offered
    assert (port.snapshot.rows, port.snapshot.run, port.snapshot.version) == (3, run, run.version)
    assert [column["name"] for column in port.snapshot.columns] == ["usubjid", "country", "age"]
    assert port.snapshot.statistics["rows"] == 3
    assert list(port.contract.columns.values_list("name", flat=True)) == ["usubjid", "country", "age"]
    assert port.contract.document["kind"] == "DataContract"
    assert (port.policy.longest_days, port.policy.row_filter) == (100, "country = 'US'")
    assert port.policy.document["kind"] == "AccessPolicy"
    assert InputPort.objects.get().source.name == "dm"
    assert SearchEntry.objects.get().names.startswith("demographics")
    assert ColumnEdge.objects.filter(column="age", from_column="age").exists()


def test_every_step_tells_how_long_it_took_and_what_it_did(submitted):
    run = carried_out(submitted())

    for step in run.steps.exclude(state="skipped"):
        assert step.log, step.name
        assert step.seconds is not None
    assert "3 rows" in run.steps.get(name="build").log


def test_everybody_but_who_published_is_told_once_and_the_event_is_public(submitted, otto, petra, ada):
    READERS._entries["test"] = lambda product: [ada]
    try:
        run = carried_out(submitted())
    finally:
        del READERS._entries["test"]

    event = AuditEvent.objects.get(verb="version.published")
    assert (event.public, event.actor, event.product) == (True, otto, "demographics")
    told = set(Notification.objects.values_list("recipient__username", flat=True))
    assert told == {"petra", "ada"}
    assert Notification.objects.count() == 2
    assert run.steps.get(name="announce").facts == {"told": 2, "followers": 0}


def test_running_twice_changes_nothing(submitted):
    run = carried_out(submitted())
    before = Snapshot.objects.get()

    tasks.carry_out(run.pk)
    tasks.carry_out(987_654)

    assert Snapshot.objects.get() == before
    assert AuditEvent.objects.filter(verb="version.published").count() == 1


def test_a_new_version_takes_the_place_of_the_old_one(published):
    product = published()
    first = OutputPort.objects.get().snapshot

    published(version="1.1.0", name="People", sql="select usubjid, country, age + 1 as age from raw_dm")

    product.refresh_from_db()
    assert product.name == "People"
    assert dict(product.versions.values_list("number", "state")) == {"1.0.0": "superseded", "1.1.0": "published"}
    port = OutputPort.objects.get()
    assert port.snapshot_id != first.pk
    assert port.contract.version.number == port.policy.version.number == port.snapshot.version.number == "1.1.0"
    first.refresh_from_db()
    assert first.superseded_at
    assert port.snapshot.superseded_at is None


def test_a_port_that_the_new_version_lacks_is_offered_no_more(published):
    published()
    published(version="2.0.0", port="people")

    assert dict(OutputPort.objects.values_list("name", "offered")) == {"demographics": False, "people": True}


def test_a_broken_build_leaves_the_published_version_untouched(published, submitted, otto, petra):
    product = published()
    before = OutputPort.objects.values().get()

    run = carried_out(
        submitted(version="1.1.0", sql="select usubjid, country, cast(country as integer) as age from raw_dm")
    )

    assert run.state == "failed"
    step = run.steps.get(state="failed")
    assert step.name == "build"
    assert step.error
    assert step.remedy
    assert run.version.state == "failed"
    assert OutputPort.objects.values().get() == before
    product.refresh_from_db()
    assert product.status == "published"
    assert product.versions.published().get().number == "1.0.0"
    assert states(run)["publish"] == "waiting"
    assert AuditEvent.objects.filter(verb="version.failed").count() == 1
    trouble = Notification.objects.filter(tone="trouble")
    assert set(trouble.values_list("recipient__username", flat=True)) == {"otto", "petra"}
    assert all(message.link == f"/studio/runs/{run.pk}/" or message.link for message in trouble)


def test_a_first_version_that_fails_makes_the_product_a_draft_again(submitted):
    run = carried_out(submitted(sql="select usubjid, country, cast(country as integer) as age from raw_dm"))

    assert DataProduct.objects.get().status == "draft"
    assert run.version.state == "failed"


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select usubjid, country, cast(age as varchar) as age from raw_dm", "age is string (VARCHAR)"),
        ("select usubjid, country, age, 1 as extra from raw_dm", "extra is not in the contract"),
        ("select * from raw_dm", "sex is not in the contract"),
    ],
)
def test_what_differs_from_the_contract_is_named_column_by_column(submitted, land, landed, sql, told):
    land("usubjid,country,age,sex\nS-001,US,63,F\n")

    run = carried_out(submitted(sql=sql))

    step = run.steps.get(state="failed")
    assert (step.name, run.version.state) == ("compare", "failed")
    assert told in step.error
    assert told in step.log


def test_a_missing_column_is_named(submitted, land, landed):
    land("usubjid,country,years\nS-001,US,63\n")

    run = carried_out(submitted(sql="select * from raw_dm"))

    assert "age is missing" in run.steps.get(state="failed").error


def test_an_upstream_product_is_read_where_its_readers_read_it(published):
    published()
    ages = published(
        slug="ages", upstreams={"people": "clinical-demographics"}, sql="select usubjid, country, age from people"
    )

    port = ages.output_ports.get()
    assert port.snapshot.rows == 3
    assert port.contract.version.input_ports.get().upstream.product.slug == "demographics"


def test_an_upstream_that_retired_in_between_fails_the_check(published, submitted):
    published()
    run = submitted(
        slug="ages", upstreams={"people": "clinical-demographics"}, sql="select usubjid, country, age from people"
    )
    OutputPort.objects.filter(product__slug="demographics").update(offered=False)

    carried_out(run)

    step = run.steps.get(state="failed")
    assert step.name == "check"
    assert "no longer offered" in step.log


def test_what_changes_is_told_with_the_version(published, submitted):
    published()

    columns = {"usubjid": "string", "country": "string"}
    run = submitted(version="2.0.0", columns=columns, sql="select usubjid, country from raw_dm")

    assert "breaking" in {change["kind"] for change in run.version.changes}


def test_consumers_see_the_port_masked_and_filtered(published, otto, ada, eve, analytics, clinical):
    published()
    port = OutputPort.objects.select_related("product", "policy", "contract", "snapshot").get()

    assert [mask.column for mask in governed_view(port).masks] == ["usubjid"]
    assert [mask.column for mask in governed_view(port, person=eve).masks] == ["usubjid"]
    assert governed_view(port, person=otto).masks == ()
    assert governed_view(port, person=ada).masks == ()
    view = governed_view(port, person=eve)
    assert view.columns == ("usubjid", "country", "age")
    rows = warehouse_for(port.warehouse).sample(port.snapshot.location, view, limit=10).rows
    assert {row[1] for row in rows} == {"US"}
    assert not any(row[0].startswith("S-") for row in rows)


def test_preparing_again_leaves_one_of_each(submitted, dying_in):
    run = submitted()
    with dying_in("check", after=True):
        tasks.carry_out(run.pk)
    PublishingRun.objects.update(lease_until=None)

    carried_out(run)

    assert DataContract.objects.count() == InputPort.objects.count() == 1
    assert Column.objects.count() == 3


def test_a_draft_that_is_submitted_again_after_a_failure_is_published(submitted, saved, otto):
    failed = carried_out(submitted(sql="select usubjid, country, cast(country as integer) as age from raw_dm"))
    saved(a_bundle())

    run = carried_out(submit(actor=otto, product=failed.product))

    assert run.state == "succeeded"
