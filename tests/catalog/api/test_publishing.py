"""Publishing from a pipeline: what the answer tells, what readers are told, and where the code came from."""

import pytest

from catalog.models import Draft, ProductVersion, PublishingRun
from tests.catalog.api.conftest import bundle
from tests.catalog.factories import InputPortFactory, OfferedPortFactory, SourceTableFactory

DRAFT = "/api/v1/products/adverse-events/draft/"
PUBLISH = "/api/v1/products/adverse-events/publish/"
YAML = "application/yaml"
FORM = "application/x-www-form-urlencoded"
ORIGIN = {
    "X-Repository": "https://gitlab.example.org/clinical/ae",
    "X-Path": "product.yaml",
    "X-Commit": "0123456789ab",
}
WITHOUT_TERM = (
    bundle("2.0.0")
    .replace(b"      - {name: term, logicalType: string}\n", b"")
    .replace(b"select subject, term", b"select subject")
)


@pytest.fixture
def tool(as_tool, otto, domain):
    """Otto's pipeline, with the table that adverse events come from."""
    columns = [{"name": "subject", "type": "VARCHAR"}, {"name": "term", "type": "VARCHAR"}]
    SourceTableFactory(system__slug="pharmaverse", name="ae", columns=columns)
    return as_tool(otto)


@pytest.fixture
def read_by_others(product):
    """Safety is made from Adverse Events, so that what breaks concerns somebody."""
    made = OfferedPortFactory(name="summary", product__slug="safety", product__name="Safety")
    InputPortFactory(version=made.contract.version, upstream=product.output_ports.get(), source=None)


def test_the_answer_tells_what_the_version_means(tool, read_by_others):
    tool.put(DRAFT, WITHOUT_TERM, content_type=YAML)

    answer = tool.post(PUBLISH, {"notice_days": 30, "guidance": "Read subject alone."}, format="json")

    told = answer.json()
    assert answer.status_code == 202, told
    assert {change["kind"] for change in told["diff"]} >= {"breaking"}
    assert (told["demand"]["level"], told["demand"]["proposed"]) == ("major", "2.0.0")
    assert [one["product"] for one in told["blast_radius"]["downstream"]] == ["safety"]
    assert told["blast_radius"]["notice_days"] == 30
    version = ProductVersion.objects.get(number="2.0.0")
    assert (version.notice_days, version.guidance) == (30, "Read subject alone.")


@pytest.mark.parametrize(
    ("sent", "content_type"),
    [
        (b'{"notice_days": 45, "guidance": "Mind the gap."}', "application/json"),
        (b'{"notice_days": "45", "guidance": "Mind the gap."}', "application/json"),
        (b"notice_days=45&guidance=Mind+the+gap.", FORM),
    ],
)
def test_notice_may_be_given_as_json_or_as_a_form(tool, read_by_others, sent, content_type):
    tool.put(DRAFT, WITHOUT_TERM, content_type=YAML)

    assert tool.post(PUBLISH, sent, content_type=content_type).status_code == 202
    assert ProductVersion.objects.get(number="2.0.0").notice_days == 45
    assert ProductVersion.objects.get(number="2.0.0").guidance == "Mind the gap."


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"", 422, "notice-needed"),
        (b"notice_days=&guidance=", 422, "notice-needed"),
        (b"notice_days=3", 422, "notice-too-short"),
        (b"notice_days=soon", 400, "not-valid"),
        (b"notice_days=-1", 400, "not-valid"),
        (b"notice_days=%00", 400, "not-valid"),
        (b"guidance=" + b"x" * 4001, 400, "not-valid"),
    ],
)
def test_notice_that_will_not_do_is_one_clear_problem(tool, read_by_others, sent, status, code):
    tool.put(DRAFT, WITHOUT_TERM, content_type=YAML)

    answer = tool.post(PUBLISH, sent, content_type=FORM)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not PublishingRun.objects.exists()


@pytest.mark.parametrize(
    "body", [b"[]", b"3", b'"soon"', b'{"notice_days": []}', b'{"notice_days": {}, "guidance": []}']
)
def test_a_body_that_makes_no_sense_starts_nothing(tool, body):
    tool.put(DRAFT, bundle(), content_type=YAML)

    answer = tool.post(PUBLISH, body, content_type="application/json")

    assert answer.status_code in (202, 400)
    assert answer.status_code == 202 if body == b"[]" else not PublishingRun.objects.exists()


def test_a_number_that_says_too_little_is_refused_with_the_one_it_needs(tool, product):
    tool.put(DRAFT, WITHOUT_TERM.replace(b"version: 2.0.0", b"version: 1.0.1", 1), content_type=YAML)

    refused = tool.post(PUBLISH).json()

    assert (refused["code"], refused["proposed"]) == ("number-too-small", "2.0.0")
    assert refused["changes"]


def test_where_the_code_came_from_follows_the_version_and_the_run(tool):
    tool.put(DRAFT, bundle(), content_type=YAML, headers=ORIGIN)

    run = tool.post(PUBLISH).json()

    kept = {"repository": "https://gitlab.example.org/clinical/ae", "path": "product.yaml", "commit": "0123456789ab"}
    assert run["origin"] == kept
    assert tool.get(f"/api/v1/runs/{run['id']}/").json()["origin"] == kept
    assert ProductVersion.objects.get().origin == kept


def test_the_same_documents_from_another_commit_are_no_new_revision(tool):
    tool.put(DRAFT, bundle(), content_type=YAML, headers=ORIGIN)

    again = tool.put(DRAFT, bundle(), content_type=YAML, headers={**ORIGIN, "X-Commit": "fedcba9876"}).json()
    typed = tool.put(DRAFT, bundle(), content_type=YAML).json()

    assert (again["revision"], again["origin"]["commit"]) == (1, "fedcba9876")
    assert (typed["revision"], typed["origin"]["commit"]) == (1, "fedcba9876")


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("https://gitlab-ci-token:glcbt-secret@git.example.org/ae.git", "https://git.example.org/ae.git"),
        ("https://git.example.org/ae?private_token=secret#secret", "https://git.example.org/ae"),
        ("git@git.example.org:clinical/ae.git", "git@git.example.org:clinical/ae.git"),
        ("http://[half", None),
    ],
)
def test_credentials_in_an_address_are_not_kept(tool, told, kept):
    tool.put(DRAFT, bundle(), content_type=YAML, headers={"X-Repository": told})

    assert Draft.objects.get().origin.get("repository") == kept
    assert "secret" not in str(Draft.objects.get().origin)


def test_a_run_is_told_in_lines_for_those_who_have_no_parser(tool):
    tool.put(DRAFT, bundle(), content_type=YAML)
    run = tool.post(PUBLISH).json()["id"]
    step = PublishingRun.objects.get().steps.get(name="check")
    step.state, step.error, step.remedy = "failed", "It is wrong.", "Mend it."
    step.save()

    answer = tool.get(f"/api/v1/runs/{run}/?report=text")

    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.decode().splitlines() == ["queued", "check: failed", "  It is wrong.", "  Mend it."]
