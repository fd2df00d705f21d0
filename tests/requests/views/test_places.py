"""Consumers of a product, Governance and Platform."""

import csv
import io

import pytest
from django.utils import timezone

from accounts.models import Consumer
from marketplace.foundation.audit import record
from marketplace.foundation.heartbeats import beat
from marketplace.foundation.models import AuditEvent
from marketplace.foundation.spreadsheets import harmless
from requests.approvals.services import decide
from requests.grants.services import revoke
from requests.models import ApprovalStage, Grant, ProvisioningRun
from tests.catalog.factories import ColumnFactory, WarehouseFactory
from tests.requests.factories import GrantFactory


def failed(grant, aim, **changes):
    """A run that was given up."""
    facts = {"due_at": timezone.now(), "ended_at": timezone.now(), "diagnostics": "The warehouse is away."}
    return ProvisioningRun.objects.create(grant=grant, aim=aim, state="failed", **facts | changes)


@pytest.mark.parametrize(("who", "status"), [("otto", 200), ("grace", 200), ("petra", 200), ("ada", 403), ("eve", 403)])
def test_who_reads_a_product_is_no_business_of_strangers(as_, request, grant, who, status):
    answer = as_(request.getfixturevalue(who)).get("/products/demographics/consumers/")

    assert answer.status_code == status
    assert ("Study of side effects." in answer.content.decode()) is (status == 200)


def test_the_owner_sees_consumers_and_ends(as_, otto, grant):
    now = as_(otto).get("/products/demographics/consumers/").content.decode()
    revoke(actor=otto, grant=grant, reason="The study was closed.")
    ended = as_(otto).get("/products/demographics/consumers/?show=ended").content.decode()

    assert f"/grants/{grant.pk}/revoke/" in now
    assert "The study was closed." in ended


@pytest.mark.parametrize(
    ("address", "who", "reason"),
    [("/governance/", "petra", "governance stewards"), ("/platform/", "grace", "platform team")],
)
def test_a_place_that_is_not_ones_own_says_why(as_, request, address, who, reason):
    answer = as_(request.getfixturevalue(who)).get(address)

    assert answer.status_code == 403
    assert reason in answer.content.decode()


def test_a_decision_that_nobody_can_take_stands_first(as_, grace, make_port, order):
    order(make_port(name="first"))
    lost = ApprovalStage.objects.get(request__order=order(make_port(name="second")))
    lost.pool.clear()

    page = as_(grace).get("/governance/").content.decode()

    assert "1 that nobody can decide" in page
    assert page.index("Demographics · second") < page.index("Demographics · first")


def test_governance_shows_who_reads_restricted_data_and_what_was_decided(as_, ada, grace, make_port, grant):
    secret = make_port(name="secret", data=False)
    ColumnFactory(contract=secret.contract, name="usubjid_2", classification="restricted", position=9)
    GrantFactory(consumer=Consumer.objects.for_person(ada), port=secret)

    page = as_(grace).get("/governance/").content.decode()

    restricted = page[page.index("Who reads restricted data") : page.index("What was decided")]
    assert "secret" in restricted
    assert "subjects" not in restricted
    assert "A good cause." in page


def test_governance_needs_no_more_queries_for_more_of_everything(as_, grace, make_port, order, otto, queries):
    def more(number):
        order(make_port(name=f"waits_{number}", data=False))
        decided = order(make_port(name=f"decided_{number}", data=False))
        decide(actor=otto, stage=decided.lines.get().stages.get(), yes=True, reason="Yes.")

    more(1)
    few = queries(as_(grace), "/governance/")
    for number in range(2, 5):
        more(number)

    assert queries(as_(grace), "/governance/") == few


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("verb=grant.verified", True),
        ("verb=grant.revoked", False),
        ("product=demographics", True),
        ("product=other", False),
        ("person=otto", True),
        ("person=eve", False),
        ("day=2020-01-01", False),
    ],
)
def test_the_trail_is_narrowed(as_, grace, eve, grant, asked, there):
    page = as_(grace).get(f"/governance/audit/?{asked}").content.decode()

    assert ("Demographics · subjects" in page) is there


def test_the_trail_of_today_is_there(as_, grace, grant):
    today = timezone.localdate().isoformat()

    assert "Demographics · subjects" in as_(grace).get(f"/governance/audit/?day={today}").content.decode()


