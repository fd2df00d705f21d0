"""Work is held by one worker at a time, for as long as it lives."""

import time

import pytest

from catalog.models import PublishingRun
from marketplace.foundation.leases import LeaseLost, keeping
from tests.catalog.factories import ProductVersionFactory
from tests.processes import eventually


@pytest.fixture
def run(transactional_db):
    version = ProductVersionFactory()
    return PublishingRun.objects.create(product=version.product, version=version)


def test_of_two_workers_one_gets_the_work(run):
    assert PublishingRun.objects.claim(run.pk)
    assert PublishingRun.objects.claim(run.pk) is None


def test_work_of_a_worker_that_shows_no_sign_of_life_is_free_again(run, settings):
    settings.LEASE_SECONDS = 0
    PublishingRun.objects.claim(run.pk)
    time.sleep(0.01)

    assert PublishingRun.objects.claim(run.pk)


def test_a_lease_is_renewed_while_its_holder_works(run, settings):
    settings.LEASE_SECONDS = 0.6
    lease = PublishingRun.objects.claim(run.pk)
    begun = PublishingRun.objects.get(pk=run.pk).lease_until

    with keeping(run, lease):
        eventually(lambda: PublishingRun.objects.get(pk=run.pk).lease_until > begun, seconds=10)


def test_whoever_lost_the_lease_writes_nothing(run, settings):
    settings.LEASE_SECONDS = 0
    lost = PublishingRun.objects.claim(run.pk)
    time.sleep(0.01)
    PublishingRun.objects.claim(run.pk)

    with pytest.raises(LeaseLost):
        run.release(lost, state="failed")

    assert PublishingRun.objects.get(pk=run.pk).state == "queued"
