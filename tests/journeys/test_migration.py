"""A version that breaks what somebody reads, with real processes: told before, moved in time, over at the end."""

from datetime import timedelta

import duckdb
import httpx
import pytest
from django.utils import timezone

from accounts.models import Notification
from accounts.tokens.services import issue_token
from catalog.models import MigrationPeriod
from catalog.transitions import schedules
from tests.journeys.bundles import bundle
from tests.processes import eventually

pytestmark = pytest.mark.journey

CODES = "select iata as code, name, country from raw where iata <> '' limit 50"
FEWER = "select iata as code, name from raw where iata <> '' limit 50"
YAML = {"Content-Type": "application/yaml"}


@pytest.fixture
def call(site, people):
    """Calls the API as one of the people, with a token of theirs."""
    tokens = {
        name: issue_token(actor=people[name], owner=people[name], name="journey", scope="write", days=1)[1]
        for name in ("ada", "otto", "eve")
    }

    def calling(name, method, path, **kwargs):
        headers = {"Authorization": f"Bearer {tokens[name]}", **kwargs.pop("headers", {})}
        return httpx.request(method, f"{site}/api/v1/{path}", headers=headers, timeout=30, **kwargs)

    return calling


@pytest.fixture
def publish(call):
    """Publishes by the API, and waits for the worker."""

    def publishing(raw, **said):
        drafted = call("otto", "PUT", "products/codes/draft/", content=raw, headers=YAML)
        assert drafted.status_code in (200, 201), drafted.text
        submitted = call("otto", "POST", "products/codes/publish/", json=said)
        assert submitted.status_code == 202, submitted.text
        run = f"runs/{submitted.json()['id']}/"
        over = eventually(lambda: (now := call("otto", "GET", run).json())["state"] in ("succeeded", "failed") and now)
        assert over["state"] == "succeeded", over

    return publishing


def _columns(answer, tmp_path):
    assert answer.status_code == 200, answer.text
    (tmp_path / "read.parquet").write_bytes(answer.content)
    return duckdb.sql(f"select * from '{tmp_path / 'read.parquet'}'").columns


def test_from_a_version_that_breaks_to_its_end(land, people, call, publish, worker, tmp_path):
    land("world-airports.airports")
    publish(bundle("codes", CODES, columns={"code": "string", "name": "string", "country": "string"}))
    port = call("ada", "GET", "products/codes/").json()["output_ports"][0]["id"]
    data = f"ports/{port}/data"
    order = {"justification": "To see.", "purpose": "research", "lines": [{"port": port, "days": 60}]}
    assert call("ada", "POST", "orders/", json=order).status_code == 201
    eventually(lambda: call("ada", "GET", data).status_code == 200)

    two = bundle("codes", FEWER, columns={"code": "string", "name": "string"}, version="2.0.0")
    call("otto", "PUT", "products/codes/draft/", content=two, headers=YAML)
    refused = call("otto", "POST", "products/codes/publish/")
    assert (refused.status_code, refused.json()["code"]) == (422, "notice-needed")
    publish(two, notice_days=30, guidance="Join the airports for the country.")

    old = call("ada", "GET", data)
    assert _columns(old, tmp_path) == ["code", "name", "country"]
    assert old.headers["X-Version"] == "1.0.0"
    assert old.headers["Sunset"]
    assert _columns(call("ada", "GET", data, params={"major": 2}), tmp_path) == ["code", "name"]
    told = Notification.objects.get(recipient=people["ada"], key__endswith=":opened")
    assert "The column country of result is gone." in told.text
    notice = call("ada", "GET", "migration-notices/").json()["results"][0]
    assert notice["guidance"] == "Join the airports for the country."

    address = f"migration-notices/{notice['id']}/"
    assert call("ada", "POST", f"{address}acknowledge/").json()["acknowledged_by"] == "ada"
    assert _columns(call("ada", "GET", data), tmp_path) == ["code", "name", "country"]
    assert call("ada", "POST", f"{address}move/").status_code == 200
    new = call("ada", "GET", data)
    assert (_columns(new, tmp_path), new.headers["X-Version"]) == (["code", "name"], "2.0.0")
    for asked in ({}, {"version": "1.0.0"}):
        assert call("eve", "GET", data, params=asked).status_code == 403

    MigrationPeriod.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    schedules.sweep.delay()
    eventually(lambda: MigrationPeriod.objects.get().state == "ended")
    over = call("ada", "GET", data, params={"version": "1.0.0"})
    assert (over.status_code, over.json()["code"]) == (404, "version-not-readable")
    assert _columns(call("ada", "GET", data), tmp_path) == ["code", "name"]
    assert call("eve", "GET", data, params={"version": "1.0.0"}).status_code == 403
