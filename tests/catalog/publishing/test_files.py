from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from catalog.models import OutputPort, PublishingRun, Snapshot
from catalog.publishing import tasks
from catalog.publishing.files import sweep_files
from catalog.publishing.services import refresh
from catalog.warehouses.engines import warehouse_for


@pytest.fixture
def lying():
    """The builds that lie in the lakehouse."""

    def builds():
        found = warehouse_for(OutputPort.objects.first().warehouse).locations()
        return {location for location in found if location.startswith("products/")}

    cache.clear()
    return builds


@pytest.fixture
def rebuilt(published, otto):
    """Demographics, built so many times."""

    def building(times):
        product = published()
        for _time in range(times - 1):
            tasks.carry_out(refresh(actor=otto, product=product).pk)
        return product

    return building


def long_ago(**fields):
    moment = timezone.now() - timedelta(hours=2)
    Snapshot.objects.filter(**fields).update(updated_at=moment)
    Snapshot.objects.filter(superseded_at__isnull=False, **fields).update(superseded_at=moment)


def test_builds_beyond_those_kept_are_discarded_once_readers_have_left(rebuilt, lying, settings):
    settings.SNAPSHOTS_KEPT = 1
    rebuilt(4)

    sweep_files()
    assert len(lying()) == 4

    for place, snapshot in enumerate(Snapshot.objects.filter(superseded_at__isnull=False).order_by("built_at")):
        Snapshot.objects.filter(pk=snapshot.pk).update(superseded_at=timezone.now() - timedelta(hours=9 - place))
    assert sweep_files() == 2

    assert len(lying()) == 2
    assert Snapshot.objects.filter(discarded_at__isnull=False).count() == 2
    assert OutputPort.objects.get().snapshot.location in lying()
    assert sweep_files() == 0


def test_what_readers_read_is_never_discarded(rebuilt, lying, settings):
    settings.SNAPSHOTS_KEPT = 0
    rebuilt(1)
    long_ago()
    OutputPort.objects.update(offered=False)

    sweep_files()

    assert len(lying()) == 1


def test_a_build_that_never_came_to_readers_goes_after_an_hour_but_not_while_its_run_is_open(
    submitted, dying_in, lying
):
    run = submitted()
    with dying_in("compare"):
        tasks.carry_out(run.pk)
    long_ago()

    sweep_files()
    assert len(lying()) == 1

    PublishingRun.objects.update(state="failed")
    sweep_files()
    assert lying() == set()


def test_files_without_a_row_go_when_they_were_seen_for_an_hour(rebuilt, lying, time_machine_hour):
    rebuilt(1)
    location = OutputPort.objects.get().snapshot.location
    port, run = OutputPort.objects.get(), PublishingRun.objects.get()
    OutputPort.objects.update(offered=False, snapshot=None)
    Snapshot.objects.all().delete()
    assert (port.pk, run.state) == (port.pk, "succeeded")

    sweep_files()
    assert lying() == {location}

    with time_machine_hour():
        sweep_files()
    assert lying() == set()


@pytest.fixture
def time_machine_hour():
    """An hour and a bit later."""
    import time_machine

    return lambda: time_machine.travel(timezone.now() + timedelta(minutes=61))


def test_landed_tables_stay(landed, published, lying, time_machine_hour):
    published()
    warehouse = warehouse_for(landed.warehouse)

    sweep_files()
    with time_machine_hour():
        sweep_files()

    assert landed.location in set(warehouse.locations())
