"""The wall of fitness: domains by attributes, what fails most often, the worst, and how it moved."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from catalog.fitness import walls
from catalog.fitness.kept import failing_in
from catalog.fitness.standing import scoring_version
from catalog.models import DataProduct, FitnessScore
from tests.catalog.factories import DomainFactory

WALL = "/mesh/fitness/"


@pytest.fixture
def mesh(offer, clinical):
    """Three clinical products and one of finance, as they scored."""
    for name, score in (("Visits", 60), ("Doses", 70), ("Sites", 90)):
        offer(name, score=score)
    ledger = offer("Ledger", score=30)
    domain = DomainFactory(slug="finance", name="Finance", team=clinical)
    DataProduct.objects.filter(pk=ledger.pk).update(domain=domain)
    FitnessScore.objects.filter(product=ledger).update(attributes={"Findable": 20, "Reusable": None})
    FitnessScore.objects.update(scoring=scoring_version(), failing=failing_in(["reusable.licence"]), known=100)
    return domain


def before(product, score, days, scoring=None):
    """What a product scored some days ago."""
    return FitnessScore.objects.create(
        product=product, day=timezone.localdate() - timedelta(days=days), score=score, latest=False,
        scoring=scoring or scoring_version(),
    )  # fmt: skip


def wall(client, query=""):
    """The page, asked for anew."""
    caches["pages"].clear()
    answer = client.get(f"{WALL}{query}")
    assert answer.status_code == 200
    return answer


def test_a_domain_stands_by_its_median_and_worst_for_each_attribute(mesh):
    by_domain, whole = walls.rows_by_domain(DataProduct.objects.shown(), None)
    clinical = next(row for pk, row in by_domain.items() if pk != mesh.pk)

    assert (clinical.products, clinical.score, clinical.worst) == (3, 70, 60)
    assert (clinical.attributes["Findable"], clinical.attributes["Reusable"]) == (100, 50)
    assert by_domain[mesh.pk].attributes["Findable"] == 20
    assert by_domain[mesh.pk].attributes["Reusable"] is None, "unknown is not nought"
    assert (whole.products, whole.score, whole.worst) == (4, 65, 30)


def test_what_moved_is_compared_within_one_scoring(mesh, client, ada):
    client.force_login(ada)
    ledger = DataProduct.objects.get(slug="ledger")
    before(ledger, 90, 25, scoring="another")
    before(ledger, 50, 20)

    context = wall(client).context
    finance = next(row for row in context["rows"] if row["name"] == "Finance")

    assert context["since"] == timezone.localdate() - timedelta(days=20)
    assert finance["row"].moved == -20
    assert [score for _at, score in context["series"]["points"]] == [50, 65]
    assert next(one for one in context["worst"] if one["product"] == ledger)["moved"] == -20


def test_without_an_earlier_day_nothing_is_said_to_have_moved(mesh, client, ada):
    client.force_login(ada)
    before(DataProduct.objects.get(slug="ledger"), 50, 90)

    page = wall(client)

    assert page.context["since"] is None
    assert "Scored for the first time as it is now" in page.content.decode()


def test_it_leads_from_a_function_to_the_products_that_it_fails(mesh, client, ada):
    client.force_login(ada)
    FitnessScore.objects.filter(product__slug="sites").update(failing=failing_in(["reusable.licence-known"]))

    page = wall(client)
    licence = next(one for one in page.context["functions"] if one["found"].key == "reusable.licence")
    narrowed = wall(client, licence["url"].removeprefix(WALL))

    assert (licence["found"].fails, licence["found"].share) == (3, 75.0)
    assert [one["product"].slug for one in narrowed.context["worst"]] == ["ledger", "visits", "doses"]
    assert "/products/ledger/fitness/" in narrowed.content.decode()


def test_one_domain_stands_by_itself(mesh, client, grace):
    client.force_login(grace)

    page = wall(client, "?domain=finance")

    assert page.context["whole"].products == 1
    assert "Fitness of Finance" in page.content.decode()
    assert [one["product"].slug for one in page.context["worst"]] == ["ledger"]


def test_everybody_finds_it_among_the_parts_of_the_mesh(mesh, client, ada):
    client.force_login(ada)

    assert 'href="/mesh/fitness/"' in client.get("/mesh/").content.decode()
    assert [tab["label"] for tab in wall(client).context["tabs"] if tab["active"]] == ["Fitness"]


def test_an_empty_mesh_says_so(client, ada):
    client.force_login(ada)

    assert "Nothing is scored yet" in wall(client).content.decode()


def test_drafts_count_for_nobody(mesh, client, otto):
    client.force_login(otto)
    DataProduct.objects.filter(slug="ledger").update(status="draft")

    assert "Ledger" not in wall(client).content.decode()
    assert b"ledger" not in b"".join(client.get(f"{WALL}products.csv"))


def test_the_export_has_every_product_with_its_figures(mesh, client, ada):
    client.force_login(ada)
    DataProduct.objects.filter(slug="visits").update(name="=1+1")
    before(DataProduct.objects.get(slug="visits"), 50, 3)

    rows = list(csv.DictReader(io.StringIO(b"".join(client.get(f"{WALL}products.csv")).decode())))
    visits = next(row for row in rows if row["product"] == "visits")

    assert [row["product"] for row in rows] == ["doses", "ledger", "sites", "visits"]
    assert (visits["score"], visits["moved"], visits["known percent"], visits["promises kept"]) == (
        "60",
        "10",
        "100",
        "1",
    )
    assert visits["name"] == "'=1+1"


def test_it_costs_the_same_for_more_products(mesh, client, ada, offer, queries):
    client.force_login(ada)

    def asked():
        caches["pages"].clear()
        few = queries(client, f"{WALL}products.csv")
        caches["pages"].clear()
        with_wall = []
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            client.get(WALL)
        with_wall.append(len(captured))
        return few, with_wall[0]

    few = asked()
    for number in range(5):
        offer(f"More {number}", score=50 + number)

    assert asked() == few
    assert queries(client, WALL) < few[1], "it is not asked for twice within a minute"


def test_whatever_is_asked_it_answers(mesh, client, ada):
    client.force_login(ada)

    for query in ("?domain=nowhere", "?domain=%00", "?function=no", "?function=%F0%9F%8E%88", "?domain=a&domain=b"):
        assert wall(client, query).context["whole"].products == 4
