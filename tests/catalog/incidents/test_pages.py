"""What people see of incidents, and what they do about them on pages."""

import pytest

from catalog.incidents import services
from catalog.incidents.life import begin
from catalog.incidents.runner import follow_up
from catalog.models import Incident

LIST = "/incidents/"


@pytest.fixture
def broken(port, below, monitor_of):
    """An incident with two breaches, a product downstream that suffers from it, and one that is over."""
    incident = begin(port=port, monitor=monitor_of(port, "rows"), snapshot=port.snapshot, title="Too few rows")
    begin(port=port, monitor=monitor_of(port, "names"), snapshot=port.snapshot, title="Names are missing")
    safety = below(port, "Safety")
    late = begin(port=safety, monitor=monitor_of(safety, "fresh"), snapshot=safety.snapshot, title="Safety is late")
    follow_up(incident.pk)
    follow_up(late.pk)
    services.open_incident(actor=None, port=port, title="Long ago", severity="low")
    old = Incident.objects.get(title="Long ago")
    old.port.product.owner.people.first()
    services.resolve_incident(actor=port.product.owner.people.first(), incident=old, cause="It was a test.")
    return incident


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_list_shows_what_is_open_the_worst_first(client, ada, broken):
    Incident.objects.filter(title="Safety is late").update(severity="critical")
    client.force_login(ada)
    shown = text_of(client.get(LIST))

    assert shown.index("Safety is late") < shown.index("Too few rows")
    assert "Long ago" not in shown
    assert "2 promises" in shown
    assert "1 product downstream" in shown
    assert "probably caused upstream" in shown


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("?state=resolved", ["Long ago"]),
        ("?state=all", ["Safety is late", "Too few rows", "Long ago"]),
        ("?whose=teams", ["Too few rows"]),
        ("?whose=mine", []),
        ("?severity=low&state=all", ["Long ago"]),
        ("?domain=clinical", ["Too few rows"]),
        ("?domain=nowhere&severity=odd&state=odd", ["Safety is late", "Too few rows"]),
    ],
)
def test_the_list_is_narrowed(client, otto, broken, question, found):
    client.force_login(otto)
    shown = text_of(client.get(LIST + question))

    assert [title for title in ("Safety is late", "Too few rows", "Long ago") if title in shown] == found


def test_an_empty_list_says_so(client, ada):
    client.force_login(ada)

    assert "Nothing is wrong" in text_of(client.get(LIST))


def test_a_longer_list_asks_no_more(client, ada, broken, port, queries):
    client.force_login(ada)
    few = queries(client, LIST)
    for number in range(12):
        begin(port=port, title=f"Trouble {number}")

    assert queries(client, LIST) == few


def test_a_page_tells_what_is_broken_what_caused_it_and_what_it_reaches(client, ada, broken):
    client.force_login(ada)
    page = text_of(client.get(broken.get_absolute_url()))
    assert "2 broken promises" in page
    assert f"?monitor={broken.monitor_id}#over-time" in page
    assert "Safety is late" in page  # probably caused by it
    assert "weighed by the rule (nothing), criticality (not stated) and consumers (0)" in page

    late = Incident.objects.get(title="Safety is late")
    assert "Probably caused by Demographics" in text_of(client.get(late.get_absolute_url()))


def test_what_one_may_not_do_is_greyed_with_its_reason(client, ada, otto, broken):
    client.force_login(ada)
    assert "only the owning team, stewards and the platform team handle incidents" in text_of(
        client.get(broken.get_absolute_url())
    )
    refused = client.post(
        f"{broken.get_absolute_url()}resolve/", {"resolve-cause_kind": "other", "resolve-cause": "I."}
    )
    assert refused.status_code == 403
    client.force_login(otto)

    assert "handle incidents" not in text_of(client.get(broken.get_absolute_url()))


def test_a_team_works_on_it_from_the_page(client, otto, petra, broken):
    client.force_login(otto)
    at = broken.get_absolute_url()
    for deed, said in [
        ("acknowledge", {}),
        ("assign", {"assignee": petra.pk}),
        ("weigh", {"weigh-severity": "high", "weigh-reason": "Doses are concerned."}),
        ("comment", {"comment-text": "We look at <b>Monday</b>."}),
        ("resolve", {"resolve-cause_kind": "source", "resolve-cause": "A site was late."}),
        ("reopen", {"reopen-reason": "It is back."}),
    ]:
        assert client.post(f"{at}{deed}/", said).status_code == 302, deed
    page = text_of(client.get(at))

    assert "We look at &lt;b&gt;Monday&lt;/b&gt;." in page
    assert "changed the severity from medium to high: Doses are concerned." in page
    assert "gave it to Petra Platform" in page
    assert client.post(f"{at}resolve/", {"resolve-cause_kind": "source", "resolve-cause": " "}).status_code == 422
    assert client.post(f"{at}explode/").status_code == 404


def test_anybody_who_sees_a_product_reports_a_problem_with_it(client, eve, otto, port):
    client.force_login(eve)
    assert "Report a problem" in text_of(client.get("/products/demographics/report/"))
    assert client.post("/products/demographics/report/", {"port": port.pk, "title": ""}).status_code == 422
    answer = client.post(
        "/products/demographics/report/", {"port": port.pk, "title": "Ages are negative", "severity": ""}
    )

    incident = Incident.objects.get()
    assert answer.url == incident.get_absolute_url()
    assert (incident.title, incident.severity, incident.opened_by, incident.kind) == (
        "Ages are negative", "medium", eve, "report",
    )  # fmt: skip


@pytest.mark.parametrize("slug", ["demographics", "safety"])
def test_a_product_and_everything_downstream_warn_of_it(client, ada, broken, slug):
    client.force_login(ada)
    page = text_of(client.get(f"/products/{slug}/"))

    assert "Too few rows" in page
    assert broken.get_absolute_url() in page


def test_my_data_warns_of_it(client, reader, broken):
    client.force_login(reader)

    assert "Something is wrong with Demographics" in text_of(client.get("/my-data/"))
