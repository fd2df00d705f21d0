"""Those whom the data reaches hear of it once, by the nearest of their reasons; nobody hears of their own act."""

import os
import signal
import threading
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notification
from catalog.following.services import follow
from catalog.incidents import services
from catalog.incidents.errors import CannotLookAfter, GoesOnElsewhere, IncidentNotOver, IncidentOver, NothingSaid
from catalog.incidents.life import begin
from catalog.incidents.runner import follow_up, sweep
from catalog.incidents.selectors import figures_of
from catalog.models import Incident, IncidentEntry, OutputPort
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.accounts.factories import ConsumerFactory, UserFactory
from tests.catalog.incidents.conftest import told
from tests.requests.factories import GrantFactory


def test_owners_readers_owners_downstream_and_followers_are_told(port, below, otto, reader, eve):
    safety = below(port, "Safety")
    follow(actor=eve, product=port.product)

    begin(port=port, title="Too few rows")

    assert told(otto) == [f"{port}: Too few rows"]
    assert told(reader) == [f"You read it. {port}: Too few rows"]
    assert told(safety.product.owner.people.get()) == [f"Safety is made from it. {port}: Too few rows"]
    assert told(eve) == [f"You follow it. {port}: Too few rows"]
    assert Notification.objects.filter(recipient=eve).get().link == Incident.objects.get().get_absolute_url()


def test_telling_again_tells_nobody_twice(port, otto, reader):
    incident = begin(port=port, title="Too few rows")
    follow_up(incident.pk)
    IncidentEntry.objects.update(told_at=None)  # as if the worker had died before it wrote that down

    follow_up(incident.pk)

    assert len(told(otto)) == len(told(reader)) == 1


def test_nobody_is_told_of_their_own_act(port, otto, reader, petra):
    services.open_incident(actor=otto, port=port, title="The units changed")

    assert told(otto) == []
    assert len(told(reader)) == len(told(petra)) == 1


def test_who_hears_that_it_opened_hears_that_it_is_over(port, otto, reader):
    incident = services.open_incident(actor=reader, port=port, title="The units changed")
    services.resolve_incident(actor=otto, incident=incident, cause="They were wrong.", cause_kind="transformation")

    assert told(reader) == [f"You read it. {port}: resolved: The units changed"]


def test_the_time_to_notify_is_measured_until_people_were_told(port, otto):
    incident = begin(port=port, title="Too few rows", began_at=timezone.now() - timezone.timedelta(hours=2))
    before = {one.name: one for one in figures_of(incident)}
    sweep()
    incident.refresh_from_db()
    after = {one.name: one for one in figures_of(incident)}

    assert before["notify"].goes_on
    assert not after["notify"].goes_on
    assert after["notify"].took < timezone.timedelta(minutes=1)
    assert round(after["detect"].took.total_seconds()) == 7200


def test_it_is_taken_on_given_away_weighed_and_talked_about(port, otto, petra, reader):
    incident = services.open_incident(actor=reader, port=port, title="The units changed")
    services.acknowledge_incident(actor=otto, incident=incident)
    services.assign_incident(actor=otto, incident=incident, assignee=petra)
    services.weigh_incident(actor=petra, incident=incident, severity="high", reason="Doses are concerned.")
    services.comment_on_incident(actor=reader, incident=incident, text="Since Monday.")

    incident.refresh_from_db()
    assert (incident.assignee, incident.severity) == (petra, "high")
    kinds = [entry.kind for entry in incident.entries.exclude(kind="suspected")]
    assert kinds == ["opened", "acknowledged", "assigned", "weighed", "commented"]
    assert f"{port}: Otto Owner gave it to you: The units changed" in told(petra)
    assert f"{port}: Ada Analyst says about “The units changed”: Since Monday." in told(otto)
    verbs = AuditEvent.objects.about(incident).values_list("verb", flat=True)
    assert {"incident.assigned", "incident.weighed", "incident.commented"} <= set(verbs)


