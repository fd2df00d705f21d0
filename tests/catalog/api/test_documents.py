"""Documents by the API: read as published, kept as drafts, judged without being kept."""

import pytest

from accounts.models import User
from catalog.models import DataProduct, Draft, PublishingRun
from marketplace.foundation.models import AuditEvent
from tests.catalog.api.conftest import bundle
from tests.catalog.factories import SourceTableFactory

DRAFT = "/api/v1/products/adverse-events/draft/"
PUBLISH = "/api/v1/products/adverse-events/publish/"
CHECK = "/api/v1/bundles/check/"
YAML = "application/yaml"


@pytest.fixture
def source(domain):
    """The table that adverse events come from."""
    return SourceTableFactory(
        system__slug="pharmaverse", name="ae",
        columns=[{"name": "subject", "type": "VARCHAR"}, {"name": "term", "type": "VARCHAR"}],
    )  # fmt: skip


@pytest.fixture
def otto_as_tool(as_tool, otto, source):
    """Otto's pipeline."""
    return as_tool(otto)


def test_the_documents_come_out_byte_for_byte(as_tool, ada, product, version):
    answer = as_tool(ada, "read").get("/api/v1/products/adverse-events/bundle/")

    assert answer.content == bundle()
    assert answer["Content-Type"] == YAML
    assert answer["ETag"] == f'"{version.digest}"'


def test_a_client_that_wants_json_is_told_that_there_is_none(as_tool, ada, product):
    answer = as_tool(ada).get("/api/v1/products/adverse-events/bundle/", headers={"Accept": "application/json"})

    assert answer.status_code == 406
    assert answer.json()["code"] == "format-not-available"


@pytest.mark.parametrize("media_type", [YAML, "application/x-yaml", "text/yaml"])
def test_the_first_draft_begins_a_product(otto_as_tool, media_type):
    answer = otto_as_tool.put(
        DRAFT + "?repository=https://git.example.org/ae&path=ae.yaml&commit=abc", bundle(), content_type=media_type
    )

    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["slug"], told["revision"], told["valid"]) == ("adverse-events", 1, True)
    assert told["origin"] == {"repository": "https://git.example.org/ae", "path": "ae.yaml", "commit": "abc"}
    assert answer["ETag"] == '"1"'
    assert bytes(Draft.objects.get().bundle) == bundle()
    assert otto_as_tool.get(DRAFT).content == bundle()
    assert otto_as_tool.get(DRAFT)["ETag"] == '"1"'


def test_the_origin_may_stand_in_headers(otto_as_tool):
    headers = {"X-Repository": "https://git.example.org/ae", "X-Commit": "abc"}

    answer = otto_as_tool.put(DRAFT, bundle(), content_type=YAML, headers=headers)

    assert answer.json()["origin"] == {"repository": "https://git.example.org/ae", "commit": "abc"}


def test_two_editors_notice_each_other(otto_as_tool):
    otto_as_tool.put(DRAFT, bundle(), content_type=YAML)
    second = otto_as_tool.put(DRAFT, bundle("1.0.1"), content_type=YAML, headers={"If-Match": '"1"'})
    late = otto_as_tool.put(DRAFT, bundle("1.0.2"), content_type=YAML, headers={"If-Match": '"1"'})

    assert (second.status_code, second.json()["revision"]) == (200, 2)
    assert (late.status_code, late.json()["code"]) == (409, "draft-conflict")
    assert late.json()["revision"] == 2
    assert bytes(Draft.objects.get().bundle) == bundle("1.0.1")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-Match": "yesterday"}, 400),
        ({"If-Match": "*"}, 201),
        ({"If-None-Match": "*"}, 201),
        ({"If-Match": 'W/"0"'}, 201),
    ],
)
def test_revisions_are_numbers(otto_as_tool, headers, status):
    assert otto_as_tool.put(DRAFT, bundle(), content_type=YAML, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("body", "media_type", "status", "code"),
    [
        (b"{ not yaml", YAML, 422, "bundle-not-readable"),
        (b"", YAML, 422, "bundle-not-readable"),
        (bundle().replace(b"name: Adverse Events", b"name: Something Else"), YAML, 422, "slug-mismatch"),
        (bundle().replace(b"domain: clinical", b"domain: nowhere"), YAML, 422, "unknown-domain"),
        (b"a,b", "text/csv", 415, "media-type-not-read"),
        (b'{"kind": "DataProduct"', "application/json", 422, "bundle-not-readable"),
        (b"x" * 5_000_001, YAML, 413, "too-large"),
    ],
)
def test_what_cannot_be_a_draft_is_refused_in_one_sentence(otto_as_tool, body, media_type, status, code):
    answer = otto_as_tool.put(DRAFT, body, content_type=media_type)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert answer.json()["title"].endswith(".")
    assert not DataProduct.objects.exists()


@pytest.mark.parametrize("who", ["ada", "eve", "grace"])
def test_others_neither_begin_nor_read_a_draft(as_tool, otto_as_tool, request, who):
    other = as_tool(request.getfixturevalue(who))
    assert other.put(DRAFT, bundle(), content_type=YAML).status_code == 403
    otto_as_tool.put(DRAFT, bundle(), content_type=YAML)

    assert other.put(DRAFT, bundle("2.0.0"), content_type=YAML).status_code in (403, 409)
    assert other.get(DRAFT).status_code == (200 if who == "grace" else 404)
    assert other.post(PUBLISH).status_code == (403 if who == "grace" else 404)


