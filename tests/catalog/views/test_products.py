"""The list of products: words, facets, order, pages."""

import pytest

from tests.catalog.factories import DataProductFactory


def page_of(client, address, **headers):
    """The text of a page."""
    answer = client.get(address, **headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_words_find_products_and_say_why(client, ada, product, offer):
    offer("Weather", columns=("station", "wind"))
    client.force_login(ada)

    by_name = page_of(client, "/products/?q=adverse")
    by_column = page_of(client, "/products/?q=aeterm")

    assert "Adverse events" in by_name
    assert "Weather" not in by_name
    assert "column aeterm" in by_column
    assert "column" not in by_name.split('id="results"')[1]


def test_facets_stand_in_the_address_and_can_be_removed(client, ada, offer):
    offer("Adverse events", tags=["safety", "clinical"])
    offer("Weather", tags=["open"])
    client.force_login(ada)

    page = page_of(client, "/products/?q=&tag=safety&tag=open&sort=name")

    assert "2 products" in page
    assert 'href="?tag=open&amp;sort=name"' in page
    assert 'href="?tag=safety&amp;sort=name"' in page
    assert "Clear all filters" in page


def test_htmx_gets_the_results_alone(client, ada, product):
    client.force_login(ada)

    part = page_of(client, "/products/?q=adverse", HTTP_HX_REQUEST="true")

    assert "<html" not in part
    assert 'id="results"' in part
    assert "Adverse events" in part


def test_nothing_found_leads_on(client, ada, product):
    client.force_login(ada)

    page = page_of(client, "/products/?q=zzqqy")

    assert "No product has these words" in page
    assert "Show all products" in page


def test_a_long_list_is_paged_and_a_page_beyond_its_end_is_the_last(client, ada, domain):
    DataProductFactory.create_batch(30, domain=domain)
    client.force_login(ada)

    first, beyond = page_of(client, "/products/?sort=name"), page_of(client, "/products/?sort=name&page=99")

    assert "1–24 of 30" in first
    assert "?sort=name&amp;page=2" in first
    assert "25–30 of 30" in beyond


@pytest.mark.parametrize(
    "address",
    [
        "/products/?q=" + "a" * 5000,
        "/products/?q=%22%28*%27%3B--%00%F0%9F%90%98%D7%A9",
        "/products/?domain=nowhere&band=splendid&tag=%00&archetype=x&status=draft&classification=secret",
        "/products/?page=-1&min_fitness=abc&sort=backwards",
        "/products/?page=999999999999999999999&min_fitness=4000",
    ],
)
def test_whatever_stands_in_the_address_there_is_an_answer(client, ada, product, address):
    client.force_login(ada)

    page_of(client, address)


def test_drafts_of_others_are_not_found(client, ada, otto, offer):
    offer("Secret plans", status="draft")
    for person, seen in ((ada, False), (otto, True)):
        client.force_login(person)

        assert ("Secret plans" in page_of(client, "/products/?status=draft")) is seen
        assert client.get("/products/secret-plans/").status_code == (200 if seen else 404)


def test_a_fuller_list_asks_the_database_no_more(client, ada, offer, queries):
    for number in range(3):
        offer(f"First {number}", tags=["a"])
    client.force_login(ada)
    few = queries(client, "/products/?q=aeterm")
    for number in range(15):
        offer(f"Second {number}", tags=["a", f"t{number}"])

    assert queries(client, "/products/?q=aeterm") == few
