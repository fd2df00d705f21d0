"""A trial keeps no rows: its files go after a day, with the next trial, and when nobody knows them."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from catalog.models import Trial
from catalog.publishing.files import sweep_files
from catalog.trials import tasks

pytestmark = pytest.mark.django_db


def test_rows_stay_until_their_time_is_over(tried, lake, settings):
    trial = tried()
    tasks.sweep_files()
    assert lake() == [f"trial-{trial.pk}/1-0.parquet"]

    long_ago = timezone.now() - timedelta(hours=settings.TRIAL_KEEP_HOURS, seconds=1)
    Trial.objects.update(started_at=long_ago, ended_at=long_ago)
    tasks.sweep_files()
    tasks.sweep_files()

    trial.refresh_from_db()
    assert lake() == []
    assert (trial.locations, bytes(trial.bundle), trial.discarded_at is None) == ({}, b"", False)
    assert trial.facts["ports"][0]["rows"] == 3


def test_a_newer_trial_takes_the_rows_of_the_one_before(tried, again, lake):
    first = tried()

    second = again(first.product)

    first.refresh_from_db()
    assert first.discarded_at
    assert lake() == [f"trial-{second.pk}/1-0.parquet"]


def test_a_newer_trial_that_fails_takes_nothing(tried, again, saved, lake):
    first = tried()
    saved(sql="select no_such as usubjid, country, age from raw_dm")

    assert again(first.product).state == "failed"

    first.refresh_from_db()
    assert not first.discarded_at
    assert lake() == [f"trial-{first.pk}/1-0.parquet"]


def test_what_a_worker_left_behind_when_it_died_is_swept(tried, again, lake):
    first = tried()
    second = again(first.product)
    Trial.objects.filter(pk=first.pk).update(discarded_at=None)

    tasks.sweep_files()

    first.refresh_from_db()
    assert first.discarded_at
    assert lake() == [f"trial-{second.pk}/1-0.parquet"]


def test_a_file_that_no_trial_knows_is_swept_and_one_that_is_known_is_not(tried, lake, settings):
    cache.clear()
    trial = tried()
    orphan = settings.LAKEHOUSE_ROOT / "products" / "trial-999" / "1-0.parquet"
    orphan.parent.mkdir()
    orphan.write_bytes(b"left by a killed worker")

    sweep_files()
    seen = {key: moment - timedelta(hours=2) for key, moment in _remembered().items()}
    cache.set(_key(), seen)
    sweep_files()

    assert lake() == [f"trial-{trial.pk}/1-0.parquet"]


def _key():
    from catalog.publishing.landing import the_lakehouse

    return f"files-without-a-row:{the_lakehouse().pk}"


def _remembered():
    return cache.get(_key(), {})


def test_no_row_of_the_database_holds_a_row_of_the_data(tried):
    trial = tried()

    assert "S-001" not in str(trial.facts)