def test_it_is_opened_again_and_only_once_over(port, otto, reader):
    incident = services.open_incident(actor=reader, port=port, title="The units changed")
    with pytest.raises(IncidentNotOver):
        services.reopen_incident(actor=otto, incident=incident, reason="No.")
    services.resolve_incident(actor=otto, incident=incident, cause="Mended.")

    services.reopen_incident(actor=otto, incident=incident, reason="It is back.")

    incident.refresh_from_db()
    assert (incident.resolved_at, incident.cause) == (None, "")
    assert told(reader)[-1] == f"You read it. {port}: open again: The units changed"


def test_what_goes_on_in_another_incident_is_not_opened_again(port, otto, monitor_of):
    monitor = monitor_of(port, "rows")
    old = begin(port=port, monitor=monitor, snapshot=port.snapshot, title="Too few rows")
    services.resolve_incident(actor=otto, incident=old, cause="It was meant so.")
    begin(port=port, monitor=monitor, snapshot=port.snapshot, title="Too few rows")

    with pytest.raises(GoesOnElsewhere):
        services.reopen_incident(actor=otto, incident=old, reason="It is back.")


def test_only_those_who_handle_it_handle_it(port, otto, reader, eve):
    incident = services.open_incident(actor=reader, port=port, title="The units changed")
    for act in (
        lambda: services.acknowledge_incident(actor=reader, incident=incident),
        lambda: services.assign_incident(actor=reader, incident=incident, assignee=reader),
        lambda: services.weigh_incident(actor=reader, incident=incident, severity="low", reason="I think so."),
        lambda: services.reopen_incident(actor=reader, incident=incident, reason="No."),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(CannotLookAfter):
        services.assign_incident(actor=otto, incident=incident, assignee=eve)
    with pytest.raises(NothingSaid):
        services.comment_on_incident(actor=eve, incident=incident, text="  ")


def test_what_is_over_is_neither_given_away_nor_weighed(port, otto):
    incident = services.open_incident(actor=None, port=port, title="The units changed")
    services.resolve_incident(actor=otto, incident=incident, cause="Mended.")

    with pytest.raises(IncidentOver):
        services.assign_incident(actor=otto, incident=incident, assignee=otto)


def test_telling_many_readers_needs_no_more_queries(port, queries_of):
    def tell_with(readers):
        for _reader in range(readers):
            GrantFactory(consumer=ConsumerFactory(person=UserFactory()), port=port)
        incident = begin(port=port, title="Too few rows")
        return queries_of(lambda: follow_up(incident.pk))

    few = tell_with(2)
    assert tell_with(20) <= few


@pytest.fixture
def queries_of():
    def count(act):
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    return count


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_tell_at_once_tell_once(port, otto, reader):
    incident = begin(port=port, title="Too few rows")
    _both(lambda: follow_up(incident.pk))

    assert Notification.objects.filter(recipient=reader, kind="incident").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_see_two_breaches_of_one_snapshot_open_one_incident(port, monitor_of):
    monitors = iter([monitor_of(port, "rows"), monitor_of(port, "names")])
    _both(
        lambda: begin(
            port=OutputPort.objects.select_related("product__owner", "contract").get(pk=port.pk),
            monitor=next(monitors),
            snapshot=port.snapshot,
            title="Broken",
        )
    )

    assert Incident.objects.get().breaches.count() == 2


def _both(act):
    start, errors = threading.Barrier(2), []

    def work():
        try:
            start.wait()
            act()
        except BaseException as error:  # noqa: BLE001 — whatever it is, the test must show it
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []


@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_between_opening_and_telling_leaves_it_to_the_sweep(port, otto, reader):
    connection.close()
    if (child := os.fork()) == 0:
        begin(
            port=OutputPort.objects.select_related("product__owner", "contract").get(pk=port.pk), title="Too few rows"
        )
        os.kill(os.getpid(), signal.SIGKILL)
    _pid, how = os.waitpid(child, 0)
    assert os.WTERMSIG(how) == signal.SIGKILL
    assert not Notification.objects.filter(kind="incident").exists()

    began = time.monotonic()
    assert told(reader) == [f"You read it. {port}: Too few rows"]
    assert len(told(otto)) == 1
    assert time.monotonic() - began < 60
