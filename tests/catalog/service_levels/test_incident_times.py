"""Time to detect and time to notify are taken from what the marketplace itself knows of its incidents."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import Delivery
from catalog.incidents.runner import follow_up
from catalog.incidents.services import open_incident
from catalog.models import Incident
from catalog.service_levels.services import measure_port
from tests.catalog.service_levels.conftest import VISITS, build, contract_document, level, promise

ROWS = {"id": "rows", "metric": "rowCount", "mustBeGreaterThan": 3}
SLA = [
    {"property": "timeToDetect", "value": 15, "unit": "min"},
    {"property": "timeToNotify", "value": 1, "unit": "min"},
]


@pytest.fixture
def broken(port, settings, otto):
    """A port whose data, built ten minutes ago, break a promise that was measured just now; otto is mailed."""
    settings.MAIL_IS_CONFIGURED, otto.email = True, "otto@example.com"
    otto.save()
    promise(port, contract_document(quality=[ROWS], sla=SLA))
    build(port, VISITS + "limit 2", age=timedelta(minutes=10))
    measure_port(port)
    follow_up(Incident.objects.get().pk)
    return port


def minutes(port, rule):
    """What was measured last, in whole minutes."""
    return round(level(port, rule).value)


def test_without_incidents_nothing_took_any_time(port):
    promise(port, contract_document(sla=SLA))
    measure_port(port)

    found = level(port, "sla/timetodetect")
    assert (found.status, found.value, found.detail) == ("kept", 0, "No incident in 30 days.")


def test_a_breach_is_detected_since_the_build_of_the_data_that_show_it(broken):
    measure_port(broken)

    found = level(broken, "sla/timetodetect")
    assert (found.status, minutes(broken, "sla/timetodetect"), found.detail) == ("kept", 10, "1 incident in 30 days.")


def test_what_comes_with_time_is_detected_since_the_bound_was_reached(port):
    freshness = {"property": "freshness", "value": 24, "unit": "h"}
    promise(port, contract_document(sla=[*SLA, freshness]))
    build(port, age=timedelta(hours=24, minutes=40))
    measure_port(port)
    measure_port(port)

    found = level(port, "sla/timetodetect")
    assert (found.status, minutes(port, "sla/timetodetect")) == ("broken", 40)


def test_what_a_person_reports_was_not_detected(port, ada):
    promise(port, contract_document(sla=SLA))
    open_incident(actor=ada, port=port, title="The units changed")
    measure_port(port)

    assert level(port, "sla/timetodetect").detail == "No incident in 30 days."


def test_people_are_notified_when_the_last_message_arrived(broken):
    incident = Incident.objects.get()
    sent = {"state": "sent", "ended_at": incident.opened_at + timedelta(minutes=3)}
    assert Delivery.objects.update(**sent) >= 1
    measure_port(broken)

    found = level(broken, "sla/timetonotify")
    assert (found.status, minutes(broken, "sla/timetonotify")) == ("broken", 3)


@pytest.mark.parametrize(
    ("how", "waited"),
    [
        ({"state": "waiting"}, True),
        ({"state": "failed"}, True),
        ({"state": "dropped"}, False),
        ({"state": "waiting", "daily": True}, False),
    ],
)
def test_a_message_that_did_not_arrive_takes_until_now(broken, how, waited):
    Delivery.objects.update(**how)
    opened = timezone.now() - timedelta(minutes=7)
    Incident.objects.update(opened_at=opened, told_at=opened)
    measure_port(broken)

    assert (minutes(broken, "sla/timetonotify") == 7) is waited


def test_the_portal_tells_as_soon_as_a_worker_has(broken):
    Delivery.objects.all().delete()
    Incident.objects.update(told_at=F("opened_at") + timedelta(minutes=2))
    measure_port(broken)
    assert minutes(broken, "sla/timetonotify") == 2

    Incident.objects.update(told_at=None, opened_at=timezone.now() - timedelta(minutes=9))
    measure_port(broken)
    assert minutes(broken, "sla/timetonotify") == 9
