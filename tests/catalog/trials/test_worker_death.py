"""A worker may die, two may take the same trial, and it may be stopped: no row is left over, none is doubled."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Trial
from catalog.trials import runner, services, stages, tasks
from marketplace.foundation.models import AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """As SIGKILL would: nothing after it is written."""


def expire():
    """As if the time of every lease were over."""
    Trial.objects.exclude(lease_until=None).update(lease_until=timezone.now() - timedelta(seconds=1))


@pytest.fixture
def dying_in(monkeypatch):
    def dying(trial, name, *, after):
        do = stages.STAGES[name]

        def die(attempt):
            if after:
                do(attempt)
            raise Killed

        with monkeypatch.context() as patch:
            patch.setitem(stages.STAGES, name, die)
            with pytest.raises(Killed):
                tasks.carry_out(trial.pk)

    return dying


@pytest.mark.parametrize("after", [False, True], ids=["in", "after"])
@pytest.mark.parametrize("name", ["build", "policies"])
def test_a_trial_whose_worker_died_is_taken_up_again(begun, dying_in, nudged, lake, name, after):
    trial = begun()
    dying_in(trial, name, after=after)
    assert Trial.objects.get().state == "running"
    nudged.clear()
    tasks.sweep()
    assert nudged == []

    expire()
    tasks.sweep()
    assert nudged == [("carry_out", trial.pk)]
    tasks.carry_out(trial.pk)

    trial.refresh_from_db()
    assert (trial.state, trial.attempts) == ("succeeded", 2)
    assert len(trial.facts["ports"]) == 1
    assert lake() == [place["location"].removeprefix("products/") for place in trial.locations.values()]
    assert AuditEvent.objects.filter(verb="trial.succeeded").count() == 1


def test_a_trial_that_kills_every_worker_is_given_up(begun, dying_in):
    trial = begun()
    for _time in range(runner.ATTEMPTS):
        dying_in(trial, "build", after=True)
        expire()

    tasks.carry_out(trial.pk)

    trial.refresh_from_db()
    assert trial.state == "failed"
    assert "never came to an end" in trial.error


def test_a_worker_that_lost_its_lease_takes_its_own_files_along_and_no_others(begun, monkeypatch, lake, settings):
    settings.LEASE_SECONDS = 60
    trial = begun()
    compare = stages.STAGES["compare"]

    def asleep(attempt):
        monkeypatch.setitem(stages.STAGES, "compare", compare)
        expire()
        tasks.carry_out(trial.pk)
        compare(attempt)

    monkeypatch.setitem(stages.STAGES, "compare", asleep)
    tasks.carry_out(trial.pk)

    trial.refresh_from_db()
    assert (trial.state, trial.attempts, trial.leased_by) == ("succeeded", 2, "")
    assert lake() == [f"trial-{trial.pk}/2-0.parquet"]


def test_what_is_stopped_in_the_middle_writes_nothing_more_and_leaves_no_file(begun, otto, monkeypatch, lake):
    trial = begun()
    compare = stages.STAGES["compare"]

    def stopped(attempt):
        services.cancel_trial(actor=otto, trial=trial)
        tasks.discard(trial.pk)
        compare(attempt)

    monkeypatch.setitem(stages.STAGES, "compare", stopped)
    tasks.carry_out(trial.pk)

    trial.refresh_from_db()
    assert trial.state == "cancelled"
    assert [stage["state"] for stage in trial.facts["stages"]][3:5] == ["running", "waiting"]
    assert lake() == []


def test_a_long_build_is_ended_within_a_second_or_two_when_it_is_stopped(begun, otto, monkeypatch, lake):
    from catalog.trials.attempt import Attempt

    trial = begun(
        sql="select count(*) as age from range(1000000) a, range(1000000) b, raw_dm", columns={"age": "integer"}
    )
    alive = Attempt.alive

    def stopping(attempt):
        if Trial.objects.open().filter(pk=trial.pk).exists():
            services.cancel_trial(actor=otto, trial=trial)
        alive(attempt)

    monkeypatch.setattr(Attempt, "alive", stopping)
    began = timezone.now()
    tasks.carry_out(trial.pk)

    assert timezone.now() - began < timedelta(seconds=6)
    assert Trial.objects.get().state == "cancelled"
    assert lake() == []


def test_a_finished_trial_is_not_swept(tried, nudged):
    tried()
    nudged.clear()

    tasks.sweep()

    assert nudged == []
