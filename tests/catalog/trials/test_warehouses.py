"""A port that consumers read in a server is tried there, too, and nothing of it stays."""

import pytest

from tests.catalog.publishing.test_warehouses import in_warehouse, sales  # noqa: F401 — a fixture

LONG = "a" * 64


def left_in(server):
    asked = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'consumer%' OR nspname = 'marketplace_raw'"
    return server.execute(asked).fetchall()


def test_what_came_out_is_loaded_into_the_server_of_the_draft_and_undone(tried, sales, server, client, otto):  # noqa: F811
    trial = tried(in_warehouse("sales"))

    assert trial.state == "succeeded", trial.facts
    assert trial.facts["ports"][0]["there"] == {"warehouse": "Sales database", "rows": 2}
    assert left_in(server) == []
    client.force_login(otto)
    page = client.get(f"/studio/trials/{trial.pk}/").content.decode()
    assert "a consumer would read 2 rows of it" in page


def test_in_the_lakehouse_there_is_nothing_else_to_try(tried):
    assert "there" not in tried().facts["ports"][0]


@pytest.mark.usefixtures("db", "sales")
def test_what_the_server_cannot_hold_is_found_before_it_is_published(tried):
    raw = (
        in_warehouse("sales")
        .decode()
        .replace("usubjid", LONG)
        .replace(f"select {LONG}", f"select usubjid as {LONG}")
        .encode()
    )

    trial = tried(raw)

    assert trial.state == "failed"
    assert "PostgreSQL has no names longer than 63 bytes" in trial.error
