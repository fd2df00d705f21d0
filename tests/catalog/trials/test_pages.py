"""The pages of trials: begin, watch, look, stop."""

import pytest
from django.utils import timezone

from catalog.models import Trial
from catalog.trials import files
from tests.catalog.publishing.bundles import a_bundle
from tests.catalog.studio_factories import TrialFactory
from tests.requests.factories import GrantFactory

pytestmark = pytest.mark.django_db
REVIEWED = (b"{name: all, then: approve}", b"{name: all, then: review, stages: [owner]}")


def page(client, address, **headers):
    answer = client.get(address, **headers)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_otto_chooses_how_much_to_read_and_sees_the_limits_first(client, otto, saved):
    saved()
    client.force_login(otto)

    shown = page(client, "/studio/demographics/try/")
    answer = client.post("/studio/demographics/try/", {"sample_rows": "1000"})

    assert "300 s for each output port" in shown
    assert "2,048 MB" in shown
    trial = Trial.objects.get()
    assert answer["Location"] == f"/studio/trials/{trial.pk}/"
    assert trial.sample_rows == 1000


def test_what_keeps_a_draft_from_running_is_said_before_the_button_is_pressed(client, otto, saved):
    saved(sql="select nonsense from nowhere")
    client.force_login(otto)

    shown = page(client, "/studio/demographics/try/")

    assert "What keeps it from running" in shown
    assert "Not possible: the draft has errors that keep it from running." in shown


def test_a_second_trial_is_refused_in_a_sentence(client, otto, begun):
    begun()
    client.force_login(otto)

    shown = client.post("/studio/demographics/try/", {"sample_rows": "all"}, follow=True).content.decode()

    assert "is being tried already" in shown


def test_a_steward_may_look_at_the_part_but_sees_no_trial(client, grace, tried):
    trial = tried()
    client.force_login(grace)

    shown = page(client, "/studio/demographics/try/")

    assert "only members of the owning team try it" in shown
    assert "Trials are for the owning team" in shown
    assert f"/studio/trials/{trial.pk}/" not in shown


@pytest.mark.parametrize("part", ["", "rows/", "persona/"])
@pytest.mark.parametrize("who", ["ada", "grace", "eve"])
def test_nobody_else_learns_that_there_is_a_trial(client, request, tried, who, part):
    trial = tried()
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/studio/trials/{trial.pk}/{part}").status_code == 404


def test_an_open_trial_is_asked_for_again_until_it_is_over(client, otto, begun):
    trial = begun()
    Trial.objects.update(facts={"stages": [{"name": "build", "state": "running", "seconds": None}]}, state="running")
    client.force_login(otto)
    address = f"/studio/trials/{trial.pk}/"

    whole, part = page(client, address), page(client, address, HTTP_HX_REQUEST="true")
    Trial.objects.update(state="cancelled", ended_at=timezone.now())
    last = client.get(address, HTTP_HX_REQUEST="true")

    assert 'hx-trigger="every 1s"' in whole
    assert "<html" not in part
    assert "Build the data" in part
    assert last["HX-Refresh"] == "true"


def test_what_was_found_is_on_one_page(client, otto, tried):
    trial = tried()
    client.force_login(otto)

    shown = page(client, f"/studio/trials/{trial.pk}/")

    headings = ["Rows of demographics", "Against the contract", "What others would see", "Promises, as they would"]
    headings += ["Lineage", "Fitness, as it would be", "What governance policies would say", "What it has read"]
    for heading in headings:
        assert heading in shown, heading
    assert "nothing that was found stands in the way" in shown
    assert "S-001" not in shown


def test_what_publishing_would_stumble_over_is_said_first(client, otto, tried):
    trial = tried(columns={"usubjid": "string", "country": "date", "age": "integer"})
    client.force_login(otto)

    shown = page(client, f"/studio/trials/{trial.pk}/")

    assert "publishing would not come through" in shown
    assert "the column country is string" in shown


def test_the_team_sees_rows_and_figures_as_they_are(client, otto, tried):
    trial = tried()
    client.force_login(otto)

    shown = page(client, f"/studio/trials/{trial.pk}/rows/?port=demographics", HTTP_HX_REQUEST="true")

    assert "<html" not in shown
    assert "S-001" in shown
    assert "71" in shown


