"""A worker may die at any moment, and two may take the same run: nothing is lost, nothing is doubled."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import ColumnEdge, OutputPort, ProductVersion, PublishingRun, Snapshot
from catalog.publishing import runner, tasks
from catalog.publishing.steps import STEPS
from catalog.publishing.steps.step import Step
from marketplace.foundation.leases import LeaseLost
from marketplace.foundation.models import AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)


def expire():
    """As if the time of every lease were over."""
    PublishingRun.objects.exclude(lease_until=None).update(lease_until=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize("after", [False, True], ids=["in", "after"])
@pytest.mark.parametrize("name", [name for name, step in STEPS.items() if "publish" in step.kinds])
def test_a_run_whose_worker_died_goes_on_where_it_was(submitted, dying_in, nudged, name, after):
    run = submitted()
    with dying_in(name, after=after):
        tasks.carry_out(run.pk)
    assert PublishingRun.objects.get().state == "running"
    nudged.clear()
    tasks.sweep()
    assert nudged == []

    expire()
    tasks.sweep()
    assert nudged == [("carry_out", run.pk)]
    tasks.carry_out(run.pk)

    run.refresh_from_db()
    assert run.state == "succeeded", list(run.steps.values_list("name", "state", "error", "log"))
    assert Snapshot.objects.count() == 1
    assert OutputPort.objects.get().snapshot == Snapshot.objects.get()
    assert ProductVersion.objects.get().state == "published"
    assert AuditEvent.objects.filter(verb="version.published").count() == 1
    assert ColumnEdge.objects.filter(column="age", from_column="age").count() == 1


def test_steps_that_were_done_are_not_done_again(submitted, dying_in):
    run = submitted()
    with dying_in("lineage"):
        tasks.carry_out(run.pk)
    built = run.steps.get(name="build").ended_at

    expire()
    tasks.carry_out(run.pk)

    assert run.steps.get(name="build").ended_at == built
    assert "Taken up again" in run.steps.get(name="lineage").log


def test_of_two_workers_one_gets_the_run(submitted, monkeypatch):
    run = submitted()
    begun = []

    def build(work):
        begun.append(work.lease)
        tasks.carry_out(run.pk)
        original.do(work)

    original = STEPS["build"]
    monkeypatch.setitem(STEPS, "build", Step(build, original.kinds))
    tasks.carry_out(run.pk)

    assert len(begun) == 1
    assert PublishingRun.objects.get().attempts == 1


def test_a_worker_that_lost_its_lease_writes_nothing_more(submitted, monkeypatch):
    """It sleeps through its lease, another one does the work, and it wakes up again."""
    run = submitted()
    original = STEPS["compare"]

    def asleep(work):
        monkeypatch.setitem(STEPS, "compare", original)
        expire()
        tasks.carry_out(run.pk)
        work.say("I am still here.")
        original.do(work)

    monkeypatch.setitem(STEPS, "compare", Step(asleep, original.kinds))
    tasks.carry_out(run.pk)

    run.refresh_from_db()
    assert (run.state, run.attempts, run.leased_by) == ("succeeded", 2, "")
    assert "still here" not in run.steps.get(name="compare").log
    assert AuditEvent.objects.filter(verb="version.published").count() == 1


def test_a_build_ends_when_its_lease_is_lost(submitted, settings, monkeypatch):
    from catalog.publishing.steps.step import Work

    settings.LEASE_SECONDS = 0
    run = submitted()
    lease = PublishingRun.objects.open().claim(run.pk)
    PublishingRun.objects.update(leased_by="another")

    with pytest.raises(LeaseLost):
        Work(run, lease).alive()


def test_a_long_step_keeps_its_lease(submitted, settings, monkeypatch):
    import time

    settings.LEASE_SECONDS = 1
    run = submitted()
    original = STEPS["score"]
    seen = []

    def slow(work):
        time.sleep(1.6)
        seen.append(PublishingRun.objects.open().free().count())
        original.do(work)

    monkeypatch.setitem(STEPS, "score", Step(slow, original.kinds))
    tasks.carry_out(run.pk)

    run.refresh_from_db()
    assert (run.state, seen) == ("succeeded", [0])


def test_a_run_that_kills_every_worker_is_given_up(submitted, dying_in):
    run = submitted()
    for _time in range(runner.ATTEMPTS):
        with dying_in("build"):
            tasks.carry_out(run.pk)
        expire()

    tasks.carry_out(run.pk)

    run.refresh_from_db()
    assert run.state == "failed"
    assert "never came to an end" in run.steps.get(state="failed").error
    assert ProductVersion.objects.get().state == "failed"


def test_a_finished_run_is_not_swept(submitted, nudged):
    run = submitted()
    tasks.carry_out(run.pk)
    nudged.clear()

    tasks.sweep()

    assert nudged == []
    assert PublishingRun.objects.get(pk=run.pk).state == "succeeded"
