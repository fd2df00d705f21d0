"""Lineage that one can walk: a column is followed over products, and a box opens to its columns."""

import json

import pytest

from catalog.models import ColumnEdge
from tests.catalog.factories import InputPortFactory
from tests.catalog.views.test_product_pages import page_of


@pytest.fixture
def summary(offer, product):
    """A product whose terms are made from those of Adverse events."""
    summary = offer("Summary", columns=("term", "subject"))
    version = summary.versions.get()
    events = InputPortFactory(version=version, name="events", source=None, upstream=product.output_ports.get())
    ColumnEdge.objects.create(
        version=version, port=summary.output_ports.get(), column="term", input_port=events, from_column="USUBJID",
        kind="TRANSFORMATION", expression="UPPER(usubjid)",
    )  # fmt: skip
    return summary


def test_a_chosen_column_comes_by_itself_with_its_path_and_what_breaks_without_it(client, ada, product, summary):
    client.force_login(ada)
    address = "/products/adverse-events/lineage/?column=usubjid"

    part = page_of(client, address, headers={"HX-Request": "true"})

    assert "<html" not in part
    assert "What breaks if this goes" in part
    assert "UPPER(usubjid)" in part
    path = json.loads(part.partition('id="walk-path" type="application/json">')[2].partition("</script>")[0])
    port, made = product.output_ports.get().pk, summary.output_ports.get().pk
    assert {"source": f"port:{port}:usubjid", "target": f"port:{made}:term"} in path["arrows"]
    assert path["chosen"] == f"port:{port}:usubjid"


def test_a_column_that_is_not_there_is_said(client, ada, product):
    client.force_login(ada)

    for headers in ({}, {"HX-Request": "true"}):
        page = page_of(client, "/products/adverse-events/lineage/?column=%00nowhere", headers=headers)
        assert "There is no column" in page


def test_a_box_of_the_drawing_opens_to_the_columns_of_its_tables(client, ada, product, offer):
    client.force_login(ada)
    offer("Draft", status="draft")

    tables = client.get("/products/adverse-events/lineage/columns/?hops=6").json()["tables"]

    assert [(table["name"], [one["label"] for one in table["columns"]]) for table in tables] == [
        ("adverse_events", ["usubjid", "aeterm"])
    ]
    assert tables[0]["columns"][0]["url"].endswith("/lineage/?port=adverse_events&column=usubjid&hops=6")
    assert client.get("/products/draft/lineage/columns/").status_code == 404


def test_a_hidden_reader_has_neither_name_nor_row(client, ada, otto, product, summary):
    summary.name, summary.status = "Secret", "draft"
    summary.save()
    address = "/products/adverse-events/lineage/?column=usubjid"
    client.force_login(ada)

    page = page_of(client, address)

    assert "A product you may not see" in page
    assert not any(word in page for word in ("Secret", "UPPER(usubjid)", '"label": "term"'))
    client.force_login(otto)
    assert "Secret" in page_of(client, address)


def test_a_column_of_a_fuller_mesh_asks_the_database_no_more(client, ada, product, summary, offer, queries):
    client.force_login(ada)
    address = "/products/adverse-events/lineage/?column=usubjid&hops=6"
    few = queries(client, address)
    for number in range(6):
        more = offer(f"More {number}", columns=("term",))
        version = more.versions.get()
        events = InputPortFactory(version=version, name="events", source=None, upstream=product.output_ports.get())
        ColumnEdge.objects.create(
            version=version, port=more.output_ports.get(), column="term", input_port=events, from_column="usubjid",
            kind="IDENTITY",
        )  # fmt: skip

    assert queries(client, address) == few
