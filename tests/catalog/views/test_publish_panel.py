"""What stands between a draft and its publication, beside the editor."""

from datetime import date

import pytest

from catalog.governance.verdicts import Reason, Verdict
from catalog.models import Draft, PublishingRun
from catalog.publishing.services import save_draft
from catalog.views import publish_panel
from tests.catalog.factories import DataProductFactory, InputPortFactory, OfferedPortFactory
from tests.catalog.publishing.bundles import a_bundle
from tests.catalog.publishing.conftest import clinical_domain  # noqa: F401 — fixtures
from tests.catalog.publishing.test_demands import WITHOUT_AGE, drafted, offered  # noqa: F401
from tests.requests.factories import GrantFactory

PAGE = "/studio/demographics/"
VERSION = "/studio/demographics/version/"
PUBLISH = "/studio/demographics/publish/"


@pytest.fixture
def as_otto(client, otto, offered):  # noqa: F811
    """Otto, who maintains demographics."""
    client.force_login(otto)
    return client


def panel(client):
    text = client.get(PAGE).content.decode()
    return " ".join(text.partition('id="publish"')[2].partition("</section>")[0].split())


def version_line():
    return next(line for line in bytes(Draft.objects.get().bundle).decode().splitlines() if line.startswith("version:"))


def test_the_number_that_is_demanded_can_be_set_with_a_button(as_otto, drafted):  # noqa: F811
    drafted(**WITHOUT_AGE)

    before = panel(as_otto)
    answer = as_otto.post(VERSION, {"number": "2.0.0", "revision": 1})
    after = panel(as_otto)

    assert "What changes demands at least version <strong>2.0.0</strong>" in before
    assert "the version must be at least 2.0.0" in before
    assert 'form="editor"' in before
    assert answer["Location"] == PAGE
    assert version_line() == "version: 2.0.0"
    assert "demands at least" not in after
    assert "Publish the saved draft</button>" in after


def test_what_is_being_typed_is_saved_with_the_number(as_otto, drafted):  # noqa: F811
    drafted(**WITHOUT_AGE)
    typed = a_bundle(**WITHOUT_AGE).decode().replace("\n", "\r\n") + "# typed\r\n"

    as_otto.post(VERSION, {"number": "2.0.0", "revision": 1, "text": typed})

    assert bytes(Draft.objects.get().bundle).endswith(b"\n# typed\n")
    assert version_line() == "version: 2.0.0"


def test_what_is_being_typed_is_never_lost(as_otto, petra, drafted):  # noqa: F811
    drafted(**WITHOUT_AGE)
    save_draft(actor=petra, raw=a_bundle(name="Petras words"), revision=1)

    conflict = as_otto.post(
        VERSION, {"number": "2.0.0", "revision": 1, "text": a_bundle().decode() + "# ottos words\n"}
    )
    broken = as_otto.post(VERSION, {"number": "2.0.0", "revision": 2, "text": "- [ # ottos words"})

    assert (conflict.status_code, broken.status_code) == (409, 422)
    assert "# ottos words" in conflict.content.decode()
    assert "Petras words" in conflict.content.decode()
    assert "# ottos words" in broken.content.decode()
    assert Draft.objects.get().revision == 2


@pytest.mark.parametrize("number", ["", "two", "1.0", "x" * 41, "1.0.0\x00"])
def test_what_is_no_number_is_told(as_otto, drafted, number):  # noqa: F811
    drafted(**WITHOUT_AGE)

    answer = as_otto.post(VERSION, {"number": number, "revision": 1})

    assert answer["Location"] == PAGE
    assert Draft.objects.get().revision == 1


def test_only_members_of_the_team_set_it(client, ada, grace, drafted):  # noqa: F811
    drafted(**WITHOUT_AGE)
    client.force_login(ada)
    assert client.post(VERSION, {"number": "2.0.0"}).status_code == 404
    client.force_login(grace)

    refused = client.post(VERSION, {"number": "2.0.0"}, follow=True).content.decode()

    assert "only members of the owning team" in refused
    assert "Set the version" not in panel(client)
    assert Draft.objects.get().revision == 1


def test_where_nobody_relies_on_it_nobody_is_asked_for_notice(as_otto, drafted):  # noqa: F811
    drafted(**WITHOUT_AGE, version="2.0.0")

    shown = panel(as_otto)

    assert "Nobody relies today on what it breaks" in shown
    assert "Days of notice" not in shown


