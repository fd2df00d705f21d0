"""Trials with real processes: a killed worker loses and doubles nothing, and what is stopped stops."""

import pytest

from catalog.models import Trial
from catalog.publishing.services import save_draft
from catalog.trials.services import begin_trial, cancel_trial
from marketplace.foundation.models import AuditEvent
from tests.journeys.bundles import bundle
from tests.journeys.test_bad_days import SLOW
from tests.processes import eventually, kill

pytestmark = pytest.mark.journey


@pytest.fixture
def begun(land, people):
    """A trial of a draft whose SQL takes seconds: `begun()`."""
    land("world-airports.airports")

    def beginning():
        saved = save_draft(actor=people["otto"], raw=bundle("totals", SLOW, columns={"total": "integer"}))
        return begin_trial(actor=people["otto"], product=saved.product, sample_rows=100)

    return beginning


def _building(trial):
    trial.refresh_from_db()
    return trial.stage == "build"


def _over(trial):
    trial.refresh_from_db()
    return not trial.is_open


def _files(root):
    return sorted(path.relative_to(root).as_posix() for path in (root / "products").rglob("*") if path.is_file())


def test_a_worker_killed_in_the_middle_of_a_trial_loses_and_doubles_nothing(
    begun, start_worker, scheduler, shared_lakehouse
):
    with start_worker() as first:
        trial = begun()
        eventually(lambda: _building(trial))
        kill(first)

    with start_worker():
        eventually(lambda: _over(trial), seconds=90)

    assert (trial.state, trial.attempts) == (Trial.State.SUCCEEDED, 2), trial.error
    assert trial.facts["ports"][0]["rows"] == 1
    assert [name for name in _files(shared_lakehouse) if name.endswith(".parquet")] == [
        trial.locations["result"]["location"]
    ]
    assert AuditEvent.objects.filter(verb="trial.succeeded").count() == 1


def test_a_trial_that_is_stopped_ends_its_work_at_once(begun, worker, people, shared_lakehouse):
    trial = begun()
    eventually(lambda: _building(trial))

    cancel_trial(actor=people["otto"], trial=trial)

    eventually(lambda: Trial.objects.get(pk=trial.pk).discarded_at and _files(shared_lakehouse) == [], seconds=10)
    assert Trial.objects.get(pk=trial.pk).state == Trial.State.CANCELLED
    assert begun().state == Trial.State.QUEUED
