"""The board of a port, the wall of a domain and of the mesh, and the same as files and over the API."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Incident, Snapshot
from tests.accounts.factories import TeamFactory
from tests.catalog.factories import DataProductFactory, DomainFactory, OfferedPortFactory
from tests.catalog.service_levels.slo.conftest import promise, rolled, said


@pytest.fixture
def now():
    """The moment at which boards are looked at."""
    return timezone.now()


@pytest.fixture
def measured(offered, now):
    """A promise that was broken yesterday and is kept again, and an incident about it."""
    monitor = promise(offered, value=0.0, value_text="0 rows")
    said(monitor, "kept", ago=100, now=now)
    said(monitor, "broken", ago=30, value=4.0, now=now)
    said(monitor, "kept", ago=24, now=now)
    Incident.objects.create(
        port=offered, monitor=monitor, title="Gaps", opened_at=now - timedelta(hours=30), resolved_at=now
    )
    rolled(monitor, now)
    return monitor


def board_of(port):
    return f"/products/{port.product.slug}/service-levels/ports/{port.pk}/"


def drawn(page, name):
    """What a drawing of the page was given."""
    return json.loads(re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', page.text)[1])


def test_a_board_shows_the_four_pillars_the_curve_with_its_objective_and_incidents_and_the_days(measured, client, ada):
    client.force_login(ada)

    page = client.get(f"{board_of(measured.port)}?days=7")

    for heading in ("Freshness", "Volume", "Schema", "Quality", "Day by day"):
        assert heading in page.text
    series = drawn(page, "series-quality")
    assert series["objective"] == 0
    assert [mark["label"] for mark in series["marks"]] == ["Gaps"]
    assert max(value for _at, value in series["points"]) == 4
    heat = drawn(page, "heat")
    assert heat["rows"] == ["No gaps"]
    assert min(share for *_place, share in heat["cells"]) < 100
    assert "95 % · 30 days" in re.sub(r"\s+", " ", page.text)
    assert "94.00 %" in page.text, "94 of 100 hours"


def test_the_same_numbers_are_a_file_in_which_nothing_is_a_formula(measured, client, ada):
    measured.name = "=cmd()"
    measured.save()
    client.force_login(ada)
    address = f"{board_of(measured.port)}numbers.csv"

    answer = client.get(f"{address}?days=7&indicator=quality")

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert 100 <= len(rows) <= 102
    assert {row["promise"] for row in rows} == {"'=cmd()"}
    assert sum(int(row["broken_seconds"]) for row in rows) == 6 * 3600
    days = client.get(address).getvalue().decode().splitlines()
    assert 5 <= len(days) - 1 <= 6
    assert client.get(f"{address}?indicator=freshness").getvalue().decode().count("\n") == 1


def test_tools_read_the_series_in_pages_and_as_a_file(measured, api, ada):
    address = f"/api/v1/ports/{measured.port_id}/series/"

    first = api(ada).get(f"{address}?grain=hour&days=7&limit=60").json()
    rest = api(ada).get(first["next"]).json()

    assert len(first["results"]) == 60
    periods = [*first["results"], *rest["results"]]
    assert sum(one["broken_seconds"] for one in periods) == 6 * 3600
    assert {one["rule"] for one in periods} == {"quality/nulls"}
    assert api(ada).get(f"{address}?rule=other").json()["results"] == []
    assert api(ada).get(f"{address}?grain=year").status_code == 400
    as_file = api(ada).get(f"{address}csv/?grain=day").getvalue().decode()
    assert as_file.startswith("rule,promise,indicator")


def test_a_column_is_shown_from_build_to_build_and_its_mean_only_where_it_may_be(offered, client, ada, now):
    figures = [
        {"name": "visit", "null_share": 0.25, "distinct": 3, "mean": 12.5},
        {"name": "arm", "null_share": 0, "distinct": 2, "mean": None},
    ]
    for day in (3, 2):
        Snapshot.objects.create(
            port=offered,
            version=offered.contract.version,
            location=f"x/{day}",
            rows=4,
            size=1,
            statistics={"rows": 4, "columns": figures},
            built_at=now - timedelta(days=day),
        )
    client.force_login(ada)

    page = client.get(f"{board_of(offered)}?column=visit")
    assert [value for _at, value in drawn(page, "column-empty")["points"]] == [25, 25]
    assert [value for _at, value in drawn(page, "column-mean")["points"]] == [12.5, 12.5]
    lines = client.get(f"{board_of(offered)}numbers.csv?column=visit").getvalue().decode().splitlines()
    assert lines[1].endswith("4,25.0,3,12.5")

    offered.contract.columns.filter(name="visit").update(classification="restricted")
    page = client.get(f"{board_of(offered)}?column=visit")
    assert "column-mean" not in page.text
    assert client.get(f"{board_of(offered)}?column=arm;drop").status_code == 200


def test_a_board_without_measurements_says_so(offered, client, ada):
    client.force_login(ada)

    page = client.get(board_of(offered))

    assert page.text.count("Nothing is promised or watched under this heading.") == 4
    assert "Nothing was measured yet." in page.text


def test_a_board_needs_the_same_queries_however_much_was_measured(measured, client, ada, queries, now):
    client.force_login(ada)
    few = queries(client, board_of(measured.port))
    for number in range(12):
        more = promise(measured.port, f"quality/{number}", "freshness" if number % 2 else "schema", name=f"p{number}")
        for hour in range(0, 90, 7):
            said(more, "kept", ago=hour, value=1.0, now=now)
    rolled(measured, now)

    assert queries(client, board_of(measured.port)) == few <= 20


def test_the_wall_counts_by_domain_and_by_product_and_leads_to_the_boards(measured, client, ada, now):
    other = OfferedPortFactory(product=DataProductFactory(name="Carriers", domain=DomainFactory(slug="flights")))
    kept = promise(other)
    said(kept, "kept", ago=10, now=now)
    rolled(kept, now)
    client.force_login(ada)

    page = re.sub(r"\s+", " ", client.get("/mesh/service-levels/").text)
    assert "1 kept, 0 at risk, 1 broken, 0 unknown" in page
    assert "/mesh/service-levels/?domain=clinical" in page
    inside = client.get("/mesh/service-levels/?domain=clinical").text
    assert board_of(measured.port) in inside
    assert board_of(other) not in inside
    lines = client.get("/mesh/service-levels/?as=csv").getvalue().decode().splitlines()
    assert sorted(line.split(",")[0] for line in lines) == ["domain", "domain", "kind"]


def test_the_wall_shows_nothing_of_products_that_are_not_published(measured, client, api, ada, eve):
    measured.port.product.status = "draft"
    measured.port.product.save()
    client.force_login(eve)

    assert "No objective yet" in client.get("/mesh/service-levels/").text
    assert client.get(board_of(measured.port)).status_code == 404
    assert api(ada).get("/api/v1/service-levels/").json()["results"] == []
    assert api(ada).get("/api/v1/objectives/").json()["results"] == []
    assert api(ada).get(f"/api/v1/ports/{measured.port_id}/series/").status_code == 404


def test_the_wall_over_the_api(measured, api, ada):
    told = api(ada).get("/api/v1/service-levels/").json()
    inside = api(ada).get("/api/v1/service-levels/?domain=clinical").json()

    assert [one["slug"] for one in told["results"]] == ["clinical"]
    assert (told["whole"]["broken"], told["whole"]["attainment"]) == (1, pytest.approx(0.94, abs=1e-4))
    assert [one["slug"] for one in inside["results"]] == ["visits"]
    assert api(ada).get("/api/v1/service-levels/?domain=nowhere").json()["whole"]["known_until"] is None


def test_the_wall_needs_the_same_queries_however_many_domains_there_are(measured, client, ada, queries, now):
    client.force_login(ada)
    few = queries(client, "/mesh/service-levels/")
    for _turn in range(3):
        port = OfferedPortFactory(product=DataProductFactory(domain=DomainFactory(team=TeamFactory())))
        more = promise(port)
        said(more, "kept", ago=1, now=now)
        rolled(more, now)

    assert queries(client, "/mesh/service-levels/") == few <= 10


def test_a_promise_that_is_new_is_drawn_by_every_measurement_until_now(offered, client, ada, now):
    monitor = promise(offered, value=2.0, value_text="2 rows")
    said(monitor, "kept", ago=3, value=1.0, now=now)
    said(monitor, "broken", ago=2, value=2.0, now=now)
    one = rolled(monitor, now)
    client.force_login(ada)

    points = drawn(client.get(board_of(offered)), "series-quality")["points"]

    assert [value for _at, value in points] == [1, 2, 2]
    assert points[-1][0] == int(one.rolled_up_to.timestamp())
