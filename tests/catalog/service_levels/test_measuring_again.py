"""What happens when a port is measured again: on the same data, by a new contract, or while the warehouse is away."""

from datetime import timedelta

from django.utils import timezone

from catalog.models import Incident, Measurement, Monitor
from catalog.service_levels.services import install_monitors, measure_port
from catalog.warehouses.lakehouse import Lakehouse
from tests.catalog.service_levels.conftest import contract_document, level, measured, promise, warehouse_goes_away

NULLS = {"metric": "nullValues", "mustBe": 0}


def test_a_warehouse_that_is_away_makes_promises_unknown_not_broken(port, monkeypatch):
    assert measured(port, "schema/visits/age/required", age={"required": True}).status == "broken"
    warehouse_goes_away(monkeypatch)
    measure_port(port)

    monitor = level(port, "schema/visits/age/required")
    assert monitor.status == "unknown"
    assert "does not answer" in monitor.detail
    assert Incident.objects.open().filter(monitor=monitor).exists(), "nobody knows whether it is mended"


def test_a_warehouse_that_is_away_is_told_to_the_platform_team_once(port, petra, otto, monkeypatch):
    measure_port(port)
    warehouse_goes_away(monkeypatch)
    measure_port(port)
    measure_port(port)

    told = [message.text for message in petra.notifications.all() if "cannot be measured" in message.text]
    assert len(told) == 1
    assert "does not answer" in told[0]
    assert not otto.notifications.filter(text__contains="cannot be measured").exists()


def test_all_scalars_are_one_reading_of_the_table(port, monkeypatch):
    readings = []
    measure = Lakehouse.measure
    monkeypatch.setattr(Lakehouse, "measure", lambda self, *args: readings.append(args) or measure(self, *args))
    promise(port, contract_document(age={"required": True, "unique": True}, arm={"quality": [NULLS]}))
    measure_port(port)

    assert len(readings) == 1


def test_an_unchanged_snapshot_is_not_scanned_again(port, monkeypatch):
    promise(port, contract_document(age={"required": True}, sla=[{"property": "freshness", "value": 24, "unit": "h"}]))
    measure_port(port)
    asked = []
    measure = Lakehouse.measure
    monkeypatch.setattr(Lakehouse, "measure", lambda self, place, sql: asked.append(sql) or measure(self, place, sql))
    later = timezone.now() + timedelta(hours=30)
    measure_port(port, now=later)

    assert asked == [{"rows": "count(*)"}]
    assert level(port, "schema/visits/age/required").status == "broken"
    freshness = level(port, "sla/freshness")
    assert (freshness.status, round(freshness.value)) == ("broken", 30), "the clock goes on all the same"


def test_what_stays_the_same_gets_one_point_a_day(port):
    promise(port, contract_document(age={"required": True}))
    measure_port(port)
    measure_port(port)

    kept = Measurement.objects.filter(monitor=level(port, "schema/visits/age/required"))
    assert kept.count() == 1
    assert Measurement.objects.filter(monitor=level(port, "pillar/availability")).count() == 2


def test_a_port_without_data_has_nothing_to_measure(port):
    port.snapshot = None

    assert measure_port(port) == []


def test_a_new_contract_replaces_the_monitors_and_keeps_the_history(port):
    measured(port, "schema/visits/age/required", age={"required": True})
    old = level(port, "schema/visits/age/required")
    promise(port, contract_document(), number="2.0.0")
    install_monitors(port, port.contract)
    install_monitors(port, port.contract)

    old.refresh_from_db()
    assert not old.active
    assert old.measurements.count() == 1
    assert Monitor.objects.filter(port=port, active=True, contract=port.contract).count() == 6
