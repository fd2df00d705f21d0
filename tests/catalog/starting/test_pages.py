"""The ways to begin, as pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.teams.services import set_member
from catalog.models import DataProduct, DataProfile, Draft, Proposal, SourceSystem
from catalog.starting import tasks
from tests.catalog.factories import DomainFactory, SourceTableFactory
from tests.catalog.starting.test_importing import CONTRACT
from tests.catalog.studio_factories import ProposalFactory


@pytest.fixture
def at_the_studio(client, otto, domain):
    """Otto is signed in."""
    client.force_login(otto)
    return client


def facts(clinical, domain, **more):
    """What every form asks for."""
    return {"name": "Trial people", "team": clinical.pk, "domain": domain.pk, **more}


def test_the_chooser_leads_to_each_way(at_the_studio):
    page = at_the_studio.get("/studio/new/").content.decode()

    for way in ("table", "sql", "copy", "file", "blank", "documents"):
        assert f'href="/studio/new/{way}/"' in page
        assert at_the_studio.get(f"/studio/new/{way}/").status_code == 200


def test_otto_makes_a_product_of_a_table_without_seeing_yaml(at_the_studio, dm, clinical, domain):
    listed = at_the_studio.get("/studio/new/table/").content.decode()
    shown = at_the_studio.get(f"/studio/new/table/source/{dm.pk}/").content.decode()
    made = at_the_studio.post(f"/studio/new/table/source/{dm.pk}/", facts(clinical, domain))
    waiting = at_the_studio.get("/studio/trial-people/proposals/").content.decode()
    tasks.look(DataProfile.objects.get().pk)
    found = at_the_studio.get("/studio/trial-people/proposals/").content.decode()
    at_the_studio.post("/studio/trial-people/proposals/accept/", {"port": "trial_people"})

    assert "pharmaverse.dm" in listed
    assert "S-001" in shown
    assert made["Location"] == "/studio/trial-people/guide/describe/"
    assert "Waiting for a worker" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    assert "Named like a date of birth" in found
    assert "every 1s" not in found
    assert Proposal.objects.filter(state="proposed").count() == 0
    assert b"primaryKey: true" in bytes(Draft.objects.get().bundle)


def test_tables_of_other_teams_are_neither_listed_nor_shown(at_the_studio, land, analytics):
    hers = land("salaries", system="hr", team=analytics)

    assert "salaries" not in at_the_studio.get("/studio/new/table/").content.decode()
    assert at_the_studio.get(f"/studio/new/table/source/{hers.pk}/").status_code == 404
    assert at_the_studio.post(f"/studio/new/table/source/{hers.pk}/", {}).status_code == 404


def test_watching_over_everything_shows_no_raw_rows(client, grace, dm):
    client.force_login(grace)

    assert client.get(f"/studio/new/table/source/{dm.pk}/").status_code == 404


def test_ports_that_no_team_may_read_say_why(at_the_studio, offer, analytics):
    port = offer("visits", "visits", "select 1 as n", team=analytics)

    page = at_the_studio.get("/studio/new/table/?kind=ports").content.decode()

    assert "Clinical data has no access to it" in page
    assert f"/studio/new/table/port/{port.pk}/" not in page
    assert at_the_studio.get(f"/studio/new/table/port/{port.pk}/").status_code == 404


def test_a_query_is_looked_at_before_it_is_saved(at_the_studio, dm, clinical, domain):
    sql = "select arm, count(*) as n from pharmaverse.dm group by arm"

    looked = at_the_studio.post("/studio/new/sql/", facts(clinical, domain, sql=sql, do="look", name=""))
    before = DataProduct.objects.count()
    saved = at_the_studio.post("/studio/new/sql/", facts(clinical, domain, sql=sql, do="save"))

    page = looked.content.decode()
    assert (looked.status_code, before) == (200, 0)
    assert "dm.arm" in page
    assert "BIGINT" in page
    assert saved["Location"] == "/studio/trial-people/guide/describe/"


def test_a_wrong_query_says_what_is_wrong_and_keeps_the_text(at_the_studio, dm, clinical, domain):
    answer = at_the_studio.post("/studio/new/sql/", facts(clinical, domain, sql="select * from dn -- mine", do="save"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "pharmaverse.dm" in page
    assert "-- mine" in page


def test_a_file_is_shown_before_it_is_saved(at_the_studio, clinical, domain):
    sent = at_the_studio.post("/studio/new/file/", {"files": SimpleUploadedFile("orders.yaml", CONTRACT)})
    page = at_the_studio.get(sent["Location"]).content.decode()
    before = DataProduct.objects.count()
    saved = at_the_studio.post(sent["Location"], facts(clinical, domain))

    assert before == 0
    assert "Data contract (ODCS 3.1.0): Orders 2.0.0" in page
    assert "nothing-makes-port" in page
    assert saved["Location"] == "/studio/trial-people/guide/describe/"
    assert CONTRACT in bytes(Draft.objects.get().bundle)


def test_files_wait_for_whoever_brought_them_alone(client, otto, petra, domain):
    client.force_login(otto)
    sent = client.post("/studio/new/file/", {"files": SimpleUploadedFile("orders.yaml", CONTRACT)})
    client.force_login(petra)

    assert client.get(sent["Location"])["Location"] == "/studio/new/file/"


def test_a_superseded_file_is_answered_with_the_command(at_the_studio):
    old = SimpleUploadedFile("old.yaml", b"dataContractSpecification: 1.2.1\nid: x\n")

    answer = at_the_studio.post("/studio/new/file/", {"files": old})

    assert answer.status_code == 422
    assert "datacontract export odcs old.yaml --output old.odcs.yaml" in answer.content.decode()


def test_a_copy_tells_what_the_new_team_may_not_read(client, otto, petra, analytics, clinical, domain, begun):
    set_member(actor=None, team=analytics, person=otto, role="member")
    SourceSystem.objects.update(team=clinical)
    client.force_login(otto)

    page = client.post("/studio/new/copy/subjects/", {"name": "", "team": analytics.pk, "domain": domain.pk})

    assert page.status_code == 422
    assert "may not read pharmaverse.dm" in page.content.decode()


def test_an_idea_begins_with_a_name(at_the_studio, clinical, domain):
    answer = at_the_studio.post("/studio/new/blank/", facts(clinical, domain, purpose="To see."))

    assert answer["Location"] == "/studio/trial-people/guide/describe/"
    assert DataProduct.objects.get().purpose == "To see."


def test_the_domain_is_the_teams_own_unless_another_is_chosen(at_the_studio, otto, analytics, domain):
    set_member(actor=None, team=analytics, person=otto, role="member")
    posted = {"name": "Ours", "team": analytics.pk, "domain": ""}

    without = at_the_studio.post("/studio/new/blank/", posted)
    DomainFactory(slug="insights", team=analytics)
    at_the_studio.post("/studio/new/blank/", posted)
    at_the_studio.post("/studio/new/blank/", posted | {"name": "Theirs", "domain": domain.pk})

    assert "has no domain of its own; choose one." in without.content.decode()
    assert dict(DataProduct.objects.values_list("slug", "domain__slug")) == {"ours": "insights", "theirs": "clinical"}


def test_a_name_that_is_taken_is_said_at_the_name(at_the_studio, begun, clinical, domain):
    answer = at_the_studio.post("/studio/new/blank/", facts(clinical, domain, name="Subjects"))

    assert answer.status_code == 422
    assert "There is a product at the address “subjects” already" in answer.content.decode()


def test_decisions_lead_back_to_where_they_were_made_and_nowhere_else(at_the_studio, looked_at, proposal):
    row = proposal("arm", "enum")

    here = at_the_studio.post(
        f"/studio/subjects/proposals/{row.pk}/dismiss/", {"back": "/studio/subjects/guide/outputs/"}
    )
    away = at_the_studio.post(f"/studio/subjects/proposals/{row.pk}/restore/", {"back": "https://example.org/"})

    assert here["Location"] == "/studio/subjects/guide/outputs/#proposals"
    assert away["Location"] == "/studio/subjects/proposals/?port=subjects#proposals"


def test_looking_at_proposals_writes_nothing(at_the_studio, looked_at):
    before = Draft.objects.get().updated_at, Proposal.objects.count(), DataProfile.objects.count()

    at_the_studio.get("/studio/subjects/proposals/")
    at_the_studio.get("/studio/subjects/proposals/", headers={"HX-Request": "true"})

    assert (Draft.objects.get().updated_at, Proposal.objects.count(), DataProfile.objects.count()) == before


def test_fuller_pages_ask_the_database_no_more(at_the_studio, looked_at, offer, analytics, queries):
    offer("visits", "visits", "select 1 as n", team=analytics)
    pages = ("/studio/new/table/", "/studio/new/table/?kind=ports", "/studio/new/copy/", "/studio/subjects/proposals/")
    few = [queries(at_the_studio, page) for page in pages]
    SourceTableFactory.create_batch(10)
    for number in range(4):
        offer(f"visits-{number}", "visits", "select 1 as n", team=analytics)
    ProposalFactory.create_batch(10, product=looked_at)

    assert [queries(at_the_studio, page) for page in pages] == few


@pytest.mark.parametrize("page", ["table", "copy"])
def test_a_search_that_no_database_can_hold_finds_nothing_worse_than_nothing(at_the_studio, page):
    assert at_the_studio.get(f"/studio/new/{page}/?q=%00a%00").status_code == 200
