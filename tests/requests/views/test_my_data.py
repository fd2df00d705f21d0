"""What one can read, and what one can do about it."""

import pytest
from sqlglot import exp, parse

from accounts.models import Consumer
from requests.approvals.services import decide
from requests.grants.services import revoke
from requests.models import AccessRequest, DataRead, Grant
from requests.views.snippets import snippets
from tests.requests.factories import GrantFactory


def test_a_grant_stands_there_with_all_that_it_lets_one_read(as_, ada, grant):
    page = as_(ada).get("/my-data/").content.decode()

    for told in ("Demographics", "Open and verified", "hashed", "country = &#x27;US&#x27;", "MARKETPLACE_TOKEN"):
        assert told in page
    assert f"http://testserver/api/v1/ports/{grant.port_id}/data" in page


def test_the_snippets_name_the_address_that_people_use(as_, ada, grant, settings):
    settings.PUBLIC_URL = "https://data.example.org/"

    page = as_(ada).get("/my-data/").content.decode()

    assert f"https://data.example.org/api/v1/ports/{grant.port_id}/data" in page


@pytest.mark.parametrize("table", ["subjects", "order"])
def test_the_snippets_in_python_and_sql_can_be_read_by_their_languages(table):
    made = _snippets(table)

    for language in ("Python", "DuckDB", "Tableau"):
        compile(made[language], language, "exec")
    secret, create = [one for one in parse(made["SQL"], dialect="duckdb") if one.sql().startswith("CREATE")]
    assert create.this.name == table
    assert list(create.find_all(exp.Select))
    assert f'FROM "{table}"' in made["DuckDB"]


def test_power_bi_refreshes_by_itself_because_the_site_is_apart_from_the_path():
    code = _snippets("subjects")["Power BI"]

    assert '"http://localhost",' in code
    assert 'RelativePath = "api/v1/ports/1/data"' in code
    assert all(code.count(left) == code.count(right) for left, right in ("()", "[]"))


def test_no_snippet_holds_a_token():
    for label, code in _snippets("subjects").items():
        assert any(told in code for told in ("MARKETPLACE_TOKEN", "MarketplaceToken", "YOUR_TOKEN")), label


def _snippets(table):
    made = snippets(origin="http://localhost", path="/api/v1/ports/1/data", table=table)
    return {one["label"]: one["code"] for one in made}


def test_what_is_not_verified_offers_no_download(as_, ada, otto, port, order):
    decide(actor=otto, stage=order(port).lines.get().stages.get(), yes=True)

    page = as_(ada).get("/my-data/").content.decode()

    assert "Being set up" in page
    assert "Open and verified" not in page
    assert f"/my-data/ports/{port.pk}/download/" not in page


def test_nothing_to_read_leads_to_the_marketplace(as_, eve):
    page = as_(eve).get("/my-data/").content.decode()

    assert "Nothing to read yet" in page
    assert 'href="/products/"' in page


def test_a_download_is_masked_filtered_and_written_down(as_, ada, grant):
    answer = as_(ada).post(f"/my-data/ports/{grant.port_id}/download/", {"format": "csv"})
    text = b"".join(answer.streaming_content).decode()

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="demographics-subjects-')
    assert text.count("\n") == 4
    assert "01-701-1015" not in text
    assert "DE" not in text
    assert DataRead.objects.get().reader == ada


def test_a_link_downloads_nothing(as_, ada, grant):
    assert as_(ada).get(f"/my-data/ports/{grant.port_id}/download/").status_code == 405


def test_who_has_no_access_is_told_why(as_, eve, grant):
    answer = as_(eve).post(f"/my-data/ports/{grant.port_id}/download/", {"format": "csv"})

    assert answer.status_code == 403
    assert "you have no access to it" in answer.content.decode()


def test_the_makers_of_data_read_it_without_an_order(as_, otto, port):
    page = as_(otto).get("/my-data/").content.decode()

    assert "Made by my teams" in page
    assert f"/my-data/ports/{port.pk}/download/" in page


def test_more_time_is_asked_for_with_a_reason(htmx, as_, ada, grant):
    address = f"/my-data/{grant.pk}/renew/"

    assert "<html" not in htmx(ada).get(address).content.decode()
    wrong = htmx(ada).post(address, {"days": 4000, "reason": "It takes longer."})
    right = htmx(ada).post(address, {"days": 20, "reason": "It takes longer."})

    assert (wrong.status_code, right.headers["HX-Redirect"]) == (422, "/my-data/")
    assert "It takes longer." in wrong.content.decode()
    assert AccessRequest.objects.waiting().get().renews == grant
    assert "You asked for more time" in as_(ada).get("/my-data/").content.decode()


def test_access_is_given_back(as_, ada, grant):
    answer = as_(ada).post(f"/my-data/{grant.pk}/give-back/", {"reason": "We are done."}, follow=True)

    grant.refresh_from_db()
    assert (grant.state, grant.end_reason) == ("returned", "We are done.")
    assert "Given back" in answer.content.decode()


def test_nobody_gives_back_what_is_not_theirs(as_, otto, grant):
    assert as_(otto).post(f"/my-data/{grant.pk}/give-back/", {"reason": "No."}).status_code == 404
    assert Grant.objects.standing().get() == grant


def test_what_was_revoked_stands_below_with_its_reason(as_, ada, otto, grant):
    revoke(actor=otto, grant=grant, reason="The study was closed.")

    page = as_(ada).get("/my-data/").content.decode()

    assert "The study was closed." in page
    assert "Open and verified" not in page


def test_my_data_needs_no_more_queries_for_more_grants(as_, ada, make_port, queries):
    me = Consumer.objects.for_person(ada)
    GrantFactory(consumer=me, port=make_port(name="first", data=False))
    few = queries(as_(ada), "/my-data/")
    for number in range(4):
        GrantFactory(consumer=me, port=make_port(name=f"port_{number}", data=False))

    assert queries(as_(ada), "/my-data/") == few


@pytest.mark.parametrize("who", ["otto", "grace", "petra"])
def test_those_who_answer_for_it_revoke_with_a_reason(as_, request, grant, who):
    browser = as_(request.getfixturevalue(who))
    address = f"/grants/{grant.pk}/revoke/"

    without = browser.post(address, {"reason": " "})
    grant.refresh_from_db()
    assert (without.status_code, grant.state) == (422, "active")

    browser.post(address, {"reason": "The study was closed."})
    grant.refresh_from_db()
    assert grant.state == "revoked"


def test_consumers_do_not_revoke(as_, ada, grant):
    assert as_(ada).get(f"/grants/{grant.pk}/revoke/").status_code == 403
