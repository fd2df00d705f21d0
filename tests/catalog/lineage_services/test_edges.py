from catalog.lineage import column_selectors
from catalog.lineage.column_selectors import column_lineage
from catalog.lineage.selectors import downstream_of
from catalog.lineage.services import store_edges
from catalog.models import ColumnEdge, DataProduct
from tests.catalog.factories import TransformationFactory


def edges_of(port):
    return {
        (edge.input_port.name, edge.from_column, edge.column, edge.kind)
        for edge in ColumnEdge.objects.filter(port=port).select_related("input_port")
    }


def test_columns_come_from_columns(people):
    assert ("raw", "usubjid", "usubjid", "IDENTITY") in edges_of(people)
    assert ("raw", "country", "*", "FILTER") in edges_of(people)


def test_storing_again_replaces(people):
    before = edges_of(people)

    store_edges(people.contract.version)

    assert edges_of(people) == before


def test_columns_are_called_as_the_contract_calls_them(make, dm):
    port = make("subjects", "select USUBJID as UsubjId from raw", columns=("usubjid",), raw=dm)

    assert {column for _table, _from, column, _kind in edges_of(port)} == {"usubjid"}


def test_sql_that_cannot_be_parsed_has_no_edges(people):
    people.contract.version.transformations.update(sql="select from where")

    assert store_edges(people.contract.version) == 0


def test_the_lineage_of_a_column_goes_over_products_up_to_the_source(ages, ada):
    up = column_lineage(ada, ages, "age")["up"]

    direct = [(step["depth"], step["kind"], step["port"], step["column"]) for step in up if step["direct"]]
    assert direct == [(1, "port", "people", "age"), (2, "source", "pharmaverse.dm", "age")]
    assert {step["how"] for step in up if not step["direct"]} >= {"GROUP_BY", "FILTER"}


def test_the_lineage_of_a_column_goes_down_to_what_is_made_of_it(people, ages, ada):
    down = column_lineage(ada, people, "AGE")["down"]

    assert (1, "ages", "age") in {(step["depth"], step["product"], step["column"]) for step in down if step["direct"]}


def test_a_column_in_a_hidden_product_is_not_named(ages, people, ada):
    DataProduct.objects.filter(slug="people").update(status="draft")

    up = column_lineage(ada, ages, "age")["up"]

    assert up[0]["kind"] == "hidden"
    assert (up[0]["product"], up[0]["port"], up[0]["column"]) == ("", "", "")


def test_what_a_hidden_product_makes_of_a_source_is_not_told(ages, people, ada):
    DataProduct.objects.filter(slug="people").update(status="draft")

    told = str(column_lineage(ada, ages, "age"))

    assert "pharmaverse" not in told
    assert "country" not in told


def test_the_lineage_of_columns_asks_the_database_no_more_when_there_is_more(make, people, ages, ada, queries_of):
    few = queries_of(lambda: column_lineage(ada, people, "age"))
    for number in range(4):
        make(f"more{number}", "select usubjid, age from people", people=people)

    assert queries_of(lambda: column_lineage(ada, people, "age")) == few


def test_every_step_says_by_which_way_it_was_reached(make, people, ages, ada):
    summary = make("summary", "select max(age) as oldest from ages", columns=("oldest",), ages=ages)

    far = {step["port"]: step["path"] for step in column_lineage(ada, summary, "oldest")["up"] if step["direct"]}

    assert far == {"ages": [], "people": ["Ages · age"], "pharmaverse.dm": ["Ages · age", "People · age"]}


def test_of_a_crowd_of_columns_the_nearest_are_told_and_that_there_are_more(make, people, ada, monkeypatch):
    for number in range(4):
        make(f"copy{number}", "select age from people", columns=("age",), people=people)
    monkeypatch.setattr(column_selectors, "MOST_COLUMNS", 3)

    walked = column_lineage(ada, people, "age")

    assert len([step for step in walked["down"] if step["direct"]]) == 2
    assert walked["more"] == {"up": False, "down": True}


def test_impact_reaches_over_products(people, ages, make):
    summary = make("summary", "select sum(n) as n from ages", columns=("n",), ages=ages)

    assert downstream_of(people.product) == {ages.product_id, summary.product_id}


def test_a_circle_ends(people, ages, make, ada):
    people.contract.version.input_ports.create(name="back", upstream=ages)
    TransformationFactory(version=people.contract.version, port=ages, sql="select age from back")
    store_edges(people.contract.version)

    assert column_lineage(ada, ages, "age")["up"]
    assert downstream_of(people.product) == {ages.product_id}


def test_tools_read_the_lineage_of_a_column(ages, ada, api):
    address = f"/api/v1/products/{ages.product.slug}/lineage/column/"

    told = api(ada).get(address, {"port": "ages", "column": "AGE"}).json()

    assert [(step["depth"], step["kind"], step["port"]) for step in told["up"] if step["direct"]] == [
        (1, "port", "people"),
        (2, "source", "pharmaverse.dm"),
    ]
    assert (told["column"], told["down"], told["more"]) == ("age", [], {"up": False, "down": False})
    assert api(ada).get(address, {"port": "ages", "column": "nothing"}).status_code == 404
    assert api(ada).get(address, {"port": "ages"}).status_code == 400
