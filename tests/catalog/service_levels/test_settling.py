"""A breach opens one incident, tells people once, and closes itself when it is mended."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Notification
from catalog.incidents.errors import IncidentOver, ReasonMissing
from catalog.incidents.hooks import AFTER_INCIDENT
from catalog.incidents.life import begin
from catalog.incidents.runner import sweep
from catalog.incidents.selectors import of_product
from catalog.incidents.services import acknowledge_incident, open_incident, resolve_incident
from catalog.models import Incident, Measurement, Monitor, OutputPort
from catalog.service_levels import tasks
from catalog.service_levels.runner import claim, due_ports
from catalog.service_levels.selectors import boards_of, series, service_levels_of, status_counts
from catalog.service_levels.services import install_monitors, measure_port
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.factories import AccessPolicyFactory
from tests.catalog.service_levels.conftest import VISITS, build, contract_document, promise

ROWS = {"id": "rows", "metric": "rowCount", "mustBeGreaterThan": 3, "severity": "error"}


@pytest.fixture
def broken(port):
    """A port whose promise of more than three rows is broken."""
    promise(port, contract_document(quality=[ROWS]))
    build(port, VISITS + "limit 2")
    measure_port(port)
    return port


@pytest.fixture
def followed():
    """What another slice was told."""
    told = []
    AFTER_INCIDENT._entries["test"] = lambda incident: told.append((incident.title, bool(incident.resolved_at)))
    yield told
    del AFTER_INCIDENT._entries["test"]


def offer(port):
    """Make it a port of the published version."""
    port.policy = AccessPolicyFactory(port=port, version=port.contract.version)
    port.offered = True
    port.save()


def test_a_breach_opens_one_incident(broken):
    measure_port(broken)

    incident = Incident.objects.get()
    assert incident.title == "Rows: 2 rows, promised more than 3 rows"
    assert (incident.severity, incident.monitor.rule) == ("high", "schema/visits/quality/rows")


def test_owners_are_told_once(broken, otto):
    measure_port(broken)
    sweep()
    sweep()

    told = Notification.objects.filter(recipient=otto)
    assert [message.tone for message in told] == ["trouble"]
    assert "promised more than 3 rows" in told.get().text


def test_a_breach_is_written_down(broken, ada):
    event = AuditEvent.objects.get(verb="incident.opened")

    assert str(event) == "opened the incident “Rows: 2 rows, promised more than 3 rows”"
    assert AuditEvent.objects.visible_to(ada).filter(pk=event.pk).exists()


def test_it_closes_itself_when_it_is_mended(broken, otto, followed):
    build(broken)
    measure_port(broken)

    incident = Incident.objects.get()
    assert incident.resolved_at is not None
    assert incident.cause == "Measured again: 4 rows; the promise is kept."
    assert followed == [(incident.title, True)]
    sweep()
    assert Notification.objects.filter(recipient=otto).count() == 2


def test_another_slice_is_told_when_one_opens(port, followed):
    open_incident(actor=None, port=port, title="The lab sends nothing")

    assert followed == [("The lab sends nothing", False)]


def test_breaking_again_opens_another(broken):
    build(broken)
    measure_port(broken)
    build(broken, VISITS + "limit 1")
    measure_port(broken)

    assert Incident.objects.count() == 2
    assert Incident.objects.open().count() == 1


def test_an_incident_goes_with_its_promise_to_the_next_contract(broken):
    promise(broken, contract_document(quality=[ROWS]), number="2.0.0")
    install_monitors(broken, broken.contract)

    assert Incident.objects.open().get().monitor.contract == broken.contract


def test_an_incident_ends_with_the_promise_that_it_broke(broken):
    promise(broken, contract_document(), number="2.0.0")
    install_monitors(broken, broken.contract)

    assert Incident.objects.get().cause == "The contract that made this promise is no longer in force."


def test_a_person_reports_what_no_monitor_sees(port, ada, otto):
    incident = open_incident(actor=ada, port=port, title="The units changed", severity="low")

    assert (incident.source, incident.monitor, incident.kind) == ("ada", None, "report")
    sweep()
    assert Notification.objects.filter(recipient=otto).count() == 1


def test_nobody_reports_on_a_port_they_cannot_see(port, eve):
    port.product.status = "draft"
    port.product.save()

    with pytest.raises(NotAllowed):
        open_incident(actor=eve, port=port, title="?")


def test_the_owner_takes_it_on_and_closes_it_with_a_cause(broken, otto):
    incident = acknowledge_incident(actor=otto, incident=Incident.objects.get())
    assert incident.acknowledged_at is not None
    with pytest.raises(ReasonMissing):
        resolve_incident(actor=otto, incident=incident, cause=" ")
    incident = resolve_incident(actor=otto, incident=incident, cause="A site reported late.")

    assert incident.cause == "A site reported late."
    for again in (
        lambda: acknowledge_incident(actor=otto, incident=incident),
        lambda: resolve_incident(actor=otto, incident=incident, cause="Once more."),
    ):
        with pytest.raises(IncidentOver):
            again()


def test_others_do_not_handle_it(broken, ada):
    with pytest.raises(NotAllowed):
        resolve_incident(actor=ada, incident=Incident.objects.get(), cause="I do not like it.")


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_see_the_same_breach_open_one_incident(broken):
    monitor = Incident.objects.get().monitor
    Incident.objects.all().delete()
    start = threading.Barrier(2)
    errors = []

    def see():
        try:
            start.wait()
            begin(port=OutputPort.objects.get(pk=broken.pk), monitor=monitor, title="Too few rows")
        except BaseException as error:  # noqa: BLE001 — whatever it is, the test must show it
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=see) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert errors == []
    assert Incident.objects.count() == 1
    assert AuditEvent.objects.filter(verb="incident.opened", object_id=str(Incident.objects.get().pk)).count() == 1


def test_two_schedulers_at_once_measure_a_port_once(broken):
    offer(broken)
    Measurement.objects.all().delete()
    tasks.measure_one(broken.pk)
    once = Measurement.objects.count()
    tasks.measure_one(broken.pk)

    assert Measurement.objects.count() == once > 0
    assert not claim(broken.pk)


def test_only_ports_that_readers_can_read_are_measured(port):
    assert due_ports() == []
    offer(port)

    assert due_ports() == [port.pk]


def test_measuring_twice_at_the_same_moment_doubles_nothing(broken):
    now = timezone.now()
    measure_port(broken, now=now)
    once = Measurement.objects.count()
    measure_port(broken, now=now)

    assert Measurement.objects.count() == once


def test_the_board_needs_three_queries(broken, django_assert_num_queries):
    offer(broken)
    with django_assert_num_queries(3):
        (board,) = boards_of(broken.product)
        assert board.worst == "broken"
        assert [indicator for indicator, _worst, _found in board.pillars][:4] == [
            "freshness",
            "volume",
            "schema",
            "quality",
        ]
        assert board.incidents[0].monitor.rule == "schema/visits/quality/rows"


def test_the_api_is_told_every_promise_in_one_query(broken, django_assert_num_queries):
    offer(broken)
    with django_assert_num_queries(1):
        told = service_levels_of(broken.product)["results"]

    rows = next(each for each in told if each["rule"] == "schema/visits/quality/rows")
    assert {"port", "indicator", "objective", "value", "unit", "status", "measured_at"} <= rows.keys()
    assert (rows["port"], rows["value"], rows["unit"], rows["status"]) == ("visits", 2, "rows", "broken")
    assert rows["objective"] == {"operator": "mustBeGreaterThan", "value": 3}


def test_a_series_goes_on_across_versions_of_the_contract(broken, django_assert_num_queries):
    promise(broken, contract_document(quality=[ROWS]), number="2.0.0")
    build(broken)
    measure_port(broken)
    monitor = Monitor.objects.get(rule="schema/visits/quality/rows", active=True)
    with django_assert_num_queries(2):
        told = series(monitor)

    assert [(point.value, point.status) for point in told.points] == [(2, "broken"), (4, "kept")]
    assert told.lines == [3.0]
    assert len(told.incidents) == 1


def test_incidents_and_counts_are_told_for_pages(broken):
    offer(broken)

    assert list(of_product(broken.product)) == [Incident.objects.get()]
    assert status_counts([broken.product_id])[broken.product_id]["broken"] == 1


def test_the_command_measures_and_says_so(broken, capsys):
    offer(broken)
    call_command("measure_service_levels", broken.product.slug)

    out = capsys.readouterr().out
    assert out.startswith(f"{broken.product.slug}/visits: broken (")
    assert "1 broken" in out
    with pytest.raises(CommandError):
        call_command("measure_service_levels", "no-such-product")
