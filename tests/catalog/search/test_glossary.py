"""Columns are found by what a glossary calls them."""

from catalog.models import Column
from catalog.publishing.facts import column_fields
from catalog.search.index import index_product
from catalog.spec.contracts import contract_of

NCIT = "https://terms.example.org/concept/C41331"


def test_a_business_definition_of_a_contract_is_a_term_of_its_column():
    properties = [
        {
            "name": "aeterm",
            "authoritativeDefinitions": [{"type": "businessDefinition", "url": NCIT, "description": "Adverse Event"}],
        },
        {
            "name": "aesoc",
            "authoritativeDefinitions": [{"type": "glossary-term", "url": "https://terms.example.org/organ-class/"}],
        },
        {"name": "aeseq", "authoritativeDefinitions": [{"type": "videoTutorial", "url": "https://example.org/film"}]},
        {"name": "aeout", "authoritativeDefinitions": "none"},
    ]

    columns = contract_of({"schema": [{"name": "events", "properties": properties}]}).columns

    assert [(each.glossary_term, each.glossary_url) for each in map(kept, columns)] == [
        ("Adverse Event", NCIT),
        ("organ class", "https://terms.example.org/organ-class/"),
        ("", ""),
        ("", ""),
    ]


def kept(column):
    return Column(**column_fields(column))


def test_ada_finds_a_column_by_its_term_and_reads_why(offer, names, ada, client):
    product = offer("Safety", columns=["aeterm"])
    Column.objects.filter(contract__port__product=product).update(
        glossary_term="Untoward occurrence", glossary_url=NCIT
    )
    index_product(product)
    client.force_login(ada)

    assert names("untoward") == ["Safety"]
    assert "<mark>Untoward</mark> occurrence" in client.get("/products/?q=untoward").content.decode()
    assert f'href="{NCIT}"' in client.get(f"/products/{product.slug}/schema/").content.decode()


def test_an_address_that_is_none_of_the_web_is_no_link(offer, ada, client):
    product = offer("Safety", columns=["aeterm"])
    Column.objects.update(glossary_term="Adverse Event", glossary_url="javascript:alert(1)")
    client.force_login(ada)

    page = client.get(f"/products/{product.slug}/schema/").content.decode()

    assert "Adverse Event" in page
    assert "javascript:alert" not in page
