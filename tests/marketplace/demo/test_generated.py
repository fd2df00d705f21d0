"""A generated mesh is made of rows like any other, and goes as it came."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Team
from catalog.models import (
    AccessPolicy,
    Column,
    ColumnEdge,
    DataContract,
    DataProduct,
    Domain,
    FitnessScore,
    InputPort,
    Monitor,
    OutputPort,
    ProductVersion,
    SearchEntry,
    Snapshot,
    SourceSystem,
    Transformation,
    Warehouse,
)
from catalog.publishing.facts import column_fields, describe, policy_fields
from catalog.search.query import search
from catalog.spec import check, read_bundle
from catalog.spec.viewing import view
from marketplace.demo.generated.mesh import generate, remove
from marketplace.demo.generated.plan import RARE, TENTH, Mesh, plan
from requests.models import AccessRequest
from tests.catalog.factories import OfferedPortFactory
from tests.requests.factories import AccessRequestFactory

MESH = Mesh(products=130, seed=7, columns=6)
POURED = [AccessPolicy, Column, ColumnEdge, DataContract, DataProduct, Domain, FitnessScore, InputPort, Monitor]
POURED += [OutputPort, ProductVersion, SearchEntry, Snapshot, Transformation]
PARTS = ["product", "product-schema", "product-sample-rows", "product-lineage", "product-service-levels"]
PARTS += ["product-fitness", "product-versions", "product-access"]


def quiet(_line):
    """Nobody listens."""


@pytest.fixture
def generated(db):
    generate(MESH, quiet)


def test_every_row_is_one_that_the_models_allow(generated):
    for model in POURED:
        rows = model.objects.order_by("?")[:12]

        assert rows, model
        for row in rows:
            # Forms may ask for more than rows need: a build without rows has no statistics.
            empty = [field.name for field in row._meta.concrete_fields if not field.value_from_object(row)]
            row.full_clean(exclude=empty)


def test_a_product_is_what_its_documents_say(generated):
    versions = ProductVersion.objects.filter(product__external_id__startswith="generated-").order_by("?")[:8]
    for version in versions.select_related("product__domain", "product__owner"):
        bundle, violations = read_bundle(bytes(version.bundle))
        spec = view(bundle)
        port = version.product.output_ports.select_related("policy", "contract").get()
        output = spec.outputs[0]

        assert [*violations, *check(bundle)] == []
        assert {name: getattr(version.product, name) for name in describe(spec)} == describe(spec)
        assert (version.product.slug, version.product.domain.slug) == (spec.slug, spec.domain)
        assert version.product.owner.slug == spec.owner_team
        told = policy_fields(output.policy, port.policy.document)
        assert {name: getattr(port.policy, name) for name in told} == told
        told = [column_fields(column) for column in output.contract.columns]
        assert list(Column.objects.filter(contract=port.contract).values(*told[0])) == told
        assert set(version.input_ports.values_list("name", flat=True)) == {wish.name for wish in spec.inputs}


def test_edges_lead_to_columns_that_are_there(generated):
    edges = ColumnEdge.objects.select_related("input_port__upstream")

    assert edges.count() > MESH.products
    for edge in edges:
        assert edge.input_port.upstream.contract.columns.filter(name=edge.from_column).exists()
        assert edge.port.contract.columns.filter(name=edge.column).exists()


def test_one_word_is_in_a_hundred_products_and_one_in_a_tenth(generated, ada):
    assert search(ada, RARE).total == 100
    assert search(ada, TENTH).total == 13
    assert search(ada, "").total == 130


def test_words_and_columns_are_as_many_as_promised():
    planned = [plan(Mesh(products=5000, seed=3), number) for number in range(0, 5000, 41)]

    assert {len(product.columns) for product in planned} == {20}
    assert all(50 <= len(product.description.split()) <= 70 for product in planned)
    assert len({product.name for product in planned}) > 100
    assert {product.archetype for product in planned} == set(DataProduct.Archetype.values)


def test_the_same_seed_makes_the_same_mesh_and_another_one_another():
    again = plan.__wrapped__(MESH, 77)

    assert again == plan(MESH, 77)
    assert again != plan(Mesh(products=130, seed=8, columns=6), 77)


def test_a_product_may_have_thousands_of_columns():
    names = [column.name for column in plan(Mesh(products=1, columns=3000), 0).columns]

    assert len(set(names)) == 3000


def test_asking_again_adds_nothing_and_another_mesh_is_refused(generated):
    said = []

    assert generate(MESH, said.append) == 0
    with pytest.raises(CommandError, match="already"):
        call_command("generate_mesh", products=500)
    assert DataProduct.objects.count() == 130


def test_what_was_interrupted_goes_on_where_it_stopped(db, ada):
    mesh = Mesh(products=1020, columns=2)

    def interrupt(_line):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(mesh, interrupt)

    assert generate(mesh, quiet) == 20
    assert search(ada, RARE).total == 100


def test_it_goes_with_all_that_came_with_it(db):
    OfferedPortFactory(columns=["a"])
    kinds = [*POURED, Team, SourceSystem, Warehouse]
    before = {kind: kind.objects.count() for kind in kinds}
    generate(MESH, quiet)

    call_command("generate_mesh", remove=True, yes=True, stdout=StringIO())

    assert {kind: kind.objects.count() for kind in kinds} == before
    assert remove(quiet) == 0


def test_removing_asks_first(generated):
    with pytest.raises(CommandError, match="--yes"):
        call_command("generate_mesh", remove=True)

    assert DataProduct.objects.count() == 130


def test_what_somebody_ordered_is_not_taken_away(generated):
    AccessRequestFactory(port=OutputPort.objects.order_by("pk").last())

    with pytest.raises(CommandError, match="access requests"):
        call_command("generate_mesh", remove=True, yes=True)

    assert AccessRequest.objects.count() == 1


def test_every_part_of_its_page_is_shown_and_the_sample_says_that_there_are_no_rows(generated, client, ada):
    client.force_login(ada)
    product = DataProduct.objects.get(external_id="generated-127")

    pages = {part: client.get(reverse(f"catalog:{part}", args=[product.slug])) for part in PARTS}

    assert {part: page.status_code for part, page in pages.items()} == dict.fromkeys(PARTS, 200)
    assert all(product.name in page.content.decode() for page in pages.values())
    assert "holds descriptions only" in pages["product-sample-rows"].content.decode()


@pytest.mark.parametrize("said", [{}, {"products": 0}, {"products": 10, "columns": 1}])
def test_a_size_that_cannot_be_is_refused(said, db):
    with pytest.raises(CommandError):
        call_command("generate_mesh", **said)
