"""The emergency brake holds at every read at once, then in the warehouse; what was granted stays granted."""

import pytest
from django.test import Client

from accounts.models import Consumer, Notification
from catalog.comparing.measuring import measure_overlap
from catalog.views.sample_rows import sample_of
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.finding import readable_by
from requests.grants.errors import AlreadyLifted, AlreadySuspended, NoAccess, ReasonMissing
from requests.grants.policies import may_read, read_among
from requests.grants.reading import open_read
from requests.grants.suspending import lift, suspend_person, suspend_port
from requests.models import ProvisioningRun, Suspension
from requests.products import ports_read_by, team_reads
from requests.provisioning import missed
from tests.requests.factories import GrantFactory


def reads_nothing(person, port):
    """Every way in which this person could get a row of the port is shut."""
    with pytest.raises(NoAccess, match="suspended"):
        open_read(reader=person, port=port, format="parquet")
    sample = sample_of(person, port)
    overlap = measure_overlap(person, (port, "country"), (port, "country"))
    listed = list(readable_by(person))
    return (
        not may_read(person, port)
        and not read_among(person, [port])
        and not sample.rows
        and "suspended" in sample.trouble
        and bool(overlap.why)
        and not listed
    )


def test_a_suspended_port_is_read_by_nobody_on_any_way_but_by_those_who_mend_it(grant, ada, grace, otto, port):
    assert read_among(ada, [port])
    suspend_port(actor=grace, port=port, reason="It shows names.")

    assert reads_nothing(ada, port)
    assert may_read(otto, port)
    assert "It shows names." in Notification.objects.filter(recipient=ada).latest("pk").text


def test_a_suspended_person_reads_nothing_by_grant_team_or_as_owner(
    grant, ada, analytics, otto, petra, make_port, port
):
    other = make_port(name="other")
    GrantFactory(consumer=Consumer.objects.for_team(analytics), port=other)

    suspend_person(actor=petra, person=ada, reason="Her laptop is lost.")
    suspend_person(actor=petra, person=otto, reason="So is his.")

    assert reads_nothing(ada, port)
    assert reads_nothing(ada, other)
    assert reads_nothing(otto, port)


def test_what_is_suspended_is_not_built_upon(port, open_port, analytics, grace):
    GrantFactory(consumer=Consumer.objects.for_team(analytics), port=port)
    assert ports_read_by(analytics, [port, open_port]) == {port.pk, open_port.pk}

    for one in (port, open_port):
        suspend_port(actor=grace, port=one, reason="A leak.")

    assert not team_reads(analytics, port)
    assert not team_reads(analytics, open_port)
    assert ports_read_by(analytics, [port, open_port]) == set()


def test_the_warehouse_is_closed_and_opened_again_and_the_grant_keeps_its_row(grant, ada, grace, port, work):
    suspension = suspend_port(actor=grace, port=port, reason="A leak.")
    work()
    grant.refresh_from_db()
    assert (grant.state, grant.provisioning) == ("active", "removed")

    lift(actor=grace, suspension=suspension, reason="Mended.")
    assert may_read(ada, port)
    work()

    grant.refresh_from_db()
    assert (grant.state, grant.provisioning) == ("active", "provisioned")
    verbs = AuditEvent.objects.filter(object_type="requests.suspension").values_list("verb", flat=True)
    assert set(verbs) == {"access.suspended", "access.resumed"}


def test_a_nudge_that_was_lost_is_brought_by_the_sweep(grant, grace, port, work):
    suspension = suspend_port(actor=grace, port=port, reason="A leak.")
    ProvisioningRun.objects.open().delete()
    missed.sweep()
    work()
    grant.refresh_from_db()
    assert grant.provisioning == "removed"

    lift(actor=grace, suspension=suspension)
    ProvisioningRun.objects.open().delete()
    missed.sweep()
    work()

    grant.refresh_from_db()
    assert grant.provisioning == "provisioned"


def test_what_ends_while_it_is_suspended_has_ended(grant, ada, grace, port, work):
    from requests.grants.expiry import expire_due

    suspension = suspend_port(actor=grace, port=port, reason="A leak.")
    assert expire_due(grant.valid_until) == 1
    work()
    lift(actor=grace, suspension=suspension)
    work()

    grant.refresh_from_db()
    assert (grant.state, grant.provisioning) == ("expired", "removed")
    assert not may_read(ada, port)


def test_a_team_reads_on_without_the_one_who_is_suspended(port, analytics, ada, eve, grace, work):
    from accounts.teams.services import set_member
    from requests.grants.runs import queue

    set_member(actor=None, team=analytics, person=eve, role="member")
    held = GrantFactory(consumer=Consumer.objects.for_team(analytics), port=port)

    suspend_person(actor=grace, person=ada, reason="Her laptop is lost.")
    queue(held, "open")
    work()

    held.refresh_from_db()
    assert held.provisioning == "provisioned"
    assert may_read(type(eve).objects.get(pk=eve.pk), port)


def test_who_may_and_what_it_takes(port, ada, eve, otto, grace):
    with pytest.raises(ReasonMissing):
        suspend_port(actor=otto, port=port, reason=" ")
    for person in (ada, eve):
        with pytest.raises(NotAllowed):
            suspend_port(actor=person, port=port, reason="Because.")
    for actor, person in [(otto, ada), (grace, grace)]:
        with pytest.raises(NotAllowed):
            suspend_person(actor=actor, person=person, reason="Because.")

    suspension = suspend_port(actor=otto, port=port, reason="A leak.")
    with pytest.raises(AlreadySuspended):
        suspend_port(actor=grace, port=port, reason="A leak.")
    with pytest.raises(NotAllowed):
        lift(actor=ada, suspension=suspension)
    lift(actor=grace, suspension=suspension)
    with pytest.raises(AlreadyLifted):
        lift(actor=otto, suspension=suspension)


def test_the_pages_ask_first_and_say_what_stands(grant, otto, grace, ada, port):
    browser = Client()
    browser.force_login(otto)
    assert "Nobody but its owners reads it" in browser.get(f"/ports/{port.pk}/suspend/").content.decode()
    assert not Suspension.objects.exists()

    browser.post(f"/ports/{port.pk}/suspend/", {"reason": "It shows names."})

    assert "subjects is suspended: It shows names." in browser.get("/products/demographics/consumers/").content.decode()
    browser.force_login(ada)
    mine = browser.get("/my-data/").content.decode()
    assert "Suspended" in mine
    assert "Open and verified" not in mine
    assert "suspended" in browser.get(f"/orders/{grant.request.order.number}/").content.decode()
    browser.force_login(grace)
    assert "It shows names." in browser.get("/governance/suspensions/").content.decode()
    browser.post("/governance/suspensions/person/", {"person": "ada", "reason": "Lost laptop."})
    assert Suspension.objects.standing().filter(person=ada).exists()
    browser.force_login(ada)
    assert "Lost laptop." in browser.get("/my-data/").content.decode()


def test_the_api_suspends_and_lifts(api, grace, ada, port, grant):
    made = api(grace).post("/api/v1/suspensions/", {"port": port.pk, "reason": "A leak."}).json()

    assert api(ada).get(f"/api/v1/ports/{port.pk}/data").status_code == 403
    assert (
        api(grace).post(f"/api/v1/suspensions/{made['id']}/lift/", {"reason": "Mended."}).json()["lifted_by"] == "grace"
    )
    assert api(ada).get(f"/api/v1/ports/{port.pk}/data").status_code == 200
    assert api(grace).post("/api/v1/suspensions/", {"reason": "A leak."}).status_code == 400