def test_the_draft_of_a_published_product_is_for_its_team(as_tool, ada, otto, product, source):
    as_tool(otto).put(DRAFT, bundle("1.1.0"), content_type=YAML)

    assert as_tool(ada).get(DRAFT).status_code == 403
    assert as_tool(otto).get(DRAFT).status_code == 200


def test_a_token_that_only_reads_changes_nothing(as_tool, otto, domain):
    reader = as_tool(otto, "read")

    assert reader.put(DRAFT, bundle(), content_type=YAML).status_code == 403
    assert reader.post(CHECK, bundle(), content_type=YAML).status_code == 200


def test_publishing_answers_with_the_run_to_follow(otto_as_tool):
    otto_as_tool.put(DRAFT, bundle(), content_type=YAML)

    answer = otto_as_tool.post(PUBLISH)

    assert answer.status_code == 202, answer.content
    run = answer.json()
    assert run["state"] == "queued"
    assert [step["name"] for step in run["steps"]][:3] == ["check", "policies", "build"]
    assert answer["Location"] == f"/api/v1/runs/{run['id']}/"
    followed = otto_as_tool.get(answer["Location"])
    assert followed.json()["version"] == "1.0.0"
    again = otto_as_tool.post(PUBLISH)
    assert (again.status_code, again.json()["code"]) == (409, "already-publishing")
    assert AuditEvent.objects.filter(verb="version.submitted", actor__username="otto").count() == 1


@pytest.mark.parametrize("who", ["ada", "eve"])
def test_runs_are_for_the_team(as_tool, otto_as_tool, request, who):
    otto_as_tool.put(DRAFT, bundle(), content_type=YAML)
    run = otto_as_tool.post(PUBLISH).json()["id"]
    other = as_tool(request.getfixturevalue(who))

    assert other.get(f"/api/v1/runs/{run}/").status_code == 404
    assert other.post(f"/api/v1/runs/{run}/retry/").status_code == 404


def test_only_a_run_that_failed_is_tried_again(otto_as_tool, otto):
    otto_as_tool.put(DRAFT, bundle(), content_type=YAML)
    run = otto_as_tool.post(PUBLISH).json()["id"]

    refused = otto_as_tool.post(f"/api/v1/runs/{run}/retry/")

    assert (refused.status_code, refused.json()["code"]) == (409, "run-not-failed")
    assert PublishingRun.objects.count() == 1


def test_a_product_without_draft_has_nothing_to_publish(as_tool, otto, product):
    answer = as_tool(otto).post(PUBLISH)

    assert (answer.status_code, answer.json()["code"]) == (409, "no-draft")


def test_a_bundle_is_judged_with_its_changes_and_nothing_is_kept(as_tool, otto, product, source):
    changed = bundle("2.0.0").replace(b"      - {name: term, logicalType: string}\n", b"")
    changed = changed.replace(b"select subject, term", b"select subject")

    answer = as_tool(otto).post(CHECK, changed, content_type=YAML).json()

    assert answer["valid"] is True, answer["violations"]
    assert "breaking" in {change["kind"] for change in answer["diff"]}
    assert not Draft.objects.exists()


def test_changes_of_a_product_one_cannot_see_are_not_told(as_tool, eve, product, source):
    DataProduct.objects.update(status="draft")

    assert as_tool(eve).post(CHECK, bundle("2.0.0"), content_type=YAML).json()["diff"] == []


def test_every_violation_says_where_it_is(as_tool, otto, source):
    broken = bundle().replace(b"select subject, term from raw", b"drop table raw")

    answer = as_tool(otto).post(CHECK, broken, content_type=YAML).json()

    assert answer["valid"] is False
    assert all(set(one) == {"level", "document", "path", "line", "code", "message"} for one in answer["violations"])
    assert any(one["level"] == "error" and one["document"] == 2 for one in answer["violations"])


def test_a_contract_by_itself_is_judged_by_itself(as_tool, otto, db):
    contract = bundle().split(b"---\n")[1]

    answer = as_tool(otto).post(CHECK, contract, content_type=YAML).json()

    assert answer["valid"] is True, answer["violations"]


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"[" * 3000, b"a: &a [*a]", b"%PDF-1.4", b"PK\x03\x04 no zip"])
def test_rubbish_is_judged_not_tripped_over(as_tool, otto, db, body):
    answer = as_tool(otto).post(CHECK, body, content_type=YAML)

    assert answer.status_code == 200
    assert answer.json()["valid"] is False
    assert answer.json()["violations"]


def test_an_editor_in_a_page_asks_with_its_session_and_its_csrf_token(product, otto):
    from rest_framework.test import APIClient

    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=otto.pk))

    assert browser.post(CHECK, bundle(), content_type=YAML).status_code == 403
    browser.get("/profile/")
    browser.cookies["csrftoken"] = "a" * 32
    assert browser.post(CHECK, bundle(), content_type=YAML, headers={"X-CSRFToken": "a" * 32}).status_code == 200
