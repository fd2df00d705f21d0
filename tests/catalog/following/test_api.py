"""Follow and save over the API."""

import pytest

from catalog.models import DataProduct, Follow, SavedSearch
from catalog.search.index import index_product
from tests.catalog.factories import DataProductFactory, DomainFactory
from tests.catalog.studio_factories import SavedSearchFactory

FOLLOWS, SEARCHES = "/api/v1/follows/", "/api/v1/saved-searches/"


@pytest.fixture
def product(clinical):
    """A published product."""
    return DataProductFactory(slug="adverse-events", domain=DomainFactory(slug="clinical", team=clinical))


def test_one_follows_products_domains_and_searches_and_stops(api, ada, product):
    tool = api(ada)
    search = tool.post(SEARCHES, {"query": "q=adverse", "name": "Safety"}, format="json").json()
    tool.delete(f"{FOLLOWS}{Follow.objects.get().pk}/")

    for wish in ({"product": "adverse-events"}, {"domain": "clinical"}, {"search": search["id"]}):
        for _twice in range(2):
            assert tool.post(FOLLOWS, wish, format="json").status_code == 201
    listed = tool.get(FOLLOWS).json()["results"]

    assert [{kind: one[kind] for kind in ("product", "domain", "search") if one[kind]} for one in listed] == [
        {"search": search["id"]},
        {"domain": "clinical"},
        {"product": "adverse-events"},
    ]
    for one in listed:
        assert tool.delete(f"{FOLLOWS}{one['id']}/").status_code == 204
    assert not Follow.objects.exists()
    assert SavedSearch.objects.exists()


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({}, 400),
        ({"product": "adverse-events", "domain": "clinical"}, 400),
        ({"product": "no such"}, 400),
        ({"product": "no-such"}, 404),
        ({"product": "secret"}, 404),
        ({"domain": "no-such"}, 404),
        ({"search": 0}, 400),
        ({"search": 2**62}, 404),
    ],
)
def test_only_what_one_can_see_is_followed(api, ada, product, wish, status):
    DataProductFactory(slug="secret", status="draft", domain=product.domain)

    assert api(ada).post(FOLLOWS, wish, format="json").status_code == status


def test_nobody_follows_the_search_of_somebody_else(api, otto, ada):
    theirs = SavedSearchFactory(person=ada)

    assert api(otto).post(FOLLOWS, {"search": theirs.pk}, format="json").status_code == 404
    assert api(otto).get(SEARCHES).json()["results"] == []


def test_a_saved_search_says_what_is_new_and_is_renamed_and_deleted(api, ada, product, django_assert_max_num_queries):
    tool = api(ada)
    index_product(product)
    saved = tool.post(SEARCHES, {"query": "q=product&page=2"}, format="json").json()
    assert (saved["query"], saved["name"], saved["follows"], saved["new"]) == ("q=product", "product", True, [])
    hidden = DataProductFactory(status="draft")
    SavedSearch.objects.update(fresh=[hidden.pk, product.pk])
    for _ in range(4):
        SavedSearchFactory(person=ada, fresh=[product.pk])

    with django_assert_max_num_queries(4):
        listed = tool.get(SEARCHES).json()["results"]
    assert [one["new"] for one in listed] == [["adverse-events"]] * 5
    address = f"{SEARCHES}{saved['id']}/"
    assert tool.patch(address, {"name": "All"}, format="json").json()["name"] == "All"
    assert tool.get(address).json()["name"] == "All"
    assert tool.delete(address).status_code == 204
    assert tool.get(address).status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"query": "page=1"}, 422, "search-empty"),
        ({"query": "q=%00"}, 422, "search-empty"),
        ({"query": "q=a&q=b", "name": "Taken"}, 409, "search-name-taken"),
        ({"query": "q=taken"}, 409, "search-saved-already"),
        ({"query": "tag=" + "x" * 5_000}, 422, "search-too-long"),
        ({}, 400, "not-valid"),
    ],
)
def test_what_cannot_be_saved_says_why(api, ada, body, status, code):
    SavedSearchFactory(person=ada, name="Taken", query="q=taken")

    answer = api(ada).post(SEARCHES, body, format="json")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert DataProduct.objects.count() == 0