def test_a_question_that_makes_no_sense_is_told(as_, grace, grant):
    answer = as_(grace).get("/governance/audit/?day=yesterday")

    assert answer.status_code == 422
    assert "Enter a valid date." in answer.content.decode()


def test_the_trail_is_walked_forth_and_back(as_, grace, ada):
    for number in range(120):
        record("person.signed_in", ada, actor=ada, number=number)
    newest = AuditEvent.objects.latest("pk").pk
    browser = as_(grace)

    first = browser.get("/governance/audit/")
    second = browser.get("/governance/audit/" + first.context["next"])
    back = browser.get("/governance/audit/" + second.context["previous"])

    assert first.context["events"][0].pk >= newest
    assert first.context["previous"] == ""
    assert first.context["events"][-1].pk - second.context["events"][0].pk == 1
    assert [event.pk for event in back.context["events"]] == [event.pk for event in first.context["events"]]


def test_the_trail_needs_no_more_queries_for_more_events(as_, grace, ada, queries):
    browser = as_(grace)
    few = queries(browser, "/governance/audit/")
    for number in range(60):
        record("person.signed_in", ada, actor=ada, number=number)

    assert queries(browser, "/governance/audit/") == few


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1"])
def test_no_cell_is_a_formula(text):
    assert harmless(text) == f"'{text}"


def test_the_export_is_csv_that_fits_what_was_asked(as_, ada, grace, otto, order, port):
    order(port, justification='=HYPERLINK("http://evil")')

    answer = as_(grace).get("/governance/audit/export/?verb=order.placed")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))

    assert [row["what"] for row in rows] == ["order.placed"]
    assert rows[0]["who"] == "ada"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert "attachment" in answer.headers["Content-Disposition"]


def test_access_that_should_be_gone_is_louder_than_access_that_should_be_there(as_, petra, otto, ada, make_port, grant):
    other = GrantFactory(consumer=Consumer.objects.for_person(ada), port=make_port(name="other", data=False))
    failed(other, "open")
    revoke(actor=otto, grant=grant, reason="Closed.")
    ProvisioningRun.objects.open().update(state="failed", ended_at=timezone.now(), diagnostics="No answer.")

    page = as_(petra).get("/platform/").content.decode()

    assert "Look at this first" in page
    assert page.index("Should be gone") < page.index("Should be open")


def test_what_a_later_run_made_good_is_no_failure_any_more(as_, petra, grant):
    failed(grant, "open")
    ProvisioningRun.objects.create(grant=grant, aim="open", state="succeeded", due_at=timezone.now())

    assert "The warehouse is away." not in as_(petra).get("/platform/").content.decode()


def test_the_platform_team_tries_again(as_, petra, grant, work):
    run = failed(grant, "open")
    Grant.objects.filter(pk=grant.pk).update(state="pending", provisioning="failed")

    answer = as_(petra).post(f"/platform/runs/{run.pk}/retry/", follow=True)
    work()

    assert "A worker tries again" in answer.content.decode()
    grant.refresh_from_db()
    assert (grant.state, grant.provisioning) == ("active", "provisioned")


def test_what_was_done_by_hand_is_noted_with_its_reason(htmx, as_, petra, grant):
    run = failed(grant, "open")
    address = f"/platform/runs/{run.pk}/by-hand/"

    assert "Done by hand?" in htmx(petra).get(address).content.decode()
    assert htmx(petra).post(address, {"note": ""}).status_code == 422
    assert as_(petra).post(address, {"note": "The view was missing; made it."}).status_code == 302
    run.refresh_from_db()
    assert (run.state, run.note) == ("by-hand", "The view was missing; made it.")


def test_a_silent_worker_is_told(as_, petra):
    silent = as_(petra).get("/platform/").content.decode()
    beat("worker")
    alive = as_(petra).get("/platform/").content.decode()

    assert "No worker gives a sign of life" in silent
    assert "No worker gives a sign of life" not in alive


def test_the_platform_needs_no_more_queries_for_more_failures(as_, petra, ada, make_port, queries):
    def more(number):
        port = make_port(name=f"port_{number}", data=False)
        port.warehouse = WarehouseFactory(slug=f"warehouse-{number}")
        port.save()
        failed(GrantFactory(consumer=Consumer.objects.for_person(ada), port=port), "open")

    more(1)
    few = queries(as_(petra), "/platform/")
    for number in range(2, 5):
        more(number)

    assert queries(as_(petra), "/platform/") == few
