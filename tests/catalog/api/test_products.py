"""Find products by the API, and see what there is to know about one."""

import pytest

from catalog.models import DataProduct
from catalog.search.index import index_product
from tests.catalog.factories import DataProductFactory, OfferedPortFactory, ProductVersionFactory

PRODUCTS = "/api/v1/products/"
ONE = "/api/v1/products/adverse-events/"


def test_a_product_in_a_list_has_what_tools_rely_on(as_tool, ada, product, port):
    answer = as_tool(ada, "read").get(PRODUCTS).json()

    assert set(answer) == {"results", "next", "previous", "total", "at_least", "facets", "text", "meant"}
    (found,) = answer["results"]
    assert found["slug"] == "adverse-events"
    assert found["name"] == "Adverse Events"
    assert found["domain"] == "clinical"
    assert found["owner"] == "clinical-data"
    assert found["status"] == "published"
    assert found["version"] == "1.0.0"
    assert found["output_ports"] == [{"id": port.pk, "name": "events", "description": ""}]
    assert found["fitness"] == {"score": 82, "band": "good"}
    assert {"value": "clinical", "label": "Clinical", "count": 1, "chosen": False, "depth": 0} in answer["facets"][
        "domain"
    ]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("", ["adverse-events", "flights"]),
        ("?q=adverse", ["adverse-events"]),
        ("?q=subject", ["adverse-events"]),
        ("?domain=clinical", ["adverse-events"]),
        ("?domain=clinical&domain=flight-operations", ["adverse-events", "flights"]),
        ("?tag=safety", ["adverse-events"]),
        ("?archetype=aggregate", ["flights"]),
        ("?status=deprecated", ["flights"]),
        ("?min_fitness=80", ["adverse-events"]),
        ("?ordering=fitness", ["adverse-events", "flights"]),
        ("?q=nothing-like-it", []),
    ],
)
def test_the_list_is_narrowed_by_what_is_asked(api, ada, product, question, expected):
    flights = DataProductFactory(
        slug="flights", name="Flights", domain__slug="flight-operations", archetype="aggregate", status="deprecated"
    )
    index_product(flights)

    answer = api(ada).get(PRODUCTS + question).json()

    assert [found["slug"] for found in answer["results"]] == expected
    assert answer["total"] == len(expected)


@pytest.mark.parametrize(
    "question",
    [
        "?status=nonsense",
        "?min_fitness=many",
        "?min_fitness=101",
        "?ordering=price",
        "?cursor=%00",
        "?cursor=cjk5",
        "?limit=0",
    ],
)
def test_a_question_that_makes_no_sense_is_a_problem(api, ada, db, question):
    answer = api(ada).get(PRODUCTS + question)

    if question != "?cursor=cjk5":
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "not-valid"


def test_a_query_of_any_length_is_answered(api, ada, db):
    assert api(ada).get(PRODUCTS, {"q": "événement \N{SNOWMAN} '\"%_" * 500}).status_code == 200
    assert api(ada).get(PRODUCTS, {"q": "a" * 10_001}).status_code == 400


def test_a_forgiving_search_says_what_it_put_right(api, ada, domain):
    port = OfferedPortFactory(product__name="Bathymetry of the shelf", product__domain=domain)
    index_product(port.product)

    strict = api(ada).get(PRODUCTS, {"q": "bathimetry"}).json()
    forgiving = api(ada).get(PRODUCTS, {"q": "bathimetry", "forgiving": "true"}).json()

    assert (strict["results"], strict["text"], strict["meant"]) == ([], "bathimetry", "bathymetry")
    assert [found["slug"] for found in forgiving["results"]] == [port.product.slug]
    assert forgiving["text"] == "bathymetry"


def test_pages_follow_each_other_without_gaps_or_doubles(api, ada, domain):
    for number in range(5):
        index_product(DataProductFactory(domain=domain, name=f"P{number}", slug=f"p-{number}"))
    seen, address = [], PRODUCTS + "?limit=2&ordering=name"

    while address:
        page = api(ada).get(address).json()
        seen += [found["slug"] for found in page["results"]]
        address = page["next"]

    assert seen == [f"p-{number}" for number in range(5)]
    back = api(ada).get(page["previous"]).json()
    assert [found["slug"] for found in back["results"]] == ["p-2", "p-3"]