def test_what_breaks_for_others_is_published_with_notice_and_guidance(as_otto, drafted, offered):  # noqa: F811
    GrantFactory(port=offered.output_ports.get())
    reader = OfferedPortFactory(product=DataProductFactory(slug="cohorts", name="Cohorts"), name="cohorts")
    InputPortFactory(version=reader.contract.version, source=None, upstream=offered.output_ports.get())
    drafted(**WITHOUT_AGE, version="2.0.0")

    shown = panel(as_otto)
    refused = as_otto.post(PUBLISH, {"notice_days": "3"}, follow=True).content.decode()
    answer = as_otto.post(PUBLISH, {"notice_days": "45", "guidance": "Take the year of birth."})

    assert "1 consumer who may read it now" in shown
    assert "1 product made from it" in shown
    assert "Cohorts" in shown
    assert 'name="notice_days" min="30" max="730" value="30" required' in shown
    assert "3 days of notice are too few" in refused
    version = PublishingRun.objects.get().version
    assert answer["Location"] == f"/studio/runs/{version.runs.get().pk}/"
    assert (version.notice_days, version.guidance) == (45, "Take the year of birth.")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "say for how many days"),
        ({"notice_days": "soon"}, "not a number"),
        ({"notice_days": "9" * 30}, "less than or equal"),
        ({"notice_days": "40", "guidance": "x" * 4_001}, "4,000 characters"),
    ],
)
def test_odd_notices_are_one_sentence(as_otto, drafted, offered, sent, said):  # noqa: F811
    GrantFactory(port=offered.output_ports.get())
    drafted(**WITHOUT_AGE, version="2.0.0")

    page = as_otto.post(PUBLISH, sent, follow=True).content.decode()

    assert said in page
    assert not PublishingRun.objects.exists()


@pytest.mark.parametrize("back", ["https://evil.example.org/", "//evil.example.org/", "javascript:alert(1)"])
def test_the_way_back_never_leads_out_of_the_house(as_otto, drafted, back):  # noqa: F811
    drafted(**WITHOUT_AGE)

    assert as_otto.post(VERSION, {"number": "two", "back": back})["Location"] == PAGE
    assert as_otto.post(VERSION, {"number": "two", "back": "/studio/"})["Location"] == "/studio/"


def verdict(name, **says):
    says = {"state": "enforced", "severity": "high", "outcome": "fail", **says}
    reason = Reason("ports/demographics", f"{name} is not kept here.")
    return Verdict(policy=name.lower(), version=1, name=name, reasons=(reason,), remedy="Mend it.", **says)


def test_what_policies_say_stands_beside_the_button(as_otto, drafted, monkeypatch):  # noqa: F811
    verdicts = [
        verdict("Owners"),
        verdict("Freshness", state="grace", enforced_from=date(2030, 1, 2)),
        verdict("Licence", outcome="excepted", excepted_until=date(2030, 3, 4)),
        verdict("Support", outcome="pass"),
    ]
    monkeypatch.setattr(publish_panel, "verdicts_on", lambda spec, product: verdicts)
    drafted(name="People", version="1.0.1")

    shown = panel(as_otto)

    assert "policies forbid it: Owners" in shown
    assert "Owners is not kept here." in shown
    assert "It forbids from 2 Jan" in shown or "It forbids from Jan. 2, 2030" in shown or "2030" in shown
    assert "Licence" in shown
    assert "Support" not in shown


def test_a_first_version_says_so(client, otto, offered):  # noqa: F811
    raw = a_bundle(slug="persons", contract="persons")
    save_draft(actor=otto, raw=raw)
    client.force_login(otto)

    text = client.get("/studio/persons/").content.decode()

    assert "This will be the first version, 1.0.0" in text


def test_the_panel_asks_the_database_no_more_where_more_break(as_otto, drafted, offered, queries):  # noqa: F811
    GrantFactory(port=offered.output_ports.get())
    drafted(**WITHOUT_AGE, version="2.0.0")
    few = queries(as_otto, PAGE)
    for _ in range(5):
        GrantFactory(port=offered.output_ports.get())

    assert queries(as_otto, PAGE) == few
    assert few <= 45
