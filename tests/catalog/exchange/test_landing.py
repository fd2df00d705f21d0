"""What a machine finds on the page of a product is what the person who looks may see."""

import json
import re
from urllib.parse import urlsplit

import pytest

from catalog.models import DataContract, DataProduct
from tests.catalog.factories import DataProductFactory, InputPortFactory, OfferedPortFactory

PAGE = "/products/adverse-events/"
EMBEDDED = re.compile(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', re.DOTALL)


def contract(*names):
    """A contract with a price and these columns."""
    columns = [{"name": name, "logicalType": "string"} for name in names]
    table = {"name": "events", "properties": columns}
    return {"apiVersion": "v3.1.0", "price": {"priceAmount": 9.5}, "schema": [table]}


@pytest.fixture
def product(clinical):
    """A product whose texts would break a page that is not careful."""
    product = DataProductFactory(
        slug="adverse-events",
        name="Adverse events",
        owner=clinical,
        description="Ends </script><script>alert(1)</script> & <!-- begins.",
        licence="CC0-1.0",
        tags=["safety"],
        support=[{"channel": "Desk", "url": "mailto:desk@example.org"}],
    )
    OfferedPortFactory(
        product=product,
        name="events",
        columns=["usubjid", "aeterm"],
        policy={"purposes": ["research"], "longest_days": 90},
        contract={"document": contract("usubjid", "aeterm")},
    )
    return product


def dataset_in(page):
    """The Dataset that stands in a page."""
    (text,) = EMBEDDED.findall(page)
    return json.loads(text)


def links_of(answer):
    """The links of a header, by kind."""
    found = {}
    for target, rel in re.findall(r'<([^>]+)>; rel="([^"]+)"', answer.headers["Link"]):
        found.setdefault(rel, []).append(target)
    return found


def test_the_page_carries_a_dataset_that_no_text_breaks(client, ada, product):
    client.force_login(ada)

    page = client.get(PAGE).content.decode()
    found = dataset_in(page)

    assert found["description"] == product.description
    assert "<script>alert(1)" not in page
    assert found["url"].endswith(PAGE)
    assert [one["name"] for one in found["variableMeasured"]] == ["usubjid", "aeterm"]
    assert "research" in found["conditionsOfAccess"]
    assert "90 days" in found["conditionsOfAccess"]
    assert found["isAccessibleForFree"] is False, "its contract asks for money"


def test_its_links_lead_to_what_the_visitor_may_see(client, ada, product):
    client.force_login(ada)

    answer = client.get(PAGE)
    links = links_of(answer)
    addresses = [url for rel in ("describedby", "linkset", "author", "cite-as") for url in links[rel]]

    for url in addresses:
        parts = urlsplit(url)
        assert client.get(f"{parts.path}?{parts.query}").status_code == 200, url
    assert f'<link rel="cite-as" href="{links["cite-as"][0]}">' in answer.content.decode()
    assert links["item"] == [f"http://testserver/api/v1/ports/{product.output_ports.get().pk}/data"]
    assert client.head(PAGE).headers["Link"] == answer.headers["Link"]


def test_what_it_is_made_from_is_told_to_those_who_may_see_that(client, ada, otto, product, clinical):
    port = product.output_ports.select_related("contract").get()
    shown = OfferedPortFactory(product=DataProductFactory(name="Demographics"))
    hidden = OfferedPortFactory(product=DataProductFactory(name="Secret", status="draft", owner=clinical))
    for number, upstream in enumerate((shown, hidden)):
        InputPortFactory(version=port.contract.version, name=f"in_{number}", upstream=upstream, source=None)

    def origins(person):
        client.force_login(person)
        return [one["name"] for one in dataset_in(client.get(PAGE).content.decode())["isBasedOn"]]

    assert origins(ada) == ["Demographics"]
    assert origins(otto) == ["Demographics", "Secret"]


def test_whoever_asks_for_the_description_gets_all_of_it(client, ada, product):
    client.force_login(ada)
    DataContract.objects.update(document=contract(*(f"reading_{n}" for n in range(300))))

    page = client.get(PAGE)
    whole = client.get(PAGE, headers={"Accept": "application/ld+json"})

    assert len(dataset_in(page.content.decode())["variableMeasured"]) == 40
    assert whole.headers["Content-Type"] == "application/ld+json"
    assert "Accept" in page.headers["Vary"]
    assert len(whole.json()["variableMeasured"]) == 300
    assert whole.json() == client.get("/api/v1/products/adverse-events/metadata/").json()
    assert client.get(PAGE, headers={"Accept": "*/*"}).headers["Content-Type"].startswith("text/html")


def test_a_stranger_and_an_outsider_find_nothing(client, eve, product):
    DataProduct.objects.update(status="draft")
    asked = client.get(PAGE, headers={"Accept": "application/ld+json"})
    client.force_login(eve)

    assert asked.status_code == 302
    assert "Link" not in asked.headers
    assert client.get(PAGE).status_code == 404
    assert client.get("/api/v1/products/adverse-events/metadata/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "media"),
    [
        ("", "application/ld+json"),
        ("schema-org", "application/ld+json"),
        ("dcat", "application/ld+json"),
        ("linkset", "application/linkset+json"),
    ],
)
def test_each_description_says_what_it_is_and_what_it_describes(api, ada, product, kind, media):
    answer = api(ada).get(f"/api/v1/products/adverse-events/metadata/?as={kind}", headers={"Accept": media})

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media)
    assert links_of(answer) == {"describes": [f"http://testserver{PAGE}"]}


def test_another_kind_of_description_is_refused_in_one_sentence(api, ada, product):
    answer = api(ada).get("/api/v1/products/adverse-events/metadata/?as=marc21")

    assert answer.status_code == 400
    assert "schema-org, dcat, linkset" in answer.content.decode()
