"""Out of time, out of memory, wrong SQL: one sentence, a remedy, and nothing lost."""

import pytest

from catalog.models import Trial
from catalog.publishing.services import save_draft
from catalog.trials import runner, stages, tasks
from catalog.warehouses.errors import WarehouseUnavailable
from marketplace.foundation.models import AuditEvent
from tests.catalog.publishing.bundles import a_bundle

pytestmark = pytest.mark.django_db
SLOW = "select count(*) as age from range(100000) a, range(100000) b, raw_dm"
GREEDY = "select list(a.range) as age from range(30000000) a, raw_dm group by a.range % 2"


def ages(sql):
    return {"sql": sql, "columns": {"age": "integer"}}


def test_out_of_time(tried, settings, lake):
    settings.BUILD_SECONDS = 1

    trial = tried(**ages(SLOW))

    assert (trial.state, trial.error) == (
        "failed", "demographics: The data could not be built within 1 seconds."
    )  # fmt: skip
    assert "Try fewer rows first" in trial.remedy
    assert trial.facts["failed"]["kind"] == "build-timed-out"
    assert trial.facts["limits"]["seconds"] == 1
    assert [stage["state"] for stage in trial.facts["stages"]][:4] == ["done", "done", "failed", "waiting"]
    assert lake() == []
    told = trial.asked_by.notifications.get()
    assert (told.tone, told.link) == ("trouble", trial.get_absolute_url())


def test_out_of_memory(tried, settings, lake):
    settings.BUILD_MEMORY_MB = 32

    trial = tried(**ages(GREEDY), sample_rows=1)

    assert trial.facts["failed"]["kind"] == "build-out-of-memory"
    assert "fewer columns" in trial.remedy
    assert lake() == []


def test_wrong_sql_is_told_with_its_line_in_the_documents(tried):
    sql = "select usubjid, country,\n  cast(country as integer) as age\nfrom raw_dm"
    raw = a_bundle(sql=sql)

    trial = tried(raw)

    assert trial.state == "failed"
    assert "Could not convert string" in trial.error
    assert trial.remedy == "Mend the SQL of this port, save the draft and try again."


def test_a_column_that_no_input_has_is_told_with_its_line(tried):
    raw = a_bundle(sql="select usubjid, country,\n  cast(years as integer) as age\nfrom raw_dm")

    trial = tried(raw)

    failed = trial.facts["failed"]
    assert failed["sql_line"] == 2
    assert b"years" in raw.splitlines()[failed["line"] - 1]


def test_nothing_is_lost(tried, otto):
    trial = tried(sql="select no_such from raw_dm")

    draft = trial.product.draft
    assert draft.digest == trial.digest
    assert save_draft(actor=otto, raw=a_bundle(), revision=draft.revision).draft.revision == 2
    assert "no_such" not in str(AuditEvent.objects.get(verb="trial.failed").facts)


@pytest.mark.django_db(transaction=True)
def test_a_warehouse_that_is_away_is_waited_for(begun, monkeypatch, nudged):
    trial = begun()

    def away(attempt):
        raise WarehouseUnavailable(reason="it sleeps")

    with monkeypatch.context() as patch:
        patch.setitem(stages.STAGES, "inputs", away)
        tasks.carry_out(trial.pk)
    assert Trial.objects.get().state == "queued"
    nudged.clear()
    tasks.sweep()
    tasks.carry_out(trial.pk)

    assert nudged == [("carry_out", trial.pk)]
    assert Trial.objects.get().state == "succeeded"


def test_a_warehouse_that_stays_away_ends_the_trial(begun, monkeypatch):
    trial = begun()

    def away(attempt):
        raise WarehouseUnavailable(reason="it sleeps")

    monkeypatch.setitem(stages.STAGES, "inputs", away)
    for _time in range(runner.ATTEMPTS):
        tasks.carry_out(trial.pk)

    trial.refresh_from_db()
    assert (trial.state, "it sleeps" in trial.error) == ("failed", True)


def test_whatever_a_stage_stumbles_over_ends_the_trial_with_a_sentence(begun, monkeypatch):
    trial = begun()

    def stumble(attempt):
        raise ZeroDivisionError

    monkeypatch.setitem(stages.STAGES, "quality", stumble)
    tasks.carry_out(trial.pk)

    trial.refresh_from_db()
    assert trial.state == "failed"
    assert trial.error.startswith("Something unexpected happened (reference")
