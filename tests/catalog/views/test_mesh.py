"""The mesh from above."""

from catalog.models import Monitor
from catalog.views.mesh_page import domain_rows
from tests.catalog.factories import InputPortFactory


def test_an_empty_mesh_says_so(client, ada):
    client.force_login(ada)

    assert "The mesh is empty" in client.get("/mesh/").content.decode()


def test_a_domain_shows_what_it_keeps(client, ada, offer, incident):
    offer("Weather", score=70)
    Monitor.objects.filter(port__product__slug="weather").update(status="broken")

    row = domain_rows()[0]

    assert (row["products"], row["kept"], row["broken"], row["fitness"], row["incidents"]) == (2, 1, 1, 80, 1)


def test_the_map_draws_what_flows_and_narrows_to_a_domain(client, ada, product, offer):
    summary = offer("Summary")
    InputPortFactory(version=summary.versions.get(), name="events", source=None, upstream=product.output_ports.get())
    client.force_login(ada)

    page = client.get("/mesh/").content.decode()

    assert "1 flow between them" in page
    assert f'"source": "product-{product.pk}", "target": "product-{summary.pk}"' in page
    assert client.get("/mesh/?domain=clinical").status_code == 200
    assert client.get("/mesh/?domain=nowhere").status_code == 200


def test_a_fuller_mesh_asks_the_database_no_more(client, ada, offer, queries):
    offer("First")
    client.force_login(ada)
    few = queries(client, "/mesh/")
    for number in range(10):
        offer(f"More {number}")

    assert queries(client, "/mesh/") == few
