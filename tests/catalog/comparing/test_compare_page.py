"""Up to four products side by side: by an address that is shared, and nothing told that is not to be."""

import pytest

from catalog.models import Column
from catalog.warehouses.engines import build_limits, warehouse_for
from catalog.warehouses.interface import nobody_asks
from tests.accounts.factories import ConsumerFactory
from tests.catalog.factories import DomainFactory
from tests.catalog.requirements.conftest import offered
from tests.requests.factories import GrantFactory


@pytest.fixture
def products(clinical):
    """Four products of Clinical data that share their columns, and one that is not published."""
    domain = DomainFactory(team=clinical)
    shown = [offered(slug, domain) for slug in ("events", "labs", "doses", "visits")]
    offered("secret-study", domain, status="draft")
    Column.objects.filter(contract__port__product__slug="labs", name="seen").update(
        name="day", business_name="Day seen"
    )
    Column.objects.filter(contract__port__product__slug="doses", name="seen").update(logical_type="string")
    return shown


@pytest.fixture
def page(client, ada):
    """The text of a page as ada sees it, with spaces made one."""
    client.force_login(ada)

    def show(address, status=200):
        answer = client.get(address)
        assert answer.status_code == status
        return " ".join(answer.content.decode().split())

    return show


def test_what_is_the_same_stands_in_one_row_and_what_differs_is_marked(page, products):
    text = page("/compare/?product=events&product=labs&product=doses")

    subject = text.split('<th scope="row">subject')[0].rsplit("<tr", 1)[1]
    seen = text.split('<th scope="row">seen')[1].split("</tr>")[0]
    assert 'class="alike"' in subject
    assert "Types differ, by business name" in seen
    assert "day date" in seen
    assert "seen string" in seen
    assert "An order waits for its owners." in text
    assert "Not measured: you cannot read events and events yet." in text


def test_only_differences_leaves_out_what_is_alike_and_says_so(page, products):
    text = page("/compare/?product=events&product=labs&only=differences")

    assert 'class="alike"' not in text
    assert "rows are alike and left out" in text
    assert "Show everything" in text


@pytest.mark.parametrize("slug", ["secret-study", "nothing-at-all"])
def test_what_cannot_be_seen_is_not_there(page, products, slug):
    beside = page(f"/compare/?product=events&product={slug}")
    alone = page(f"/compare/?product={slug}", status=404)

    for text in (beside, alone):
        assert f"There is nothing here that you can see under: {slug}." in text
        assert "Secret study" not in text


def test_more_than_four_are_too_many(page, products):
    text = page("/compare/?" + "&".join(f"product={slug}" for slug in ("events", "labs", "doses", "visits", "other")))

    assert "Four products are the most that are compared" in text
    assert "Add a product" not in text


def test_the_choice_goes_with_one_from_list_to_page(client, ada, products):
    client.force_login(ada)
    for slug in ("events", "labs"):
        client.post("/compare/choice/", {"product": slug, "wish": "add", "back": "/products/"})

    listed = client.get("/products/").content.decode()
    assert "Compare 2" in listed
    assert "/compare/?product=events&amp;product=labs" in listed
    assert "In comparison" in client.get("/products/events/").content.decode()

    away = client.post("/compare/choice/", {"product": "events", "wish": "remove", "back": "https://example.org/"})
    assert away["Location"] == "/compare/?product=labs"
    assert client.post("/compare/choice/", {"product": "secret-study"}).status_code == 404

    client.post("/compare/choice/", {"wish": "exactly", "product": ["events", "labs", "doses", "visits"]})
    full = client.post("/compare/choice/", {"product": "visits", "wish": "add"})
    assert full["Location"].count("product=") == 4
    client.post("/compare/choice/", {"wish": "clear"})
    assert "Compare 2" not in client.get("/products/").content.decode()


def test_as_many_queries_for_four_products_as_for_two(client, ada, products, queries):
    client.force_login(ada)

    two = queries(client, "/compare/?product=events&product=labs")

    assert queries(client, "/compare/?product=events&product=labs&product=doses&product=visits") == two


def test_the_overlap_is_measured_for_those_who_read_both_and_as_they_read_them(client, ada, products, page):
    left, right = (product.output_ports.get() for product in products[:2])
    for port, sql in ((left, "select unnest(['a', 'b', 'c', null]) as subject"), (right, "select 'b' as subject")):
        port.snapshot.location = built(port, sql)
        port.snapshot.save()
    address = f"/compare/overlap/?left={left.pk}&column=subject&right={right.pk}&with=subject"
    consumer = ConsumerFactory(person=ada)
    GrantFactory(consumer=consumer, port=left)

    assert "Not measured: you cannot read Labs · events yet." in page(address)

    GrantFactory(consumer=consumer, port=right)
    assert "1 values are in both, of 3 and 1 different ones that you see." in page(address)

    right.policy.row_filter = "subject <> 'b'"
    right.policy.save()
    assert "0 values are in both, of 3 and 0" in page(address)
    assert client.get(address, headers={"HX-Request": "true"}).content.decode().lstrip().startswith("<div")


def test_an_overlap_of_what_is_not_there_is_not_there(page, products):
    port = products[0].output_ports.get().pk
    for left, column in ((port, "weight"), (10**9, "subject"), ("x", "subject"), ("", "")):
        page(f"/compare/overlap/?left={left}&column={column}&right={port}&with=subject", status=404)


def built(port, sql):
    """Real data for a port."""
    warehouse = warehouse_for(port.warehouse)
    keys = {"port_key": f"port-{port.pk}", "run_key": "run-1", "limits": build_limits(), "alive": nobody_asks}
    return warehouse.build(sql=sql, inputs={}, **keys).location
