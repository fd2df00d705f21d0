"""What changes between two states of a product, for tools."""

import hashlib
from datetime import UTC, datetime

import pytest

from catalog.models import Draft
from catalog.publishing.services import save_draft
from tests.catalog.api.conftest import bundle
from tests.catalog.factories import ProductVersionFactory
from tests.requests.factories import GrantFactory

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
DIFF = "/api/v1/products/adverse-events/diff/"


@pytest.fixture
def draft(otto, product):
    """Without the column term."""
    raw = (
        bundle("2.0.0")
        .replace(b"      - {name: term, logicalType: string}\n", b"")
        .replace(b"subject, term", b"subject")
    )
    return save_draft(actor=otto, raw=raw).draft


@pytest.fixture
def older(product):
    """A version before the published one."""
    raw = bundle("0.9.0").replace(b"What happened to whom.", b"What happened.")
    return ProductVersionFactory(product=product, number="0.9.0", state="superseded", bundle=raw, published_at=LONG_AGO)


def test_the_team_sees_what_its_draft_changes_and_whom_it_breaks(as_tool, otto, draft, port):
    GrantFactory(port=port)

    told = as_tool(otto, "read").get(DIFF).json()

    assert (told["from"], told["to"], told["level"], told["proposed"]) == ("1.0.0", "draft", "major", "2.0.0")
    assert told["changes"][0]["message"] == "The column term of events is gone."
    assert (told["changes"][0]["port"], told["changes"][0]["columns"]) == ("events", ["term"])
    assert (told["blast_radius"]["consumers"], told["blast_radius"]["notice_days"]) == (1, 30)


def test_everybody_compares_what_was_published(as_tool, ada, product, older, draft):
    told = as_tool(ada, "read").get(DIFF).json()

    assert (told["from"], told["to"], told["level"], told["proposed"]) == ("0.9.0", "1.0.0", "patch", "0.9.1")
    assert [change["message"] for change in told["changes"]] == ["The description of the product changed."]
    assert told["blast_radius"] is None


def test_two_versions_can_be_named_either_way_round(as_tool, ada, product, older):
    told = as_tool(ada).get(DIFF, {"from": "v1.0.0", "to": "0.9.0"}).json()

    assert (told["from"], told["to"]) == ("1.0.0", "0.9.0")
    assert as_tool(ada).get(DIFF, {"from": "1.0.0", "to": "1.0.0"}).json()["changes"] == []


def test_the_draft_is_for_the_team_and_for_those_who_watch_over_all(as_tool, ada, eve, grace, draft):
    asked = {"from": "1.0.0", "to": "draft"}

    assert as_tool(ada).get(DIFF, asked).status_code == 403
    assert as_tool(eve).get(DIFF, {"from": "draft", "to": "1.0.0"}).status_code == 403
    assert as_tool(grace).get(DIFF, asked).json()["level"] == "major"


def test_a_product_that_one_cannot_see_has_no_changes_for_one(as_tool, ada, product, older):
    product.status = "in-review"
    product.save()

    assert as_tool(ada).get(DIFF).status_code == 404


@pytest.mark.parametrize("odd", ["v1", "latest", "2.0.0", "0.9", "\x00", "' OR 1=1 --", "x" * 3_000, "🦆"])
def test_a_version_that_is_not_there_is_named_in_a_problem(as_tool, ada, product, older, odd):
    answer = as_tool(ada).get(DIFF, {"from": odd})

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert "There is no version" in answer.json()["errors"]["from"][0]


def test_with_one_version_there_is_nothing_to_compare(as_tool, ada, product):
    answer = as_tool(ada).get(DIFF)

    assert answer.status_code == 400
    assert answer.json()["errors"]["from"] == ["There is nothing to compare yet."]


def test_a_draft_that_cannot_be_read_is_a_problem_with_its_lines(as_tool, otto, product):
    raw = b"- ["
    Draft.objects.create(product=product, bundle=raw, digest=hashlib.sha256(raw).hexdigest())

    answer = as_tool(otto).get(DIFF)

    assert (answer.status_code, answer.json()["code"]) == (422, "bundle-not-readable")
    assert answer.json()["violations"][0]["code"] == "not-yaml"
