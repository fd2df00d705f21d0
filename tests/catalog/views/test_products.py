"""The list of products: words, facets, order, pages."""

import re

import pytest

from catalog.models import DataProduct, LoggedSearch, Synonym
from catalog.search.index import index_products
from marketplace.foundation.models import AuditEvent
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

    assert "<mark>Adverse</mark> events" in by_name
    assert "Weather" not in by_name
    assert "column <code><mark>aeterm</mark></code>" in by_column
    assert "column <code>" not in by_name.split('id="results"')[1]


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
    assert "<mark>Adverse</mark> events" in part


def test_nothing_found_leads_on(client, ada, product):
    client.force_login(ada)

    page = page_of(client, "/products/?q=zzqqy")

    assert "No product has these words" in page
    assert "Show all products" in page


def test_a_long_list_is_paged_and_a_page_beyond_its_end_is_the_last(client, ada, domain):
    index_products(product.pk for product in DataProductFactory.create_batch(30, domain=domain))
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
    for number in range(4):
        offer(f"First {number}", tags=["a"])
    client.force_login(ada)
    few = queries(client, "/products/?q=aeterm")
    for number in range(15):
        offer(f"Second {number}", tags=["a", f"t{number}"])

    assert queries(client, "/products/?q=aeterm") == few


def test_a_typing_error_is_told_and_what_was_typed_can_be_insisted_on(client, ada, product):
    client.force_login(ada)

    forgiven = page_of(client, "/products/?q=advrse+evnts&tag=safety")
    literal = page_of(client, "/products/?q=advrse+evnts&exact=1")

    assert "Showing results for <strong>adverse events</strong>" in forgiven
    assert 'href="?q=advrse+evnts&amp;tag=safety&amp;exact=1">Search instead for “advrse evnts”' in forgiven
    assert "<mark>Adverse</mark> <mark>events</mark>" in forgiven
    assert "No product has these words" in literal
    assert 'Did you mean <a href="?q=adverse+events">adverse events</a>?' in literal


def test_what_matched_is_marked_and_everything_is_escaped(client, ada, offer):
    text = "long " * 80 + "<script>alert(1)</script> signal & noise"
    product = offer("Plain", description=text, columns=("k",))
    DataProduct.objects.update(name="A <b>bold</b> name")
    index_products([product.pk])
    client.force_login(ada)

    page = page_of(client, "/products/?q=signal+bold")

    assert "<mark>signal</mark> &amp; noise" in page
    assert "A &lt;b&gt;<mark>bold</mark>&lt;/b&gt; name" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("riskless", "tag <mark>riskless</mark>"),
        ("tbl", "table <code><mark>tbl</mark>_events</code>"),
        ("rawdose", "SQL of Plain"),
        ("clinical", "domain <mark>Clinical</mark>"),
    ],
)
def test_a_card_says_where_the_words_are(client, ada, offer, word, why):
    product = offer("Plain", tags=["riskless"], columns=("k",))
    version = product.versions.get()
    version.contracts.update(table="tbl_events")
    version.transformations.update(sql="select k from rawdose")
    index_products([product.pk])
    client.force_login(ada)

    assert why in page_of(client, f"/products/?q={word}")


def test_the_page_hands_in_what_was_searched_for_and_stewards_see_what_was_missed(client, ada, grace, product):
    client.force_login(ada)
    page = page_of(client, "/products/?q=unicorn&exact=1")
    receipt = re.search(r'{"receipt": "([^"]+)"}', page)[1]
    before = LoggedSearch.objects.count()

    answer = client.post("/products-searched/", {"receipt": receipt})

    assert (before, answer.status_code, LoggedSearch.objects.get().text) == (0, 204, "unicorn")
    assert client.get("/governance/searches/").status_code == 403
    client.force_login(grace)
    assert "unicorn" in page_of(client, "/governance/searches/")


def test_a_steward_adds_and_removes_synonyms(client, grace, product):
    client.force_login(grace)

    added = client.post("/governance/synonyms/", {"term": "AE", "meaning": "adverse event"}, follow=True)
    again = client.post("/governance/synonyms/", {"term": "ae", "meaning": "Adverse Events"})

    assert "Who searches for one finds both: ae = adverse event." in added.content.decode()
    assert again.status_code == 422
    assert "are synonyms already" in again.content.decode()
    assert "<mark>Adverse</mark> <mark>events</mark>" in page_of(client, "/products/?q=ae")
    client.post(f"/governance/synonyms/{Synonym.objects.get().pk}/remove/")
    assert not Synonym.objects.exists()
    assert [event.verb for event in AuditEvent.objects.filter(verb__startswith="synonym").order_by("pk")] == [
        "synonym.added",
        "synonym.removed",
    ]


def test_suggestions_are_options_that_lead_somewhere(client, ada, product):
    client.force_login(ada)

    part = page_of(client, "/products-suggested/?q=adv")

    assert 'role="option"' in part
    assert 'href="/products/adverse-events/"' in part
    assert page_of(client, "/products-suggested/?q=%00").strip() == ""
