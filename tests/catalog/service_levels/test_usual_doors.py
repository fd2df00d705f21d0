"""What is usual is shown and taught on the page of the product and over the API."""

from datetime import timedelta

import pytest

from catalog.models import Anomaly, Watch
from catalog.service_levels.services import measure_port
from tests.catalog.factories import AccessPolicyFactory, SnapshotFactory
from tests.catalog.service_levels.conftest import level
from tests.catalog.service_levels.test_as_usual import begin, noted, reads


@pytest.fixture
def page(port):
    """The page of a product whose last build had fewer rows than usual."""
    begin(port, 20)
    reads(port, 900, age=-timedelta(hours=24))
    measure_port(port)
    port.policy = AccessPolicyFactory(port=port, version=port.contract.version)
    port.offered = True
    port.save()
    return f"/products/{port.product.slug}/service-levels/"


def test_the_page_shows_what_is_usual_and_asks_only_the_team(page, otto, ada, client):
    client.force_login(ada)
    seen = client.get(page).content.decode()
    assert "Not as usual" in seen
    assert "951 to 1,051 rows" in seen
    assert "only the owning team, stewards and the platform team say what is usual" in seen
    assert "Really wrong" not in seen

    client.force_login(otto)
    assert "Really wrong" in client.get(f"{page}?figure=nulls/age").content.decode()


def test_a_word_on_the_page_is_learned_from(page, port, otto, ada, client):
    anomaly = Anomaly.objects.get(figure="volume")
    client.force_login(ada)
    assert client.post(f"{page}anomalies/{anomaly.pk}/", {"said": "expected"}).status_code == 403
    client.force_login(otto)
    seen = client.post(f"{page}anomalies/{anomaly.pk}/", {"said": "expected", "note": "A site left."}, follow=True)

    assert "A site left." in seen.content.decode()
    assert level(port, "pillar/volume").status == "kept"
    unclear = client.post(f"{page}anomalies/{anomaly.pk}/", {"said": "perhaps"}, follow=True)
    assert "Say whether it was expected or is really wrong." in unclear.content.decode()


def test_the_sensitivity_is_chosen_on_the_page(page, port, otto, client):
    client.force_login(otto)
    chosen = {"port": port.name, "figure": "mean/age", "sensitivity": "high"}
    assert client.post(f"{page}sensitivity/", chosen, follow=True).status_code == 200

    assert Watch.objects.get().sensitivity == "high"
    for wrong in ({"figure": "weight/"}, {"sensitivity": "extreme"}, {"figure": "mean/\x00"}):
        seen = client.post(f"{page}sensitivity/", chosen | wrong, follow=True)
        assert "that is watched" in seen.content.decode()
    assert client.post(f"{page}sensitivity/", {"port": "\x00"}).status_code == 404


def test_a_longer_history_asks_the_database_no_more(page, port, otto, client, queries):
    client.force_login(otto)
    few = queries(client, page)
    for back in range(30):
        SnapshotFactory(
            port=port,
            version=port.contract.version,
            rows=1000,
            statistics=noted(1000),
            built_at=port.snapshot.built_at - timedelta(days=40 + back),
        )

    assert queries(client, page) == few


def test_figures_and_anomalies_are_read_and_taught_over_the_api(page, port, otto, ada, eve, api):
    figures = f"/api/v1/ports/{port.pk}/figures/"
    first = api(ada).get(figures).json()[0]
    assert (first["figure"], first["state"], first["value"], first["known"]) == ("volume", "unusual", 900, 21)
    assert round(first["low"]) == 951

    answer = api(otto).post(figures, {"figure": "volume", "sensitivity": "low"}, format="json")
    assert (answer.status_code, answer.json()[0]["sensitivity"]) == (200, "low")
    assert api(ada).post(figures, {"figure": "volume", "sensitivity": "low"}, format="json").status_code == 403
    wrong = api(otto).post(figures, {"figure": "mean", "column": "arm", "sensitivity": "low"}, format="json")
    assert (wrong.status_code, wrong.json()["type"]) == (422, "/problems/no-such-figure")

    found = api(ada).get("/api/v1/anomalies/").json()["results"][0]
    assert (found["product"], found["figure"], found["value"]) == (port.product.slug, "volume", 900)
    say = f"/api/v1/anomalies/{found['id']}/say/"
    assert api(ada).post(say, {"said": "wrong"}, format="json").status_code == 403
    assert api(otto).post(say, {"said": "maybe"}, format="json").status_code == 400
    said = api(otto).post(say, {"said": "wrong", "note": "Half is missing."}, format="json").json()
    assert (said["said"], said["said_by"]) == ("wrong", "otto")
    port.product.status = "draft"
    port.product.save()
    assert api(eve).get(say.removesuffix("say/")).status_code == 404
