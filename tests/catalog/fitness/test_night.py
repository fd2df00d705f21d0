"""The night run: every product once, however many ask for it and whatever dies in between; and what changes by day."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from catalog.fitness import night, runner, tasks
from catalog.models import DataProduct, FitnessScore, Incident, ProductVersion
from tests.catalog.factories import DataProductFactory, OfferedPortFactory
from tests.processes import eventually, kill

SINCE = timedelta(hours=1)


@pytest.fixture
def since(monkeypatch):
    """A night that began an hour ago."""
    began = timezone.now() - SINCE
    monkeypatch.setattr(night, "night_of", lambda moment: began)
    return began


@pytest.fixture
def nudged(monkeypatch):
    """The ranges that were asked for."""
    asked = []
    monkeypatch.setattr(tasks, "nudge", lambda task, *ids: asked.append(ids))
    return asked


def products(count):
    """So many published products, each with a port."""
    return sorted(OfferedPortFactory(columns=["visit_id"]).product.pk for _ in range(count))


def at(hour, minute=0):
    """A moment of the tenth of November, as clocks show it."""
    return timezone.localtime().replace(month=11, day=10, hour=hour, minute=minute, second=7, microsecond=9)


def test_every_scheduler_means_the_same_night(settings):
    settings.NIGHT_HOUR = 2

    assert night.night_of(at(2, 10)) == night.night_of(at(23)) == at(2, 10).replace(second=0, microsecond=0)
    assert night.night_of(at(2, 9)) == at(2, 10).replace(day=9, second=0, microsecond=0)


@pytest.mark.django_db
def test_every_product_that_everybody_finds_is_scored(since, nudged):
    ids = products(3)
    draft = DataProductFactory(status="draft")
    tasks.score_all()
    for asked in nudged:
        tasks.score_chunk(*asked)

    assert sorted(FitnessScore.objects.values_list("product", flat=True)) == ids
    assert draft.pk not in ids


@pytest.mark.django_db
def test_two_schedulers_at_once_have_each_product_scored_once(since, nudged, monkeypatch):
    ids = products(3)
    scored = []
    score = runner.score_chunk
    monkeypatch.setattr(runner, "score_chunk", lambda found, day: scored.extend(found) or score(found, day))
    tasks.score_all()
    tasks.score_all()
    for asked in nudged:
        tasks.score_chunk(*asked)

    assert len(nudged) == 2
    assert scored == ids


@pytest.mark.django_db
def test_a_range_that_a_worker_has_in_hand_is_left_to_it(since):
    first, *_, last = products(3)
    assert night.claimed(first, last, since)
    tasks.score_chunk(first, last, since.isoformat())
    assert not FitnessScore.objects.exists()

    night.let_go(first, last, since)
    tasks.score_chunk(first, last, since.isoformat())

    assert FitnessScore.objects.count() == 3


@pytest.mark.django_db
def test_the_night_goes_on_where_a_killed_worker_was(since):
    ids = products(3)
    runner.score_chunk(ids[:1], timezone.localdate())
    before = FitnessScore.objects.get().scored_at
    tasks.score_chunk(ids[0], ids[-1], since.isoformat())

    scored_at = dict(FitnessScore.objects.values_list("product", "scored_at"))
    assert sorted(scored_at) == ids
    assert [pk for pk in ids if scored_at[pk] == before] == ids[:1]


@pytest.mark.django_db
def test_what_the_night_missed_is_asked_for_again_but_not_while_it_runs(since, nudged, monkeypatch):
    ids = products(2)
    tasks.sweep()
    assert nudged == [(ids[0], ids[-1], since.isoformat())]

    nudged.clear()
    monkeypatch.setattr(night, "night_of", lambda moment: timezone.now() - timedelta(minutes=1))
    tasks.sweep()

    assert nudged == []


@pytest.mark.django_db
def test_whatever_happens_to_a_product_by_day_it_is_scored_once(monkeypatch, nudged):
    [product] = products(1)
    began = timezone.now() - timedelta(minutes=5)
    runner.score_chunk([product], timezone.localdate())
    FitnessScore.objects.update(scored_at=began)
    ProductVersion.objects.update(published_at=began - SINCE)
    port = FitnessScore.objects.get().product.output_ports.get()
    for number in range(3):
        Incident.objects.create(port=port, title=f"Late {number}", opened_at=timezone.now() - timedelta(minutes=1))
    asked = []
    score = runner.score_chunk
    monkeypatch.setattr(runner, "score_chunk", lambda found, day: asked.append(found) or score(found, day))
    tasks.sweep()
    tasks.sweep()

    assert asked == [[product]]


@pytest.mark.django_db
def test_a_rule_that_counts_otherwise_makes_every_score_old(nudged, monkeypatch):
    ids = products(1)
    runner.score_chunk(ids, timezone.localdate())
    since = timezone.now() - SINCE
    assert night.unscored(ids[0], ids[0], since) == []

    FitnessScore.objects.update(scoring="older")

    assert night.unscored(ids[0], ids[0], since) == ids


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_killed_in_the_middle_loses_and_doubles_nothing(start_worker, monkeypatch):
    ids = products(60)
    monkeypatch.setattr(night, "CHUNK", 2)
    cache.clear()
    ranges = night.chunks()
    since = (timezone.now() - SINCE).isoformat()
    with start_worker() as worker:
        for first, last in ranges:
            tasks.score_chunk.delay(first, last, since)
        eventually(lambda: FitnessScore.objects.exists(), seconds=40)
        kill(worker)
    connection.close()
    cache.clear()  # as if the leases of its ranges were over
    with start_worker():
        for first, last in ranges:
            tasks.score_chunk.delay(first, last, since)
        eventually(lambda: FitnessScore.objects.filter(latest=True).count() == len(ids), seconds=40)

    assert sorted(FitnessScore.objects.values_list("product", flat=True)) == ids
    assert set(FitnessScore.objects.values_list("evidence__product", flat=True)) == set(ids)


@pytest.mark.django_db
def test_answers_are_kept_for_a_while_and_scores_for_good(settings):
    settings.FITNESS_EVIDENCE_DAYS = 10
    ids, today = products(1), timezone.localdate()
    for days, licence in ((30, "A"), (5, "B"), (0, "C")):
        DataProduct.objects.update(licence=licence)
        runner.score_chunk(ids, today - timedelta(days=days))

    assert night.forget(today) == 1
    assert [score.evidence is None for score in FitnessScore.objects.order_by("day")] == [True, False, False]
