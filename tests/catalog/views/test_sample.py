"""A few rows, as somebody would see them."""

import pytest

from catalog.models import Column
from tests.accounts.factories import ConsumerFactory
from tests.requests.factories import GrantFactory

ROWS = "/products/adverse-events/sample/rows/"


@pytest.fixture
def port(offer, with_rows):
    """Three columns: one masked, one confidential, one for everybody."""
    product = offer("Adverse events", columns=("usubjid", "aeterm", "aesev"))
    port = product.output_ports.get()
    Column.objects.filter(contract=port.contract, name="usubjid").update(classification="restricted")
    Column.objects.filter(contract=port.contract, name="aeterm").update(classification="confidential")
    port.policy.masks = [{"column": "usubjid", "method": "redact", "size": None, "expression": ""}]
    port.policy.row_filter = "aesev <> 'SEVERE'"
    port.policy.save()
    with_rows(
        port,
        "select * from (values ('S-1', 'Headache', 'MILD'), ('S-2', 'Stroke', 'SEVERE')) as t(usubjid, aeterm, aesev)",
    )
    return port


def rows_for(client, person):
    """The rows as this person gets them from htmx."""
    client.force_login(person)
    answer = client.get(ROWS, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_comes_before_its_rows(client, ada, port):
    client.force_login(ada)

    page = client.get("/products/adverse-events/sample/").content.decode()

    assert f'hx-get="{ROWS}?port=adverse_events"' in page
    assert "skeleton" in page


def test_without_access_masks_filters_and_classification_hold(client, ada, port):
    rows = rows_for(client, ada)

    assert "MILD" in rows
    assert "SEVERE" not in rows
    assert "S-1" not in rows
    assert "Headache" not in rows
    assert 'class="masked"' in rows
    assert "1 column is shown to those who have access" in rows


def test_with_a_grant_one_sees_what_a_read_would_show(client, ada, port):
    GrantFactory(consumer=ConsumerFactory(person=ada), port=port)

    rows = rows_for(client, ada)

    assert "Headache" in rows
    assert "S-1" not in rows


def test_the_owning_team_sees_columns_as_they_are_but_the_filter_holds(client, otto, port):
    rows = rows_for(client, otto)

    assert "S-1" in rows
    assert "S-2" not in rows


def test_without_scripts_the_rows_come_within_the_page(client, ada, port):
    client.force_login(ada)

    page = client.get(ROWS).content.decode()

    assert "<html" in page
    assert "MILD" in page


def test_lost_data_is_told_in_a_sentence(client, ada, product):
    client.force_login(ada)

    page = client.get(ROWS, HTTP_HX_REQUEST="true")

    assert page.status_code == 200
    assert "could not be read just now" in page.content.decode()


def test_a_mask_holds_however_the_policy_writes_the_name_of_its_column(client, ada, port):
    port.policy.masks[0]["column"] = "USUBJID"
    port.policy.save()
    port.snapshot.statistics = {"columns": [{"name": "usubjid", "minimum": "S-1", "maximum": "S-2", "null_share": 0}]}
    port.snapshot.save()
    GrantFactory(consumer=ConsumerFactory(person=ada), port=port)

    assert "S-1" not in rows_for(client, ada)
    assert "S-1" not in client.get("/products/adverse-events/schema/").content.decode()
