"""Products begin over the API as they do in the Studio."""

import pytest
from rest_framework.test import APIClient

from accounts.teams.services import set_member
from accounts.tokens.services import issue_token
from catalog.models import DataProduct, DataProfile, Draft
from tests.catalog.starting.test_beginning import spec_of

DRAFTS = "/api/v1/drafts/"


@pytest.fixture
def tool():
    """A tool with a token of somebody: `tool(otto)`."""

    def holding(person, scope="write"):
        _row, secret = issue_token(actor=person, owner=person, name="tool", scope=scope, days=1)
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return client

    return holding


def test_a_table_a_port_a_select_and_a_copy_each_become_a_draft(tool, otto, clinical, dm, offer):
    port = offer("visits", "visits", "select 1 as n", team=clinical)
    sql = "select arm, count(*) as n\r\nfrom pharmaverse.dm\r\ngroup by arm"
    otto = tool(otto)
    ways = {
        "From a table": {"table": "pharmaverse.dm", "domain": "clinical"},
        "From a port": {"reads": port.pk, "domain": "clinical", "port": "seen"},
        "From a SELECT": {"sql": sql, "team": "clinical-data", "domain": "clinical"},
    }

    answers = [otto.post(DRAFTS, {"name": name, **way}, format="json") for name, way in ways.items()]
    copied = otto.post(DRAFTS, {"name": "A copy", "copy": "from-a-table", "domain": "clinical"}, format="json")

    assert [answer.status_code for answer in (*answers, copied)] == [201] * 4
    assert [answer.data["valid"] for answer in (*answers, copied)] == [True] * 4
    assert answers[0]["Location"] == "/api/v1/products/from-a-table/draft/"
    assert otto.get(answers[0]["Location"]).content == bytes(Draft.objects.get(product__slug="from-a-table").bundle)
    outputs = [spec_of(DataProduct.objects.get(slug=answer.data["slug"])).outputs[0] for answer in answers]
    assert [output.name for output in outputs] == ["from_a_table", "seen", "from_a_select"]
    assert outputs[2].transformation.sql == "select arm, count(*) as n\nfrom dm\ngroup by arm\n"
    assert b"\\r" not in bytes(Draft.objects.get(product__slug="from-a-select").bundle)
    assert DataProfile.objects.count() == 3


@pytest.mark.parametrize(
    ("way", "status", "about"),
    [
        ({}, 400, "errors"),
        ({"table": "pharmaverse.dm", "sql": "select 1"}, 400, "errors"),
        ({"table": "hr.salaries"}, 400, "errors"),
        ({"reads": 10**9}, 400, "errors"),
        ({"copy": "nothing"}, 400, "errors"),
        ({"table": "pharmaverse.dm", "port": "No Port"}, 400, "errors"),
        ({"sql": "select * from dn"}, 422, "problems"),
        ({"table": "pharmaverse.dm", "team": "analytics"}, 403, "reason"),
        ({"table": "pharmaverse.dm", "name": "名前"}, 422, "code"),
    ],
)
def test_what_no_product_can_begin_with_is_refused_with_its_reason(tool, otto, analytics, land, dm, way, status, about):
    land("salaries", system="hr", team=analytics)

    answer = tool(otto).post(DRAFTS, {"name": "New one", "domain": "clinical"} | way, format="json")

    assert (answer.status_code, about in answer.json()) == (status, True), answer.json()
    assert not DataProduct.objects.exists()


def test_a_name_is_taken_once_and_a_token_that_reads_begins_nothing(tool, otto, dm):
    wish = {"name": "People", "table": "pharmaverse.dm"}

    answers = [tool(otto, scope).post(DRAFTS, wish, format="json") for scope in ("read", "write", "write")]

    assert [answer.status_code for answer in answers] == [403, 201, 409]
    assert answers[2].json()["code"] == "name-in-use"


def test_who_has_several_teams_says_which_and_hears_which_of_them_may_read(tool, otto, clinical, analytics, land, dm):
    set_member(actor=None, team=analytics, person=otto, role="member")
    land("salaries", system="hr", team=analytics)

    unsaid = tool(otto).post(DRAFTS, {"name": "Pay", "table": "hr.salaries"}, format="json")
    wrong = tool(otto).post(
        DRAFTS, {"name": "Pay", "sql": "select * from hr.salaries", "team": clinical.slug}, format="json"
    )

    assert (unsaid.status_code, "team" in str(unsaid.json())) == (400, True)
    assert (wrong.status_code, str(analytics) in wrong.json()["problems"][0]["message"]) == (422, True)
