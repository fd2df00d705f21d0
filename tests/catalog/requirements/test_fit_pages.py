"""A task is stated, and products are seen by it: on pages, in the search, and over the API."""

import pytest

from catalog.models import RequirementProfile
from catalog.search.index import index_product
from tests.catalog.requirements.conftest import offered
from tests.catalog.studio_factories import RequirementProfileFactory


@pytest.fixture
def page(client, ada):
    """The text of a page, as ada sees it."""
    client.force_login(ada)
    return lambda address: client.get(address).content.decode()


def test_ada_states_what_she_needs_and_sees_what_fits(client, ada, events):
    client.force_login(ada)
    stated = {"name": "Signals", "wanted": "Subject\nSubject\nweight", "freshness": "24 h", "completeness": "95"}

    page = client.post("/requirement-profiles/new/", stated, follow=True).content.decode()

    kept = RequirementProfile.objects.get(person=ada)
    assert (kept.wanted, kept.freshness, kept.completeness) == (["Subject", "weight"], 86_400, 95)
    assert "0 products</strong> meet all needs" in page
    assert "3 of 4 needs met" in page
    assert "No column has this name, business name or tag." in page
    assert "Judged: all 1 products with at least one of the columns or terms." in page
    assert "Nothing meets all needs" in client.get(f"{kept.get_absolute_url()}?fits=all").content.decode()
    assert "No product comes into question" in client.get(f"{kept.get_absolute_url()}?q=zzqqy").content.decode()


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        ({"name": "Signals"}, "State at least one need"),
        ({"name": "Signals", "freshness": "soon"}, "Write a span of time"),
        ({"name": "", "fitness": "50"}, "This field is required"),
        ({"name": "Taken", "fitness": "50"}, "There is a profile named “Taken” already."),
        ({"name": "Signals", "wanted": "x" * 121}, "None is longer than 120 characters."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stays(client, ada, stated, says):
    RequirementProfileFactory(person=ada, name="Taken")
    client.force_login(ada)

    answer = client.post("/requirement-profiles/new/", stated)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert RequirementProfile.objects.count() == 1


def test_a_profile_is_changed_and_deleted(client, ada, profile):
    client.force_login(ada)
    address = profile.get_absolute_url()
    assert 'value="1 day"' in client.get(f"{address}edit/").content.decode()

    client.post(f"{address}edit/", {"name": "Weekly signals", "history": "2 years"})
    profile.refresh_from_db()
    assert (profile.name, profile.history, profile.freshness, profile.wanted) == (
        "Weekly signals",
        63_072_000,
        None,
        [],
    )

    client.post(f"{address}delete/")
    assert "You have stated no needs yet" in client.get("/requirement-profiles/").content.decode()


def test_the_product_shows_its_evidence_need_by_need(page, events, profile):
    text = page("/products/adverse-events/fit/")

    assert "3 of 6 needs met" in text
    for words in ("seen reaches from 2020-01-01 to 2021-12-31: 731 days.", "The contract does not say.", "Unknown"):
        assert words in text


def test_without_a_profile_the_product_leads_to_one(page, events):
    assert "Fit for which task?" in page("/products/adverse-events/fit/")


def test_the_search_judges_its_cards_by_a_profile_of_ones_own_only(page, otto, events, profile):
    index_product(events)
    theirs = RequirementProfileFactory(person=otto)

    mine = page(f"/products/?q=adverse&profile={profile.pk}")

    assert "3 of 6 needs met" in mine
    assert f"profile={profile.pk}&amp;fits=all" in mine
    for other in (theirs.pk, "x", "9" * 30, ""):
        assert "needs met" not in page(f"/products/?q=adverse&profile={other}")


def test_the_list_is_ranked_by_a_task_and_narrowed_to_what_meets_all(page, ada, events):
    poor, rich = events, offered("b-rich-one", events.domain)
    for product in (poor, rich):
        index_product(product)
    wanted = rich.output_ports.get().contract.columns.first()
    wanted.name = "bodyweight"
    wanted.save()
    profile = RequirementProfileFactory(person=ada, wanted=["bodyweight"])
    names = (f'products/{poor.slug}/"', f'products/{rich.slug}/"')

    assert "Fit for the task" in page(f"/products/?profile={profile.pk}")
    by_name = page(f"/products/?sort=name&profile={profile.pk}")
    by_fit = page(f"/products/?sort=fit&profile={profile.pk}")
    fitting = page(f"/products/?fits=all&profile={profile.pk}")
    without = page("/products/?sort=fit&fits=all")

    assert by_name.index(names[0]) < by_name.index(names[1])
    assert by_fit.index(names[1]) < by_fit.index(names[0])
    assert "Judged: all 2 products that the search finds." in by_fit
    assert names[0] not in fitting
    assert "<strong>1 product</strong>" in fitting
    assert "<strong>2 products</strong>" in without


def test_pages_ask_no_more_for_more_products_and_profiles(client, ada, events, profile, queries):
    client.force_login(ada)
    pages = ["/requirement-profiles/", profile.get_absolute_url(), "/products/adverse-events/fit/"]
    pages.append(f"/products/?profile={profile.pk}")
    few = {address: queries(client, address) for address in pages}
    for number in range(5):
        offered(f"events-{number}", events.domain)
        RequirementProfileFactory(person=ada)

    assert {address: queries(client, address) for address in pages} == few


def test_the_api_keeps_profiles_and_tells_what_fits(api, ada, otto, analytics, events):
    ours = {"name": "Signals", "team": "analytics", "wanted": ["Subject"], "freshness": "24 h", "fitness": 81}
    made = api(ada).post("/api/v1/requirement-profiles/", ours, format="json")
    assert (made.status_code, made.data["freshness"], made.data["team"]) == (201, "1 day", "analytics")
    address = f"/api/v1/requirement-profiles/{made.data['id']}/"

    offered("secret-events", events.domain, status="draft")
    asked = f"{address}fit/?product=adverse-events&product=secret-events&product=nothing"
    [told] = api(ada).get(asked).data["results"]
    assert (told["product"], told["port"], told["met"], told["missed"], told["fits"]) == (
        "adverse-events", "events", 2, 1, False,
    )  # fmt: skip
    assert told["needs"][-1]["evidence"] == "Its fitness is 80 of 100."

    changed = api(ada).put(address, {"name": "Signals", "fitness": 80}, format="json")
    assert (changed.data["fitness"], changed.data["wanted"], changed.data["team"]) == (80, [], "analytics")
    assert [one["name"] for one in api(ada).get("/api/v1/requirement-profiles/").data["results"]] == ["Signals"]
    assert api(otto).get(address).status_code == 404
    assert api(ada).delete(address).status_code == 204
    assert not RequirementProfile.objects.exists()


def test_the_api_says_what_it_cannot_judge(api, ada, clinical, profile):
    call = api(ada)
    for wrong, status in [
        ({"name": "Nothing"}, 422),
        ({"name": "Signals", "fitness": 1}, 409),
        ({"name": "Soon", "freshness": "soon"}, 400),
        ({"name": "Theirs", "team": "clinical-data", "fitness": 1}, 400),
    ]:
        answer = call.post("/api/v1/requirement-profiles/", wrong, format="json")
        assert answer.status_code == status, wrong
        assert answer["Content-Type"].startswith("application/problem+json")
    assert call.get(f"/api/v1/requirement-profiles/{profile.pk}/fit/").status_code == 400