def test_without_scripts_rows_and_personas_come_within_the_page(client, otto, tried):
    trial = tried()
    client.force_login(otto)

    rows = page(client, f"/studio/trials/{trial.pk}/rows/?port=demographics")
    persona = page(client, f"/studio/trials/{trial.pk}/persona/?who=outside")

    assert "<html" in rows
    assert "S-001" in rows
    assert "They would see" in persona


def test_rows_that_are_gone_are_explained(client, otto, tried):
    trial = tried()
    files.discard(trial)
    client.force_login(otto)

    for part in ("rows", "persona"):
        shown = page(client, f"/studio/trials/{trial.pk}/{part}/", HTTP_HX_REQUEST="true")
        assert "They were removed; try the draft again to see them" in shown
    assert "Against the contract" in page(client, f"/studio/trials/{trial.pk}/")


def test_a_right_that_ended_takes_the_rows_out_of_sight(
    client, clinical, published, saved, again, otto, visitors_product
):
    upstream = visitors_product(REVIEWED)
    grant = GrantFactory(consumer=clinical.consumer, port=upstream.output_ports.get())
    product = saved(
        slug="ages", sql="select usubjid, country, age from people", upstreams={"people": "clinical-people"}
    )
    trial = again(product)
    client.force_login(otto)
    address = f"/studio/trials/{trial.pk}/rows/"
    assert 'class="table table-dense table-sample"' in page(client, address, HTTP_HX_REQUEST="true")

    type(grant).objects.update(state="revoked", ended_at=timezone.now(), end_reason="Enough.")

    shown = page(client, address, HTTP_HX_REQUEST="true")
    assert "has no access to it" in shown
    assert 'class="table table-dense table-sample"' not in shown


def test_a_draft_that_changed_since_is_marked(client, otto, tried, saved):
    trial = tried()
    client.force_login(otto)
    assert "The draft has changed since" not in page(client, f"/studio/trials/{trial.pk}/")

    saved(version="1.0.1")

    assert "The draft has changed since" in page(client, f"/studio/trials/{trial.pk}/")


def test_a_failed_trial_says_what_to_do_and_where(client, otto, tried):
    trial = tried(sql="select usubjid, country,\n  cast(years as integer) as age\nfrom raw_dm")
    client.force_login(otto)

    shown = page(client, f"/studio/trials/{trial.pk}/")

    assert "Mend the SQL of this port" in shown
    assert f"Line {trial.facts['failed']['line']} of the documents" in shown


def test_petra_stops_what_otto_began(client, petra, begun):
    trial = begun()
    client.force_login(petra)

    answer = client.post(f"/studio/trials/{trial.pk}/cancel/", follow=True)

    assert "It was stopped" in answer.content.decode()
    trial.refresh_from_db()
    assert trial.state == "cancelled"


def test_stopping_what_is_over_is_refused_in_a_sentence(client, otto, tried):
    trial = tried()
    client.force_login(otto)

    shown = client.post(f"/studio/trials/{trial.pk}/cancel/", follow=True).content.decode()

    assert "This trial is over already." in shown


def test_more_trials_ask_the_database_no_more(client, otto, tried, queries):
    trial = tried()
    client.force_login(otto)
    few = queries(client, "/studio/demographics/try/"), queries(client, f"/studio/trials/{trial.pk}/")

    for _number in range(10):
        TrialFactory(product=trial.product, state="failed", asked_by=otto)

    assert queries(client, "/studio/demographics/try/") <= few[0]
    assert queries(client, f"/studio/trials/{trial.pk}/") <= min(few[1], 25)


@pytest.fixture
def visitors_product(published, eve, submitted):
    """A product of another team that otto's team holds a grant on, under the contract clinical-people."""
    from accounts.teams.services import found_team, set_member
    from catalog.models import DataProduct
    from catalog.publishing import services as publishing
    from catalog.publishing import tasks

    def making(rules):
        team = found_team(actor=None, slug="visitors", name="Visitors")
        set_member(actor=None, team=team, person=eve, role="maintainer")
        raw = a_bundle(slug="people", contract="clinical-people").replace(b"value: clinical-data", b"value: visitors")
        product = publishing.save_draft(actor=eve, raw=raw.replace(*rules)).product
        tasks.carry_out(publishing.submit(actor=eve, product=product).pk)
        return DataProduct.objects.get(pk=product.pk, status="published")

    return making


def test_begin_needs_a_known_size(client, otto, saved):
    saved()
    client.force_login(otto)

    assert client.post("/studio/demographics/try/", {"sample_rows": "7"}).status_code == 422
