"""The mesh from above."""

import pytest

from catalog.models import DataProduct, Monitor
from catalog.panels import CONSUMERS
from catalog.views import mesh_domain
from catalog.views.mesh_asked import MEASURES, Asked
from catalog.views.mesh_page import domain_rows
from tests.catalog.factories import DomainFactory, InputPortFactory


def test_an_empty_mesh_says_so(client, ada):
    client.force_login(ada)

    assert "The mesh is empty" in client.get("/mesh/").content.decode()


def test_a_domain_shows_what_it_keeps(client, ada, offer, incident):
    offer("Weather", score=70)
    Monitor.objects.filter(port__product__slug="weather").update(status="broken")

    row = domain_rows(Asked())[0][0]

    assert (row["products"], row["kept"], row["broken"], row["fitness"], row["incidents"]) == (2, 1, 1, 80, 1)


@pytest.fixture
def risk(offer, product):
    """A product of another domain that is made from Adverse events."""
    risk = offer("Risk", score=40)
    domain = DomainFactory(slug="finance", name="Finance", team=risk.owner)
    DataProduct.objects.filter(pk=risk.pk).update(domain=domain, archetype="aggregate")
    InputPortFactory(version=risk.versions.get(), name="events", source=None, upstream=product.output_ports.get())
    return risk


def test_the_map_draws_domains_and_how_much_flows_between_them(client, ada, product, risk):
    client.force_login(ada)

    page = client.get("/mesh/").content.decode()

    ends = [f"domain-{one.domain_id}" for one in DataProduct.objects.filter(slug__in=["adverse-events", "risk"])]
    assert "2 products in 2 domains, 1 flow between them" in page
    assert "Adverse events" not in page
    assert f'"source": "{ends[0]}", "target": "{ends[1]}", "count": 1' in page


def test_a_domain_opens_to_its_products_and_those_beside_them(client, ada, product, risk):
    client.force_login(ada)

    page = client.get("/mesh/?domain=finance&by=fitness").content.decode()

    assert f'"source": "product-{product.pk}", "target": "product-{risk.pk}"' in page
    assert '"kind": "neighbour"' in page
    assert "fitness 40, poor" in page
    assert "is read by" not in page.lower().split("its products")[0]


def test_use_is_counted_by_those_who_have_access(client, ada, product, risk, monkeypatch):
    counted = {"product": {risk.pk: 3}, "domain": {risk.domain_id: 3}}
    monkeypatch.setattr(CONSUMERS, "_entries", {"test": lambda _products, by, _most: counted[by]})
    client.force_login(ada)

    assert "3 consumers" in client.get("/mesh/?domain=finance").content.decode()


def test_the_map_answers_whatever_is_asked(client, ada, risk, incident):
    client.force_login(ada)
    words = ["", "q=risk&archetype=aggregate", "q=%00%F0%9F%8E%88&archetype=no", "q=nothing", "by=x&domain=nowhere"]
    asked = [f"by={by}&domain=clinical" for by in MEASURES] + [f"domain=clinical&{said}" for said in words] + words

    for query in asked:
        assert client.get(f"/mesh/?{query}").status_code == 200, query


def test_what_is_not_offered_is_not_on_the_map(client, otto, offer, product):
    offer("Secret plan", status="draft")
    client.force_login(otto)

    assert "Secret plan" not in client.get("/mesh/?domain=clinical").content.decode()
    assert "1 product in" in client.get("/mesh/").content.decode()


def test_of_a_crowd_the_first_are_shown_and_how_many_there_are(client, ada, offer, product, monkeypatch):
    for number in range(4):
        offer(f"More {number}")
    monkeypatch.setattr(mesh_domain, "MOST_PRODUCTS", 2)
    client.force_login(ada)

    page = client.get("/mesh/?domain=clinical").content.decode()

    assert "and 3 more products" in page


@pytest.mark.parametrize(
    "address", ["/mesh/", "/mesh/?domain=clinical&by=incidents", "/mesh/?domain=clinical&by=fitness"]
)
def test_a_fuller_mesh_asks_the_database_no_more(client, ada, offer, risk, queries, address):
    client.force_login(ada)
    few = queries(client, address)
    for number in range(10):
        more = offer(f"More {number}")
        upstream = risk.output_ports.get()
        InputPortFactory(version=more.versions.get(), name="risk", source=None, upstream=upstream)

    assert queries(client, address) == few
