"""From measurements to hours, days and objectives: once, whoever does it and however often."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from catalog.models import Measurement, Monitor, ServiceLevelObjective
from catalog.service_levels.services import install_monitors, measure_port
from catalog.service_levels.slo import rolling
from catalog.service_levels.slo.forgetting import forget
from catalog.service_levels.slo.rolling import left_behind, roll_up, roll_up_again
from catalog.service_levels.slo.standing import spent_by
from tests.catalog.factories import DataContractFactory, ProductVersionFactory
from tests.catalog.service_levels import conftest as contract
from tests.catalog.service_levels.slo.conftest import NOON, periods, promise, rolled, said

HOUR = 3600


def test_a_promise_is_kept_from_one_measurement_to_the_next(offered):
    monitor = promise(offered)
    said(monitor, "kept", ago=10)
    said(monitor, "broken", ago=4, value=7)
    said(monitor, "kept", ago=1)

    one = rolled(monitor)

    assert (one.kept, one.broken, one.unknown) == (7 * HOUR, 3 * HOUR, 0)
    assert one.measured_from == NOON - timedelta(hours=10)
    [day] = periods("day")
    assert day[2:6] == (7 * HOUR, 0, 3 * HOUR, 0)
    assert day[6] == pytest.approx(2.1), "7 rows in 3 of 10 hours"
    assert len(periods("hour")) == 10


def test_at_risk_is_kept_time_and_is_told_apart(offered):
    monitor = promise(offered)
    said(monitor, "at_risk", ago=2)

    one = rolled(monitor)

    assert (one.kept, one.at_risk, one.status) == (0, 2 * HOUR, "kept")


def test_what_depends_on_the_clock_is_unknown_soon_after_nobody_measures_and_data_holds(offered, settings):
    settings.MEASURE_MINUTES = 30
    freshness, quality = promise(offered, "sla/freshness", "freshness"), promise(offered)
    said(freshness, "kept", ago=6)
    said(quality, "kept", ago=6)

    assert (rolled(freshness).kept, rolled(freshness).unknown) == (1.5 * HOUR, 4.5 * HOUR)
    assert (rolled(quality).kept, rolled(quality).unknown) == (6 * HOUR, 0)
    assert rolled(freshness).status == "unknown", "more is unknown than the budget allows"


def test_of_a_share_of_reads_each_measurement_says_whether_this_one_was_answered(offered):
    monitor = promise(offered, "pillar/availability", "availability", unit="%")
    said(monitor, "broken", ago=1, value=100)
    said(monitor, "kept", ago=0.5, value=0)

    one = rolled(monitor)

    assert (one.kept, one.broken) == (HOUR / 2, HOUR / 2)


def test_rolling_up_twice_changes_nothing_and_goes_on_where_it_stopped(offered):
    monitor = promise(offered)
    for hour in range(60, 0, -7):
        said(monitor, "broken" if hour % 2 else "kept", ago=hour, value=hour)

    for hours in (50, 20, 3, 0, 0):
        roll_up(offered.pk, NOON - timedelta(hours=hours))
    in_steps = periods("hour"), periods("day")
    ServiceLevelObjective.objects.update(rolled_up_to=None)
    roll_up(offered.pk, NOON)

    assert (periods("hour"), periods("day")) == in_steps
    one = ServiceLevelObjective.objects.get()
    assert spent_by(one).elapsed == 60 * HOUR


def test_a_worker_that_is_killed_in_the_middle_leaves_nothing_half_done(offered, monkeypatch):
    monitor = promise(offered)
    for day in range(40, 0, -1):
        said(monitor, "kept", ago=24 * day)
    writes = iter(range(3))
    written = rolling._roll_on

    def killed(*args):
        if next(writes, None) is None:
            raise KeyboardInterrupt
        return written(*args)

    monkeypatch.setattr(rolling, "_roll_on", killed)
    with pytest.raises(KeyboardInterrupt):
        roll_up(offered.pk, NOON)
    monkeypatch.undo()
    assert ServiceLevelObjective.objects.get().rolled_up_to < NOON

    assert rolled(monitor).kept == (29 * 24 + 12) * HOUR
    assert len(periods("day")) == 41


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_count_nothing_twice(offered):
    monitor = promise(offered)
    for hour in range(200, 0, -1):
        said(monitor, "kept" if hour % 3 else "broken", ago=hour)

    def work():
        try:
            roll_up(offered.pk, NOON)
        finally:
            connection.close()

    both = [Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    one = ServiceLevelObjective.objects.get()
    assert spent_by(one).elapsed == 200 * HOUR
    assert len(periods("hour")) == 200


def test_a_series_goes_on_across_versions_of_the_contract_without_overlap(offered):
    old = promise(offered, active=False)
    version = ProductVersionFactory(product=offered.product, number="2.0.0", state="superseded")
    new = promise(offered, contract=DataContractFactory(port=offered, version=version))
    said(old, "broken", ago=8)
    said(new, "kept", ago=3)

    one = rolled(new)

    assert (one.kept, one.broken, one.unknown) == (3 * HOUR, 5 * HOUR, 0)
    assert ServiceLevelObjective.objects.count() == 1


def test_measurements_that_come_late_are_counted_once_it_is_told(offered, time_machine):
    time_machine.move_to(NOON)
    monitor = promise(offered)
    said(monitor, "kept", ago=30)
    assert rolled(monitor).broken == 0

    said(monitor, "broken", ago=28)
    said(monitor, "kept", ago=26)
    roll_up_again(offered.pk, NOON - timedelta(hours=28))

    assert rolled(monitor).broken == 2 * HOUR


def test_a_clock_that_jumped_ahead_is_forgotten_once_it_goes_right(offered):
    monitor = promise(offered)
    said(monitor, "kept", ago=5)
    roll_up(offered.pk, NOON + timedelta(days=300))

    one = rolled(monitor)

    assert (one.kept, one.unknown, one.rolled_up_to) == (5 * HOUR, 0, NOON)


def test_what_was_measured_before_there_were_objectives_gets_one(offered):
    monitor = promise(offered)
    said(monitor, "kept", ago=1)
    assert left_behind() == [offered.pk]

    one = rolled(monitor, timezone.now())

    assert (float(one.percent), one.window, one.days, one.source) == (95, "rolling", 30, "default")
    assert left_behind() == []


def test_a_promise_that_cannot_be_measured_has_no_objective(offered):
    promise(offered, unmeasurable="It is in words.")
    roll_up(offered.pk, NOON)

    assert not ServiceLevelObjective.objects.exists()


def test_days_are_those_of_the_company(offered, settings):
    monitor = promise(offered)
    said(monitor, "kept", ago=12)

    with timezone.override("Asia/Kolkata"):
        roll_up(offered.pk, NOON)

    begins = [row[1].astimezone(UTC) for row in periods("day")]
    assert begins == [datetime(2026, 6, 14, 18, 30, tzinfo=UTC)]


def test_what_is_old_is_forgotten_and_the_days_stay(offered, settings):
    settings.MEASUREMENT_DAYS, settings.HOURLY_DAYS, settings.DAILY_DAYS = 31, 4, 100
    monitor = promise(offered)
    for day in range(120, 0, -1):
        said(monitor, "kept", ago=24 * day)
    roll_up(offered.pk, NOON - timedelta(days=60))
    one = rolled(monitor)
    days = periods("day")

    measurements, forgotten = forget(NOON)

    left = Measurement.objects.order_by("measured_at").values_list("measured_at", flat=True)
    assert measurements == 120 - len(left)
    assert left[0] >= NOON - timedelta(days=41)
    assert len(periods("hour")) == 4 * 24 + 12
    assert forgotten == len(days) - 101 + 4 * 24 + 12
    assert len(periods("day")) == 101
    assert rolled(monitor).kept == one.kept, "what is forgotten was counted, and still is"
    assert forget(NOON) == (0, 0)


def test_nothing_is_forgotten_that_was_not_rolled_up_and_the_last_word_stays(offered, settings):
    settings.MEASUREMENT_DAYS = 31
    monitor = promise(offered)
    said(monitor, "kept", ago=24 * 200)
    said(monitor, "broken", ago=24 * 190)

    assert forget(NOON) == (0, 0)
    rolled(monitor)
    assert forget(NOON)[0] == 1
    assert Measurement.objects.get().status == "broken"


def test_installing_monitors_gives_them_objectives_and_takes_those_of_old_promises_away(offered):
    availability = {"property": "availability", "value": 99.5, "unit": "%"}
    offered.contract.document = {"schema": [{"name": "visits"}], "slaProperties": [availability]}
    offered.contract.save()
    install_monitors(offered, offered.contract)

    stated = ServiceLevelObjective.objects.get(rule="sla/availability")
    assert (float(stated.percent), stated.source) == (99.5, "contract")
    others = ServiceLevelObjective.objects.exclude(pk=stated.pk)
    assert {(float(one.percent), one.source) for one in others} == {(95, "default")}

    offered.contract.document = {"schema": [{"name": "visits"}]}
    offered.contract.save()
    Monitor.objects.all().delete()
    install_monitors(offered, offered.contract)
    stated.refresh_from_db()
    assert not stated.active
    assert ServiceLevelObjective.objects.filter(active=True, rule="pillar/availability").exists()


def test_a_port_without_promises_has_nothing_to_roll_up(offered):
    with transaction.atomic():
        assert roll_up(offered.pk, NOON) == 0


def test_what_the_data_breaks_is_a_broken_objective_from_the_first_minute_on(port):
    an_hour_ago = timezone.now() - timedelta(hours=1)
    contract.promise(port, contract.contract_document(age={"required": True}))
    measure_port(port, now=an_hour_ago)
    roll_up(port.pk)

    stand = dict(ServiceLevelObjective.objects.filter(port=port, active=True).values_list("rule", "status"))
    assert stand["schema/visits/age/required"] == "broken"
    assert stand["pillar/schema"] == stand["pillar/availability"] == "kept"
