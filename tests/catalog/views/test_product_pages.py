"""The parts of a product's page."""

import pytest

from catalog.models import Column, DataProduct, ProductVersion, Snapshot, Transformation
from catalog.search.index import index_product
from tests.catalog.factories import OfferedPortFactory, ProductVersionFactory
from tests.catalog.views.conftest import measured

PARTS = ["", "schema/", "sample/", "lineage/", "service-levels/", "fitness/", "versions/", "access/"]


def page_of(client, address, **headers):
    """The text of a page."""
    answer = client.get(address, **headers)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("part", PARTS)
def test_every_part_stands_for_itself(client, ada, product, part):
    client.force_login(ada)

    page = page_of(client, f"/products/adverse-events/{part}")

    assert "Adverse events" in page
    assert page.count('aria-current="page"') >= 1
    assert "Open in Studio" not in page


@pytest.mark.parametrize("part", PARTS)
def test_a_product_that_offers_nothing_yet_has_every_part(client, otto, domain, part):
    product = DataProduct.objects.create(
        slug="new", name="New", external_id="new", domain=domain, owner=domain.team, archetype="aggregate"
    )
    client.force_login(otto)

    assert "Not published yet" in page_of(client, f"/products/{product.slug}/{part}")


@pytest.mark.parametrize("part", PARTS)
def test_more_ports_columns_and_versions_ask_the_database_no_more(client, ada, product, queries, part):
    client.force_login(ada)
    measured(OfferedPortFactory(product=product, name="second", columns=["a"]))
    few = queries(client, f"/products/adverse-events/{part}")
    for number in range(4):
        port = OfferedPortFactory(product=product, name=f"more_{number}", columns=[f"c{n}" for n in range(20)])
        measured(port)
        ProductVersionFactory(product=product, number=f"0.{number}.0", state="superseded")

    assert queries(client, f"/products/adverse-events/{part}") == few


def test_the_owner_is_led_to_the_studio(client, otto, product):
    client.force_login(otto)

    assert 'href="/studio/adverse-events/"' in page_of(client, "/products/adverse-events/")


def test_an_end_is_told_on_top(client, ada, product, offer):
    successor = offer("Adverse events two")
    DataProduct.objects.filter(pk=product.pk).update(status="deprecated", successor=successor)
    client.force_login(ada)

    page = page_of(client, "/products/adverse-events/schema/")

    assert "This product is deprecated" in page
    assert "/products/adverse-events-two/" in page


def test_columns_can_be_searched(client, ada, product):
    client.force_login(ada)

    part = page_of(client, "/products/adverse-events/schema/?find=TERM", HTTP_HX_REQUEST="true")

    assert "<html" not in part
    assert "aeterm" in part
    assert "usubjid" not in part


def test_extremes_are_kept_from_those_who_see_a_column_masked(client, ada, otto, product):
    port = product.output_ports.get()
    port.policy.masks = [{"column": "aeterm", "method": "hash", "size": None, "expression": ""}]
    port.policy.save()
    figures = {"nulls": 0, "null_share": 0.0, "distinct": 2, "minimum": "ABSCESS", "maximum": "VERTIGO", "mean": None}
    columns = [{"name": "aeterm", **figures}, {"name": "usubjid", **figures, "minimum": "S-1", "maximum": "S-9"}]
    Snapshot.objects.filter(pk=port.snapshot_id).update(statistics={"rows": 2, "columns": columns})
    Column.objects.filter(contract=port.contract, name="usubjid").update(classification="restricted")

    client.force_login(ada)
    hers = page_of(client, "/products/adverse-events/schema/")
    client.force_login(otto)
    his = page_of(client, "/products/adverse-events/schema/")

    assert "you see it hashed" in hers
    assert not {"ABSCESS", "VERTIGO", "S-1", "S-9"} & set(hers.replace("<", " ").replace(">", " ").split())
    assert "ABSCESS" in his
    assert "S-9" in his


def test_lineage_follows_a_column_to_its_source(client, ada, product):
    client.force_login(ada)

    page = page_of(client, "/products/adverse-events/lineage/?column=usubjid&hops=6")

    assert 'select <mark class="code-made">id as usubjid</mark> from raw' in page
    assert ".ID</span>" in page


