"""The page of a product costs the same in a mesh of any size, and answers what stands around the product afterwards."""

import pytest
from django.utils import timezone

from accounts.models import Consumer
from accounts.teams.services import found_team, set_member
from catalog.models import Column, DataProduct
from requests.models import Order
from tests.catalog.factories import ColumnFactory, InputPortFactory, OfferedPortFactory
from tests.catalog.views.test_product_pages import page_of
from tests.requests.factories import AccessRequestFactory, GrantFactory, OrderFactory

AROUND = "/products/adverse-events/around/"
MOST_QUERIES = 15


@pytest.fixture
def offered(offer):
    """Offers a product and answers its one port: `offered("Exposure")`."""

    def offering(name, **kwargs):
        return offer(name, **kwargs).output_ports.select_related("contract").get()

    return offering


@pytest.fixture
def team(eve):
    """Founds teams that eve is in: `team("north")` answers the consumer."""

    def founding(name):
        founded = found_team(actor=None, slug=name, name=name)
        set_member(actor=None, team=founded, person=eve, role="member")
        return Consumer.objects.for_team(founded)

    return founding


def ordered(*ports, consumer):
    """One order of several ports, which was denied."""
    order = OrderFactory(consumer=consumer, ordered_by=consumer.team.people.get())
    for port in ports:
        AccessRequestFactory(order=order, port=port, consumer=consumer, state="denied", decided_at=timezone.now())


@pytest.mark.parametrize("person", ["ada", "otto", "grace", "petra", "eve"])
def test_it_needs_no_more_than_fifteen_queries_whoever_looks_and_whatever_is_there(
    person, request, client, queries, product, offered, analytics
):
    user = request.getfixturevalue(person)
    client.force_login(user)
    port = product.output_ports.get()
    for number in range(3):
        OfferedPortFactory(product=product, name=f"more_{number}", columns=["a", "b"])
        InputPortFactory(version=offered(f"Reader {number}").contract.version, name="ae", upstream=port, source=None)
    GrantFactory(port=port, consumer=Consumer.objects.for_person(user))

    assert queries(client, "/products/adverse-events/") <= MOST_QUERIES


def test_a_product_with_three_thousand_columns_stays_usable(client, ada, product, queries):
    client.force_login(ada)
    port = product.output_ports.get()
    few = queries(client, "/products/adverse-events/schema/")
    Column.objects.bulk_create(
        ColumnFactory.build(contract=port.contract, name=f"reading_{number}", position=number + 10)
        for number in range(3000)
    )

    overview = page_of(client, "/products/adverse-events/")
    first = page_of(client, "/products/adverse-events/schema/")
    found = page_of(client, "/products/adverse-events/schema/?find=reading_2987")
    last = page_of(client, "/products/adverse-events/schema/?page=16")

    assert "reading_0" not in overview
    assert "3002" in overview
    assert first.count('id="column-') == 200
    assert found.count('id="column-') == 1
    assert 'id="column-reading_2999"' in last
    assert len(first) < 400_000
    assert queries(client, "/products/adverse-events/schema/") == few


def test_around_it_stands_who_uses_it(client, ada, product, offered, team):
    client.force_login(ada)
    port = product.output_ports.get()
    for consumer in (team("north"), team("south"), Consumer.objects.for_person(ada)):
        GrantFactory(port=port, consumer=consumer)
    for number, status in enumerate(["published", "published", "draft"]):
        reader = offered(f"Reader {number}", status=status)
        InputPortFactory(version=reader.contract.version, name="ae", upstream=port, source=None)

    page = page_of(client, AROUND)

    assert "2 teams, 1 person, 2 products" in page
    assert "Reader 1" in page
    assert "Reader 2" not in page


def test_related_are_those_with_the_same_columns_the_same_data_or_the_same_orders(client, ada, product, offered, team):
    client.force_login(ada)
    port = product.output_ports.get()
    offered("Medical history", columns=["usubjid", "aeterm", "mhterm"])
    offered("Weather", columns=["usubjid", "wind"])
    offered("Secret history", columns=["usubjid", "aeterm"], status="draft")
    together = offered("Exposure", columns=["dose", "unit"])
    alone = offered("Payroll", columns=["salary", "month"])
    north, south = team("north"), team("south")
    for consumer in (north, south):
        ordered(port, together, consumer=consumer)
    ordered(port, alone, consumer=north)

    page = page_of(client, AROUND)

    assert Order.objects.count() == 3
    assert "2 columns in common" in page
    assert "Medical history" in page
    assert "Exposure" in page
    assert "2 consumers ordered both" in page
    for stranger in ("Weather", "Secret history", "Payroll"):
        assert stranger not in page


def test_made_of_the_same_data_is_a_reason(client, ada, product, offered):
    client.force_login(ada)
    source = offered("Demographics", columns=["site", "country"])
    sibling = offered("Subject level", columns=["arm", "sex"])
    own = product.output_ports.select_related("contract").get()
    for port in (own, sibling):
        InputPortFactory(version=port.contract.version, name="dm", upstream=source, source=None)

    page = page_of(client, AROUND)

    assert "made from the same data" in page
    assert "Subject level" in page


def test_what_stands_around_it_needs_no_more_queries_for_more(client, ada, product, offered, queries):
    client.force_login(ada)
    port = product.output_ports.get()

    def read_by(number):
        reader = offered(f"Reader {number}")
        InputPortFactory(version=reader.contract.version, name="ae", upstream=port, source=None)
        GrantFactory(port=port)

    read_by(1)
    few = queries(client, AROUND)
    for number in range(2, 8):
        read_by(number)

    assert queries(client, AROUND) == few


def test_without_scripts_what_stands_around_it_is_a_page_away(client, ada, product):
    client.force_login(ada)

    whole = page_of(client, AROUND)
    part = page_of(client, AROUND, headers={"HX-Request": "true"})

    assert f'<noscript><a class="btn" href="{AROUND}">' in page_of(client, "/products/adverse-events/")
    assert "<html" in whole
    assert "<html" not in part
    assert DataProduct.objects.count() == 1
