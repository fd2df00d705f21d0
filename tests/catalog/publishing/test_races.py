"""Two people at the same instant: one of them is first, the other gets one clear sentence."""

import threading

import pytest
from django.db import connection

from catalog.models import Draft, ProductVersion, PublishingRun
from catalog.publishing import tasks
from catalog.publishing.services import retry_run, save_draft, submit
from marketplace.foundation.errors import DomainError
from tests.catalog.publishing.bundles import a_bundle

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """What became of calls that began together: "done" or the code of the refusal, sorted."""
    outcomes, start = [], threading.Barrier(len(calls))

    def run(call):
        start.wait()
        try:
            call()
            outcomes.append("done")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_of_two_submits_one_wins(saved, otto, petra):
    product = saved()

    outcomes = at_once(
        lambda: submit(actor=otto, product=product),
        lambda: submit(actor=petra, product=product),
    )

    assert outcomes == ["already-publishing", "done"]
    assert PublishingRun.objects.count() == ProductVersion.objects.count() == 1


def test_of_two_changes_of_one_revision_one_wins(saved, otto, petra):
    saved()

    outcomes = at_once(
        lambda: save_draft(actor=otto, raw=a_bundle(name="People"), revision=1),
        lambda: save_draft(actor=petra, raw=a_bundle(name="Subjects"), revision=1),
    )

    assert outcomes == ["done", "draft-conflict"]
    assert Draft.objects.get().revision == 2


def test_of_two_who_begin_the_same_product_one_begins_it(landed, otto, petra):
    outcomes = at_once(
        lambda: save_draft(actor=otto, raw=a_bundle(name="People")),
        lambda: save_draft(actor=petra, raw=a_bundle(name="Subjects")),
    )

    assert outcomes in (["done", "done"], ["done", "slug-taken"])
    assert Draft.objects.count() == 1


def test_of_two_retries_one_wins(submitted, otto, petra):
    run = submitted(sql="select usubjid, country, cast(country as integer) as age from raw_dm")
    tasks.carry_out(run.pk)

    outcomes = at_once(lambda: retry_run(actor=otto, run=run), lambda: retry_run(actor=petra, run=run))

    assert outcomes == ["done", "run-not-failed"]


def test_of_two_workers_one_carries_the_run_out(submitted):
    run = submitted()

    at_once(lambda: tasks.carry_out(run.pk), lambda: tasks.carry_out(run.pk))

    run.refresh_from_db()
    assert (run.state, run.attempts) == ("succeeded", 1)
