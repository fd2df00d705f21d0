"""The main job by the API, on real data, with real processes: publish, find, order, approve, read, end."""

from datetime import timedelta

import duckdb
import httpx
import pytest
from django.utils import timezone

from accounts.tokens.services import issue_token
from marketplace.demo.sources import BUNDLES
from requests.models import Grant
from tests.processes import eventually

pytestmark = pytest.mark.journey

DEMOGRAPHICS = BUNDLES / "clinical" / "demographics.yaml"


@pytest.fixture
def call(site, people):
    """Calls the API as one of the people, with a token of theirs."""
    tokens = {
        name: issue_token(actor=person, owner=person, name="journey", scope="write", days=1)[1]
        for name, person in people.items()
    }

    def calling(name, method, path, **kwargs):
        headers = {"Authorization": f"Bearer {tokens[name]}", **kwargs.pop("headers", {})}
        return httpx.request(method, f"{site}/api/v1/{path}", headers=headers, timeout=30, **kwargs)

    return calling


def _publish(call, bundle, slug):
    yaml = {"Content-Type": "application/yaml"}
    drafted = call("otto", "PUT", f"products/{slug}/draft/", content=bundle, headers=yaml)
    assert drafted.status_code in (200, 201), drafted.text
    submitted = call("otto", "POST", f"products/{slug}/publish/")
    assert submitted.status_code in (200, 201, 202), submitted.text
    run = submitted.json()["id"]
    return eventually(
        lambda: (now := call("otto", "GET", f"runs/{run}/").json())["state"] in ("succeeded", "failed") and now
    )


def _rows(parquet: bytes, tmp_path):
    file = tmp_path / "read.parquet"
    file.write_bytes(parquet)
    return duckdb.sql(f"select * from '{file}'")


def test_from_a_bundle_to_masked_parquet_and_back_to_403(land, call, worker, people, tmp_path):
    land("pharmaverse.dm")

    run = _publish(call, DEMOGRAPHICS.read_bytes(), "demographics")
    assert run["state"] == "succeeded", run

    found = call("ada", "GET", "products/", params={"q": "screened demographics"}).json()
    assert [product["slug"] for product in found["results"]] == ["demographics"]
    product = call("ada", "GET", "products/demographics/").json()
    port = product["output_ports"][0]["id"]
    assert product["fitness"]["score"] > 0
    levels = call("ada", "GET", "products/demographics/service-levels/").json()["results"]
    assert {"freshness", "volume", "schema", "quality"} <= {level["indicator"] for level in levels}
    assert call("ada", "GET", "products/demographics/lineage/").json()["edges"]
    assert call("ada", "GET", f"ports/{port}/data", params={"format": "parquet"}).status_code == 403

    order = {
        "justification": "We look for early signals.",
        "purpose": "safety-monitoring",
        "lines": [{"port": port, "days": 30}],
    }
    foreseen = call("ada", "POST", "orders/check/", json=order).json()
    assert [stage["role"] for stage in foreseen["lines"][0]["stages"]] == ["owner", "steward"]
    placed = call("ada", "POST", "orders/", json=order, headers={"Idempotency-Key": "journey-1"})
    assert placed.status_code == 201, placed.text
    again = call("ada", "POST", "orders/", json=order, headers={"Idempotency-Key": "journey-1"})
    assert again.json()["number"] == placed.json()["number"]

    assert call("ada", "GET", "approvals/").json()["results"] == []
    for approver in ("otto", "grace"):
        waiting = call(approver, "GET", "approvals/").json()["results"]
        mine = next(row for row in waiting if row["order"]["number"] == placed.json()["number"])
        said = call(approver, "POST", f"approvals/{mine['id']}/approve/", json={"reason": "The purpose fits."})
        assert said.status_code == 200, said.text

    def granted():
        line = call("ada", "GET", f"orders/{placed.json()['number']}/").json()["lines"][0]
        grant = line["grant"] and call("ada", "GET", f"grants/{line['grant']}/").json()
        return grant and grant["state"] == "active" and grant

    grant = eventually(granted)
    checks = Grant.objects.get(pk=grant["id"]).runs.get(aim="open").checks
    assert checks
    assert all(check["passed"] for check in checks)

    read = call("ada", "GET", f"ports/{port}/data", params={"format": "parquet"})
    assert read.status_code == 200
    rows = _rows(read.content, tmp_path)
    assert rows.filter("actarmcd = 'Scrnfail'").fetchall() == []
    assert rows.aggregate("count(*), count(distinct usubjid), count(ethnic)").fetchall() == [(254, 254, 0)]
    assert rows.filter("usubjid like '01-%' or age % 10 <> 0").fetchall() == []
    plain = call("ada", "GET", f"ports/{port}/data", params={"format": "json", "limit": 5}).json()
    assert len(plain) == 5
    assert call("ada", "GET", f"ports/{port}/data", params={"format": "csv", "limit": 2}).text.count("\n") == 3
    assert call("eve", "GET", f"ports/{port}/data", params={"format": "json"}).status_code == 403

    past = timezone.now() - timedelta(seconds=1)
    Grant.objects.filter(pk=grant["id"]).update(valid_from=past - timedelta(days=1), valid_until=past)
    over = call("ada", "GET", f"ports/{port}/data", params={"format": "parquet"})
    assert over.status_code == 403
    assert over.headers["Content-Type"].startswith("application/problem+json")


def test_a_revoked_grant_reads_nothing_any_more(land, call, worker, people):
    land("pharmaverse.dm")
    run = _publish(call, DEMOGRAPHICS.read_bytes(), "demographics")
    assert run["state"] == "succeeded", run
    port = call("petra", "GET", "products/demographics/").json()["output_ports"][0]["id"]
    order = {
        "justification": "We look for early signals.",
        "purpose": "safety-monitoring",
        "lines": [{"port": port, "days": 30}],
    }
    number = call("ada", "POST", "orders/", json=order).json()["number"]
    for approver in ("otto", "grace"):
        stage = next(r for r in call(approver, "GET", "approvals/").json()["results"] if r["order"]["number"] == number)
        call(approver, "POST", f"approvals/{stage['id']}/approve/", json={"reason": "Fine."})
    eventually(lambda: call("ada", "GET", f"ports/{port}/data", params={"format": "json"}).status_code == 200)
    grant = call("ada", "GET", "grants/").json()["results"][0]["id"]

    assert call("grace", "POST", f"grants/{grant}/revoke/", json={}).status_code == 400
    revoked = call("grace", "POST", f"grants/{grant}/revoke/", json={"reason": "The study was closed."})

    assert revoked.status_code == 200
    assert call("ada", "GET", f"ports/{port}/data", params={"format": "json"}).status_code == 403
    eventually(lambda: Grant.objects.get(pk=grant).provisioning == "removed")
