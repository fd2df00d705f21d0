"""Another try after a failure, and the published version built anew."""

import pytest

from catalog.models import (
    OutputPort,
    ProductVersion,
    Snapshot,
)
from catalog.publishing import tasks
from catalog.publishing.errors import AlreadyPublishing, NotPublished, RunNotFailed, RunOutdated
from catalog.publishing.services import refresh, retry_run
from catalog.warehouses.errors import WarehouseUnavailable
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent


def states(run):
    return dict(run.steps.values_list("name", "state"))


def carried_out(run):
    tasks.carry_out(run.pk)
    run.refresh_from_db()
    return run


def test_a_retry_goes_on_from_the_failed_step(submitted, otto, monkeypatch, nudged):
    from catalog.publishing.steps import measure

    def broken(port, *, snapshot=None):
        raise ValueError("a secret detail")

    run = submitted()
    with monkeypatch.context() as patch:
        patch.setattr(measure, "measure_port", broken)
        carried_out(run)
    step = run.steps.get(state="failed")
    assert step.name == "measure"
    assert "secret" not in step.error
    assert "reference" in step.error
    assert run.version.state == "published"
    assert AuditEvent.objects.filter(verb="run.failed").count() == 1
    built = Snapshot.objects.get().built_at

    retry_run(actor=otto, run=run)
    carried_out(run)

    assert run.state == "succeeded"
    assert Snapshot.objects.get().built_at == built
    assert not run.steps.exclude(error="").exists()


def test_a_retry_after_a_comparison_builds_anew(submitted, land, landed, otto):
    land("usubjid,country,age,sex\nS-001,US,63,F\n")
    run = carried_out(submitted(sql="select * from raw_dm"))
    land()

    retry_run(actor=otto, run=run)
    carried_out(run)

    assert run.state == "succeeded", list(run.steps.values_list("name", "state", "error", "log"))
    assert run.version.state == "published"
    assert Snapshot.objects.get().rows == 3


def test_only_a_failed_run_of_the_newest_version_is_tried_again(submitted, published, otto, ada):
    failed = carried_out(submitted(sql="select usubjid, country, cast(country as integer) as age from raw_dm"))
    with pytest.raises(NotAllowed):
        retry_run(actor=ada, run=failed)
    product = published(version="1.0.1")

    with pytest.raises(RunOutdated):
        retry_run(actor=otto, run=failed)
    with pytest.raises(RunNotFailed):
        retry_run(actor=otto, run=product.runs.get(state="succeeded"))


def test_a_warehouse_that_is_away_is_tried_again_by_itself(submitted, monkeypatch):
    from catalog.publishing.steps import build

    def away(row):
        raise WarehouseUnavailable(reason="it restarts")

    run = submitted()
    with monkeypatch.context() as patch:
        patch.setattr(build, "warehouse_for", away)
        carried_out(run)
    assert (run.state, run.leased_by, states(run)["build"]) == ("queued", "", "waiting")

    assert carried_out(run).state == "succeeded"


def test_a_warehouse_that_stays_away_ends_the_run(submitted, monkeypatch):
    from catalog.publishing import runner
    from catalog.publishing.steps import build

    def away(row):
        raise WarehouseUnavailable(reason="it restarts")

    monkeypatch.setattr(build, "warehouse_for", away)
    run = submitted()
    for _time in range(runner.ATTEMPTS):
        carried_out(run)

    assert run.state == "failed"
    assert "does not answer" in run.steps.get(state="failed").error


def test_a_refresh_builds_the_published_version_anew(published, land, otto, petra):
    product = published()
    contract = OutputPort.objects.get().contract
    land("usubjid,country,age\nS-009,US,40\n")

    run = carried_out(refresh(actor=otto, product=product))

    assert run.state == "succeeded", list(run.steps.values_list("name", "state", "error", "log"))
    skipped = {name for name, state in states(run).items() if state == "skipped"}
    assert skipped == {"check", "policies", "lineage", "announce"}
    port = OutputPort.objects.get()
    assert (port.snapshot.rows, port.snapshot.run, port.contract) == (1, run, contract)
    assert ProductVersion.objects.get().state == "published"
    assert Snapshot.objects.filter(superseded_at__isnull=False).count() == 1
    assert AuditEvent.objects.get(verb="port.refreshed").facts["rows"] == 1


def test_a_refresh_that_breaks_the_contract_leaves_the_data_that_is_read(published, land, otto):
    product = published()
    before = OutputPort.objects.get().snapshot
    land("usubjid,country,age\nS-009,US,unknown\n")

    run = carried_out(refresh(actor=otto, product=product))

    assert run.state == "failed"
    assert OutputPort.objects.get().snapshot == before
    assert ProductVersion.objects.get().state == "published"


def test_only_what_is_published_is_refreshed_and_once_at_a_time(published, saved, otto, ada):
    with pytest.raises(NotPublished):
        refresh(actor=otto, product=saved(slug="ages"))
    product = published()
    with pytest.raises(NotAllowed):
        refresh(actor=ada, product=product)
    refresh(actor=otto, product=product)
    with pytest.raises(AlreadyPublishing):
        refresh(actor=otto, product=product)