def test_a_fuller_list_asks_the_database_no_more(client, ada, domain, queries):
    client.force_login(ada)
    index_product(OfferedPortFactory(product__domain=domain).product)
    few = queries(client, PRODUCTS)
    for _ in range(10):
        index_product(OfferedPortFactory(product__domain=domain).product)

    assert queries(client, PRODUCTS) == few


@pytest.mark.parametrize(("who", "status"), [("ada", 404), ("otto", 200), ("grace", 200), ("petra", 200), ("eve", 404)])
def test_a_product_that_is_being_worked_on_is_there_for_its_team(api, request, product, who, status):
    DataProduct.objects.update(status="draft")
    caller = api(request.getfixturevalue(who))

    for part in ("", "versions/", "lineage/", "service-levels/", "fitness/"):
        assert caller.get(ONE + part).status_code == status, part


def test_one_product_with_everything_its_documents_say(api, ada, product):
    answer = api(ada).get(ONE).json()

    assert answer["external_id"] == "clinical-adverse-events"
    assert answer["successor"] is None
    assert set(answer) >= {"purpose", "usage", "limitations", "support", "output_ports", "fitness"}


def test_versions_are_those_that_were_published(api, ada, product):
    ProductVersionFactory(product=product, number="0.9.0", state="superseded")
    ProductVersionFactory(product=product, number="2.0.0", state="failed", published_at=None)

    answer = api(ada).get(ONE + "versions/").json()

    assert {(one["number"], one["state"]) for one in answer["results"]} == {
        ("1.0.0", "published"),
        ("0.9.0", "superseded"),
    }
    assert set(answer) == {"results", "next", "previous"}


def test_service_levels_have_the_shape_that_tools_rely_on(api, ada, port):
    (level,) = api(ada).get(ONE + "service-levels/").json()["results"]

    assert level["port"] == {"id": port.pk, "name": "events"}
    assert level["indicator"] == "volume"
    assert level["objective"] == "more than 0 rows"
    assert (level["value"], level["unit"], level["status"]) == (3.0, "rows", "kept")
    assert "measured_at" in level


def test_fitness_comes_with_its_evidence(api, ada, product):
    answer = api(ada).get(ONE + "fitness/").json()

    assert (answer["score"], answer["band"]) == (82, "good")
    (result,) = answer["results"]
    assert result["function"] == "has-owner"
    assert result["evidence"] == {"team": "x"}
    assert set(result) >= {"version", "attribute", "outcome", "score", "remedy"}


def test_fitness_that_nobody_knows_is_said_so(api, ada, domain):
    DataProductFactory(slug="unscored", domain=domain)

    answer = api(ada).get("/api/v1/products/unscored/fitness/").json()

    assert (answer["score"], answer["band"], answer["results"]) == (None, "unknown", [])


def test_lineage_is_a_graph_around_the_product(api, ada, product):
    answer = api(ada).get(ONE + "lineage/?hops=2").json()

    assert [node["slug"] for node in answer["nodes"]] == ["adverse-events"]
    assert answer["edges"] == []
    assert api(ada).get(ONE + "lineage/?hops=99").status_code == 400


def test_a_port_tells_its_contract_policy_and_what_lies_there(api, ada, port):
    answer = api(ada).get(f"/api/v1/ports/{port.pk}/").json()

    assert [column["name"] for column in answer["contract"]["columns"]] == ["subject", "term"]
    assert answer["policy"]["masks"] == [{"column": "subject", "method": "hash"}]
    assert answer["policy"]["rows_are_filtered"] is True
    assert "term <>" not in str(answer)
    assert answer["snapshot"]["rows"] == 3
    assert answer["data"] == f"/api/v1/ports/{port.pk}/data"
