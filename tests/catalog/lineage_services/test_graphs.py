from catalog.lineage import selectors
from catalog.lineage.selectors import ports_read_by, product_graph
from catalog.lineage.services import store_edges
from catalog.models import DataProduct
from tests.catalog.factories import DataProductFactory, DomainFactory, ProductVersionFactory


def labels(graph):
    return {node["label"] for node in graph["nodes"]}


def named_edges(graph):
    names = {node["id"]: node["label"] for node in graph["nodes"]}
    return {(names[edge["source"]], names[edge["target"]]) for edge in graph["edges"]}


def test_a_product_stands_between_what_it_reads_and_what_reads_it(people, ages, ada):
    graph = product_graph(ada, people.product)

    assert labels(graph) == {"pharmaverse.dm", "People", "Ages"}
    assert named_edges(graph) == {("pharmaverse.dm", "People"), ("People", "Ages")}
    centre = [node for node in graph["nodes"] if node["centre"]]
    assert [node["slug"] for node in centre] == ["people"]
    assert next(edge["ports"] for edge in graph["edges"] if "source" not in edge["source"]) == ["people"]


def test_hops_bound_the_graph(people, ages, make, ada):
    make("summary", "select sum(n) as n from ages", columns=("n",), ages=ages)

    assert labels(product_graph(ada, people.product, hops=1)) == {"pharmaverse.dm", "People", "Ages"}
    assert labels(product_graph(ada, people.product, hops=2)) >= {"Summary"}


def test_siblings_are_left_out(people, ages, make, ada):
    make("heights", "select usubjid, age from people", people=people)

    assert labels(product_graph(ada, ages.product)) == {"pharmaverse.dm", "People", "Ages"}


def test_a_product_alone_is_a_graph_of_one(ada):
    product = DataProductFactory(name="Alone")

    assert labels(product_graph(ada, product)) == {"Alone"}


def test_a_draft_shows_what_it_would_read(people, otto, clinical):
    domain = DomainFactory(team=clinical)
    product = DataProductFactory(name="Draft", status="draft", domain=domain, owner=clinical)
    version = ProductVersionFactory(product=product, state="prepared", published_at=None)
    version.input_ports.create(name="people", upstream=people)

    assert ("People", "Draft") in named_edges(product_graph(otto, product))


def test_a_product_that_somebody_cannot_see_has_no_name_there(people, ages, ada, otto):
    DataProduct.objects.filter(slug="people").update(status="draft")

    seen = product_graph(ada, ages.product)

    assert "People" not in str(seen)
    assert {node["kind"] for node in seen["nodes"]} >= {"hidden"}
    assert "People" in labels(product_graph(otto, ages.product))


def test_what_only_a_hidden_product_reads_is_hidden_with_it(people, ages, ada, otto):
    DataProduct.objects.filter(slug="people").update(status="draft")

    seen = product_graph(ada, ages.product)

    assert "pharmaverse" not in str(seen)
    assert [edge["ports"] for edge in seen["edges"]] == [[]]
    assert "pharmaverse.dm" in labels(product_graph(otto, ages.product))


def test_a_larger_mesh_asks_the_database_no_more(people, ages, make, ada, queries_of):
    few = queries_of(lambda: product_graph(ada, people.product))
    for number in range(5):
        make(f"more{number}", "select usubjid, age from people", people=people)

    assert queries_of(lambda: product_graph(ada, people.product)) == few


def test_of_a_crowd_the_nearest_are_drawn_and_it_is_said_that_there_are_more(people, ages, make, ada, monkeypatch):
    make("summary", "select sum(n) as n from ages", columns=("n",), ages=ages)
    monkeypatch.setattr(selectors, "MOST_NODES", 3)

    seen = product_graph(ada, people.product, hops=6)

    assert labels(seen) == {"pharmaverse.dm", "People", "Ages"}
    assert (seen["more"], product_graph(ada, people.product, hops=1)["more"]) == (True, False)


def test_products_in_a_circle_are_drawn_once(people, ages, ada):
    people.contract.version.input_ports.create(name="back", upstream=ages)
    store_edges(people.contract.version)

    seen = product_graph(ada, ages.product, hops=12)

    assert named_edges(seen) == {("pharmaverse.dm", "People"), ("People", "Ages"), ("Ages", "People")}


def test_what_a_product_reads_is_known(people, ages):
    assert ports_read_by(ages.product) == [people]
