"""Campaigns: the population is frozen, nobody decides about what they read, and the deadline is kept."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Consumer, Notification
from accounts.teams.services import set_member
from catalog.models import Incident
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.grants.errors import DeadlineNotFit, NothingToReview, ReasonMissing, ReviewsDecided
from requests.grants.policies import may_read
from requests.grants.population import Scope
from requests.grants.reading import open_read
from requests.grants.recertifying import decide_reviews, open_campaign, sweep
from requests.grants.reports import is_genuine, report_lines
from requests.grants.services import give_back
from requests.models import GrantReview, Recertification
from tests.accounts.factories import ConsumerFactory
from tests.catalog.factories import ColumnFactory
from tests.requests.factories import GrantFactory


@pytest.fixture
def campaign(grace):
    """Opens one: `campaign(otherwise="escalate", product="…")`."""

    def make(*, otherwise="end", days=10, **scope):
        deadline = timezone.localdate() + timedelta(days=days)
        return open_campaign(actor=grace, name="Autumn", scope=Scope(**scope), deadline=deadline, otherwise=otherwise)

    return make


def decide(actor, made, *, confirm, reason="", reviews=None):
    ids = list(made.reviews.values_list("pk", flat=True)) if reviews is None else [one.pk for one in reviews]
    return decide_reviews(actor=actor, campaign=made, reviews=ids, confirm=confirm, reason=reason)


def test_it_asks_the_owners_maintainers_about_what_stands_now_with_evidence(grant, campaign, ada, otto, petra, port):
    open_read(reader=ada, port=port, format="parquet").close()
    Incident.objects.create(port=port, title="Late", opened_at=timezone.now())

    made = campaign()
    GrantFactory(port=port)

    review = made.reviews.get()
    assert set(review.pool.all()) == {otto, petra}
    assert {name: review.evidence[name] for name in ("reads", "readers", "incidents", "ordered_by")} == {
        "reads": 1,
        "readers": ["ada"],
        "incidents": 1,
        "ordered_by": "ada",
    }
    assert "Autumn" in Notification.objects.filter(recipient=otto).latest("pk").text


@pytest.mark.parametrize(
    ("scope", "fits"),
    [
        ({}, True),
        ({"domain": "clinical"}, True),
        ({"domain": "other"}, False),
        ({"product": "demographics"}, True),
        ({"product": "other"}, False),
        ({"classification": "restricted"}, True),
        ({"classification": "public"}, False),
        ({"older_than": 1}, False),
    ],
)
def test_the_scope_narrows(grant, campaign, port, scope, fits):
    port.contract.columns.update(classification="internal")
    ColumnFactory(contract=port.contract, name="name", classification="restricted", position=9)

    if fits:
        assert campaign(**scope).reviews.count() == 1
    else:
        with pytest.raises(NothingToReview):
            campaign(**scope)


def test_only_stewards_open_one_and_the_deadline_is_to_come(grant, campaign, otto, ada):
    with pytest.raises(DeadlineNotFit):
        campaign(days=0)
    with pytest.raises(NotAllowed):
        open_campaign(actor=otto, name="Mine", scope=Scope(), deadline=timezone.localdate() + timedelta(days=9))


def test_nobody_decides_about_what_they_read_themselves_or_in_a_team(
    campaign, port, analytics, ada, otto, petra, grace
):
    set_member(actor=None, team=analytics, person=otto, role="member")
    set_member(actor=None, team=analytics, person=petra, role="member")
    held = GrantFactory(consumer=Consumer.objects.for_team(analytics), port=port)

    made = campaign()

    assert list(made.reviews.get(grant=held).pool.all()) == [grace]
    for person in (otto, petra, ada):
        with pytest.raises(NotAllowed):
            decide(person, made, confirm=True)
    joined = GrantFactory(port=port)
    second = campaign()
    with pytest.raises(NotAllowed):
        decide(otto, second, confirm=True)
    assert decide(otto, second, confirm=True, reviews=[second.reviews.get(grant=joined)]) == 1


def test_who_joins_the_team_after_it_opened_does_not_decide_either(campaign, port, analytics, otto):
    GrantFactory(consumer=Consumer.objects.for_team(analytics), port=port)
    made = campaign()
    set_member(actor=None, team=analytics, person=otto, role="member")

    with pytest.raises(NotAllowed):
        decide(type(otto).objects.get(pk=otto.pk), made, confirm=True)


def test_many_are_decided_at_once_and_an_end_needs_a_reason_and_really_ends(grant, campaign, ada, otto, port, work):
    others = [GrantFactory(port=port) for _ in range(3)]
    made = campaign()

    with pytest.raises(ReasonMissing):
        decide(otto, made, confirm=False)
    assert decide(otto, made, confirm=True, reviews=made.reviews.filter(grant__in=others)) == 3
    assert decide(otto, made, confirm=False, reason="Not needed.") == 1
    work()

    grant.refresh_from_db()
    assert (grant.state, grant.ended_by, grant.end_reason, grant.provisioning) == (
        "revoked",
        otto,
        "Not needed.",
        "removed",
    )
    assert not may_read(ada, port)
    made.refresh_from_db()
    assert made.closed_at
    with pytest.raises(ReviewsDecided):
        decide(otto, made, confirm=True)
    verbs = AuditEvent.objects.filter(verb__startswith="review.").values_list("verb", flat=True)
    assert sorted(verbs) == ["review.confirmed"] * 3 + ["review.ended"]


def test_what_nobody_confirmed_ends_at_the_deadline_once(grant, campaign, ada, port, otto):
    other = GrantFactory(port=port)
    made = campaign()
    decide(otto, made, confirm=True, reviews=made.reviews.filter(grant=other))

    assert sweep(made.deadline - timedelta(seconds=1)) == 0
    assert (sweep(made.deadline), sweep(made.deadline)) == (1, 0)

    grant.refresh_from_db()
    other.refresh_from_db()
    made.refresh_from_db()
    assert (grant.state, other.state, bool(made.closed_at)) == ("revoked", "active", True)
    assert "Nobody confirmed it" in grant.end_reason
    assert AuditEvent.objects.filter(verb="review.ended").count() == 1


def test_or_it_goes_to_the_stewards_and_stays_until_they_decide(grant, campaign, grace, otto):
    made = campaign(otherwise="escalate")

    assert (sweep(made.deadline), sweep(made.deadline)) == (1, 0)

    grant.refresh_from_db()
    assert grant.state == "active"
    assert Notification.objects.filter(recipient=grace, text__contains="waits for you").count() == 1
    made.refresh_from_db()
    assert made.closed_at is None
    assert decide(grace, made, confirm=False, reason="Nobody answered.") == 1
    made.refresh_from_db()
    assert made.closed_at


def test_a_sweep_that_dies_in_the_middle_is_finished_by_the_next(campaign, port, monkeypatch):
    from requests.grants import recertifying

    grants = [GrantFactory(port=port) for _ in range(5)]
    made = campaign()
    monkeypatch.setattr(recertifying, "BATCH", 2)
    end, calls = recertifying.end_reviewed, []

    def dies_at_the_second(*args):
        calls.append(args)
        if len(calls) == 2:
            raise SystemExit
        return end(*args)

    monkeypatch.setattr(recertifying, "end_reviewed", dies_at_the_second)
    with pytest.raises(SystemExit):
        sweep(made.deadline)
    states = set(GrantReview.objects.values_list("state", "grant__state"))
    assert states == {("ended", "revoked"), ("waiting", "active")}

    sweep(made.deadline)

    assert set(GrantReview.objects.values_list("state", "grant__state")) == {("ended", "revoked")}
    assert AuditEvent.objects.filter(verb="grant.revoked").count() == len(grants)


def test_what_ended_meanwhile_needs_no_decision(grant, campaign, ada):
    made = campaign()
    give_back(actor=ada, grant=grant)

    sweep(made.deadline)

    assert made.reviews.get().state == "gone"
    assert Recertification.objects.get().closed_at


def test_reviewers_are_reminded_once_before_the_deadline_and_not_when_they_are_done(grant, campaign, otto, petra):
    made = campaign()
    Notification.objects.all().delete()

    for hours in (200, 100, 99, 10, 9):
        sweep(made.deadline - timedelta(hours=hours))
    assert Notification.objects.filter(recipient=otto).count() == 2

    Notification.objects.all().delete()
    decide(petra, made, confirm=True)
    sweep(made.deadline - timedelta(hours=8))
    assert not Notification.objects.filter(recipient=otto).exists()


def test_opening_needs_no_more_queries_for_more_grants(port, grace, django_assert_max_num_queries):
    for _ in range(12):
        GrantFactory(consumer=ConsumerFactory(), port=port)

    with django_assert_max_num_queries(20):
        open_campaign(actor=grace, name="A", scope=Scope(), deadline=timezone.localdate() + timedelta(days=9))


def test_the_report_is_signed_safe_for_spreadsheets_and_one_changed_letter_is_found_out(grant, campaign, otto):
    made = campaign()
    decide(otto, made, confirm=False, reason='=HYPERLINK("http://evil")\nsecond line')
    made.refresh_from_db()

    text = "".join(report_lines(made))

    assert "'=HYPERLINK" in text
    assert is_genuine(text)
    assert is_genuine(text.replace("\r\n", "\n"))
    assert not is_genuine(text.replace("ended", "confirmed"))
    assert not is_genuine(text.rpartition("signature")[0])
    assert "".join(report_lines(made)) == text


def test_from_the_form_to_the_checked_report(grant, grace, otto, ada):
    browser = Client()
    browser.force_login(grace)
    deadline = timezone.localdate() + timedelta(days=9)
    said = {"name": "Autumn", "deadline": deadline.isoformat(), "otherwise": "end"}
    assert browser.post("/governance/recertifications/new/", said | {"product": "none"}).status_code == 422
    browser.post("/governance/recertifications/new/", said)
    made = Recertification.objects.get()
    address = f"/governance/recertifications/{made.pk}/"

    browser.force_login(otto)
    assert "1 grant waits" in browser.get("/").content.decode()
    assert "Study of side effects." in browser.get(address).content.decode()
    refused = browser.post(address, {"reviews": [made.reviews.get().pk], "confirm": "0"})
    assert (refused.status_code, "a reason is needed" in refused.content.decode()) == (422, True)
    browser.post(address, {"reviews": [made.reviews.get().pk], "confirm": "1", "reason": "Still right."})

    browser.force_login(grace)
    assert "Still right." in browser.get(f"{address}report/").content.decode()
    report = b"".join(browser.get(f"{address}report.csv").streaming_content)
    for copy, told in [(report, "Genuine: the report of “Autumn”"), (report.replace(b"ada", b"eve"), "Not genuine")]:
        sent = {"copy": SimpleUploadedFile("report.csv", copy)}
        assert told in browser.post("/governance/recertifications/verify/", sent).content.decode()


def test_the_api_opens_shows_and_decides(api, grant, grace, otto, ada):
    deadline = str(timezone.localdate() + timedelta(days=9))
    made = api(grace).post("/api/v1/recertifications/", {"name": "Autumn", "deadline": deadline}).json()
    address = f"/api/v1/recertifications/{made['id']}/"

    (review,) = api(otto).get(f"{address}reviews/").json()["results"]
    answer = api(otto).post(f"{address}decide/", {"reviews": [review["id"]], "confirm": True}, format="json")

    assert (answer.json(), api(otto).get(address).json()["closed_at"] is not None) == ({"decided": 1}, True)
    assert api(ada).get(address).status_code == 404
    assert api(otto).post("/api/v1/recertifications/", {"name": "Mine", "deadline": deadline}).status_code == 403


def test_the_page_needs_no_more_queries_for_more(campaign, port, queries, otto):
    GrantFactory(port=port)
    few_made = campaign()
    for _ in range(6):
        GrantFactory(port=port)
    many_made = campaign()
    browser = Client()
    browser.force_login(otto)

    few = queries(browser, f"/governance/recertifications/{few_made.pk}/")

    assert queries(browser, f"/governance/recertifications/{many_made.pk}/") == few