@pytest.mark.parametrize(
    "query", ["?hops=x", "?column=nowhere", "?port=nowhere", "?monitor=x&days=x", "?page=0", "?page=x"]
)
def test_nonsense_in_the_address_is_left_aside(client, ada, product, query):
    client.force_login(ada)

    for part in PARTS:
        page_of(client, f"/products/adverse-events/{part}{query}")


def test_promises_show_their_state_curve_and_incidents(client, ada, product, incident):
    client.force_login(ada)

    page = page_of(client, "/products/adverse-events/service-levels/")

    assert "Terms are filled" in page
    assert "exactly 0 rows" in page
    assert "data-timeseries" in page
    assert "Too few rows" in page


def test_fitness_shows_evidence_and_what_would_raise_it(client, ada, product):
    client.force_login(ada)

    page = page_of(client, "/products/adverse-events/fitness/")

    assert "No licence is stated." in page
    assert "State the licence." in page
    assert "data-radar" in page


def test_versions_can_be_compared_and_downloaded(client, ada, product):
    old, new = b"kind: DataProduct\nname: Old\n", b"kind: DataProduct\nname: New\n"
    ProductVersion.objects.filter(product=product).update(bundle=new)
    ProductVersionFactory(product=product, number="0.9.0", state="superseded", bundle=old)
    ProductVersionFactory(product=product, number="2.0.0", state="failed")
    client.force_login(ada)

    listed = page_of(client, "/products/adverse-events/versions/")
    compared = page_of(client, "/products/adverse-events/changes/?from=0.9.0&to=1.0.0")
    documents = client.get("/products/adverse-events/versions/0.9.0/bundle.yaml")

    assert "0.9.0" in listed
    assert "2.0.0" not in listed
    assert "The name of the product changed." in compared
    assert documents.content == old
    assert "attachment" in documents["Content-Disposition"]
    assert client.get("/products/adverse-events/versions/2.0.0/").status_code == 404
    assert client.get("/products/adverse-events/versions/7/").status_code == 404


def test_an_address_that_a_browser_must_not_follow_is_no_link(client, ada, product):
    product.support = [
        {"channel": "Chat", "url": "javascript:alert(1)"},
        {"channel": "Page", "url": " DATA:text/html,<script>alert(1)</script>"},
        {"channel": "Wiki", "url": "https://wiki.example/a"},
    ]
    product.save()
    Transformation.objects.filter(port__product=product).update(repository={"url": "javascript:alert(2)"})
    client.force_login(ada)

    pages = page_of(client, "/products/adverse-events/") + page_of(client, "/products/adverse-events/lineage/")

    assert "Chat" in pages
    assert 'href="https://wiki.example/a"' in pages
    assert 'href="javascript:' not in pages
    assert 'href=" DATA:' not in pages


def test_what_documents_say_never_becomes_markup(client, ada, otto, product):
    port, markup = product.output_ports.get(), "<img src=x onerror=alert(1)><script>alert(1)</script>"
    texts = {"description": markup, "business_name": markup, "tags": [markup], "examples": [markup]}
    Column.objects.filter(contract=port.contract, name="aeterm").update(name=f'a"{markup}', **texts)
    for name in ("name", "description", "purpose", "usage", "limitations", "licence"):
        setattr(product, name, markup)
    product.tags, product.support = [markup], [{"channel": markup, "url": markup, "description": markup}]
    product.save()
    port.description = markup
    port.save()
    port.policy.terms, port.policy.purposes = markup, [markup]
    port.policy.document = {"rules": [{"name": markup, "then": "review", "reason": markup}]}
    port.policy.save()
    index_product(product)
    client.force_login(otto)

    addresses = [f"/products/adverse-events/{part}" for part in (*PARTS, "order/")]
    addresses += ["/", "/products/", "/products/?q=img", "/mesh/", "/studio/", "/studio/adverse-events/"]
    for address in addresses:
        page = page_of(client, address)
        assert "<img src=x" not in page, address
        assert "<script>alert" not in page, address
