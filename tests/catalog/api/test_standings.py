"""How products do, for other catalogs: many at once, what changed since, and as DCAT."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.fitness.selectors import latest_fitness
from catalog.fitness.services import score_product
from catalog.models import FitnessScore, Incident, Monitor
from tests.catalog.factories import DataProductFactory, OfferedPortFactory

FEED = "/api/v1/fitness/"


@pytest.fixture
def offered():
    """Offers a scored product: `offered("visits")`."""

    def offering(slug, **kwargs):
        port = OfferedPortFactory(product=DataProductFactory(slug=slug, licence="MIT", **kwargs), columns=["visit_id"])
        score_product(port.product)
        return port

    return offering


def promise(port, status, **kwargs):
    """One promise of a port."""
    return Monitor.objects.create(
        port=port, contract=port.contract, rule=f"r{status}", indicator="quality", name="R", status=status, **kwargs
    )


def test_a_product_tells_score_known_share_promises_and_incidents(api, ada, offered):
    port = offered("visits")
    promise(port, "kept", measured_at=timezone.now())
    promise(port, "broken")
    Incident.objects.create(port=port, title="Late", opened_at=timezone.now())

    (row,) = api(ada).get(FEED).json()["results"]

    score = FitnessScore.objects.get()
    assert (row["slug"], row["fitness"]["score"], row["fitness"]["band"]) == ("visits", score.score, score.band)
    assert 0 < row["fitness"]["known"] < 100
    assert row["fitness"]["known"] == api(ada).get("/api/v1/products/visits/fitness/").json()["known"]
    assert sum(row["fitness"]["outcomes"].values()) == sum(one.counts for one in latest_fitness(port.product).results)
    assert row["service_levels"] | {"measured_at": None} == {
        "kept": 1, "at_risk": 0, "broken": 1, "unknown": 0, "measured_at": None,
    }  # fmt: skip
    assert row["open_incidents"] == 1


def test_what_was_never_scored_is_unknown_and_not_nought(api, ada):
    OfferedPortFactory()

    (row,) = api(ada).get(FEED).json()["results"]

    assert (row["fitness"]["score"], row["fitness"]["band"], row["fitness"]["day"]) == (None, "unknown", None)


def test_it_is_paged_and_each_page_costs_the_same(client, ada, offered, queries):
    client.force_login(ada)
    offered("a")
    few = queries(client, FEED)
    for slug in "bcdef":
        offered(slug)

    first = client.get(f"{FEED}?limit=4").json()
    rest = client.get(first["next"]).json()

    assert [row["slug"] for row in [*first["results"], *rest["results"]]] == list("abcdef")
    assert rest["next"] is None
    assert queries(client, FEED) == few


def test_since_tells_what_was_scored_measured_or_broken_since(api, ada, offered):
    old = timezone.now() - timedelta(days=3)
    quiet, measured, broken = offered("quiet"), offered("measured"), offered("broken")
    FitnessScore.objects.update(scored_at=old)
    scored = offered("scored")
    promise(measured, "kept", measured_at=timezone.now())
    promise(quiet, "kept", measured_at=old)
    Incident.objects.create(port=broken, title="Late", opened_at=timezone.now())

    since = (timezone.now() - timedelta(days=1)).isoformat()
    found = api(ada).get(FEED, {"since": since}).json()["results"]

    assert scored.product.slug == "scored"
    assert [row["slug"] for row in found] == ["measured", "broken", "scored"]


def test_it_is_narrowed_by_domain_and_score(api, ada, offered):
    port = offered("visits")
    offered("others")
    FitnessScore.objects.filter(product=port.product).update(score=91)
    FitnessScore.objects.exclude(product=port.product).update(score=40)

    def found(**asked):
        return [row["slug"] for row in api(ada).get(FEED, asked).json()["results"]]

    assert found(domain=port.product.domain.slug) == ["visits"]
    assert found(min_fitness=90) == ["visits"]
    assert found(domain="nowhere") == []


@pytest.mark.parametrize("asked", ["since=yesterday", "since=0001-01-01", "as=rdf", "min_fitness=101", "cursor=x"])
def test_what_cannot_be_asked_is_refused_in_a_sentence(api, ada, asked):
    answer = api(ada).get(f"{FEED}?{asked}")

    assert answer.status_code in (400, 404)
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_what_is_not_offered_to_everybody_is_not_told_even_to_its_owners(api, otto, clinical, offered):
    offered("secret", status="draft", owner=clinical)

    assert api(otto).get(FEED).json()["results"] == []


def test_the_same_as_dcat_leads_on_by_its_header(api, ada, offered):
    offered("a")
    offered("b")

    answer = api(ada).get(f"{FEED}?as=dcat&limit=1", headers={"Accept": "application/ld+json"})
    catalog, dataset = answer.json()["@graph"][:2]

    assert answer.headers["Content-Type"] == "application/ld+json"
    assert catalog["dcat:dataset"] == [{"@id": dataset["@id"]}]
    assert dataset["dqv:hasQualityMeasurement"]
    assert 'rel="next"' in answer.headers["Link"]
    assert "as=dcat" in answer.headers["Link"]
