"""A port says in which warehouse it is read, and stays there once it is offered."""

import pytest

from catalog.models import OutputPort
from catalog.publishing.errors import BundleNotValid
from catalog.publishing.services import submit
from catalog.warehouses.engines import warehouse_for
from tests.catalog.factories import WarehouseFactory
from tests.catalog.publishing.bundles import a_bundle


@pytest.fixture
def sales(server, warehouse_database, monkeypatch):
    """A warehouse in a real PostgreSQL server."""
    monkeypatch.setenv("SALES_WAREHOUSE", warehouse_database)
    return WarehouseFactory(slug="sales", name="Sales database", engine="postgresql", secret="SALES_WAREHOUSE")


def in_warehouse(slug, version="1.0.0"):
    said = f", customProperties: [{{property: warehouse, value: {slug}, vendor: marketplace}}]}}"
    return a_bundle(version=version).decode().replace(", type: tables}", f", type: tables{said}").encode()


def codes(refusal):
    return [one["code"] for one in refusal.value.facts["violations"]]


def test_a_port_is_built_and_read_where_its_document_says(published, sales):
    product = published(in_warehouse("sales"))

    port = product.output_ports.get()
    assert port.warehouse == sales
    assert warehouse_for(sales).count(port.snapshot.location) == 3


def test_without_a_word_it_lies_in_the_lakehouse_and_stays_where_it_is(published, sales):
    assert published().output_ports.get().warehouse.slug == "lakehouse"
    OutputPort.objects.update(offered=False)

    assert published(in_warehouse("sales", "1.1.0")).output_ports.get().warehouse == sales
    assert published(a_bundle(version="1.2.0")).output_ports.get().warehouse == sales


def test_a_warehouse_that_nobody_knows_is_refused(saved, otto):
    with pytest.raises(BundleNotValid) as refusal:
        submit(actor=otto, product=saved(in_warehouse("nowhere")))

    assert "unknown-warehouse" in codes(refusal)


def test_what_is_offered_does_not_move_away_from_its_consumers(published, saved, sales, otto):
    published()

    with pytest.raises(BundleNotValid) as refusal:
        submit(actor=otto, product=saved(in_warehouse("sales", "1.1.0")))

    assert "warehouse-changed" in codes(refusal)
