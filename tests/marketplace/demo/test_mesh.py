"""What the bundles promise is true of the data, save for the promises that are broken on purpose."""

import pytest

from marketplace.demo.sources import bundles
from tests.marketplace.demo.mesh_in_duckdb import LOGICAL, OPERATORS, literal, operator_of

# The three promises that the data really breaks; docs/demo.md tells why they stand.
BROKEN = {
    ("adverse-events", "Fatal events are serious"),
    ("household-spend-360", "Spend of described households"),
    ("weather", "Possible winds"),
}
ROWS = {
    "airports": 28_298,
    "demographics": 306,
    "adverse-events": 1_191,
    "exposure": 591,
    "laboratory": 59_580,
    "subject-level": 306,
    "adverse-events-analysis": 1_191,
    "laboratory-analysis": 59_580,
    "safety-summary": 60,
    "carriers": 16,
    "aircraft": 3_322,
    "weather": 26_115,
    "flights": 336_776,
    "on-time-performance": 399,
    "delay-risk": 1_420,
    "grocery-products": 92_331,
    "households": 801,
    "transactions": 345_215,
    "department-sales": 285,
    "household-spend-360": 2_261,
}

each_product = pytest.mark.parametrize("slug", [bundle.slug for bundle in bundles()])


@pytest.fixture
def built(built_mesh, slug):
    if slug not in built_mesh.built:
        pytest.skip(f"the data of {slug} is not installed")
    return built_mesh.built[slug]


@each_product
def test_the_result_has_the_columns_of_the_contract(built):
    promised = {prop["name"]: prop["logicalType"] for prop in built.properties}
    assert {name: LOGICAL[kind] for name, kind in built.columns.items()} == promised
    assert list(built.columns) == list(promised)
    assert built.columns == {prop["name"]: prop["physicalType"] for prop in built.properties}


@each_product
def test_the_number_of_rows_is_known(built_mesh, built, slug):
    assert built_mesh.one(f"select count(*) from {built.table}") == ROWS[slug]


@each_product
def test_keys_are_unique_and_required_columns_filled(built_mesh, built):
    keys = [prop["name"] for prop in built.properties if prop.get("primaryKey")]
    assert keys
    columns = ", ".join(keys)
    assert built_mesh.one(f"select count(*) - count(distinct ({columns})) from {built.table}") == 0
    for prop in built.properties:
        name = prop["name"]
        if prop.get("required"):
            assert built_mesh.one(f"select count(*) from {built.table} where {name} is null") == 0, name
        if prop.get("unique"):
            assert built_mesh.one(f"select count({name}) - count(distinct {name}) from {built.table}") == 0, name


@each_product
def test_values_keep_to_enums_limits_and_patterns(built_mesh, built):
    for prop in built.properties:
        name, options = prop["name"], prop.get("logicalTypeOptions", {})
        conditions = []
        if "enum" in prop:
            conditions.append(f"{name} in ({', '.join(literal(row['value']) for row in prop['enum'])})")
        if "minimum" in options:
            conditions.append(f"{name} >= {literal(str(options['minimum']))}")
        if "maximum" in options:
            conditions.append(f"{name} <= {literal(str(options['maximum']))}")
        if "pattern" in options:
            conditions.append(f"regexp_full_match({name}, '{options['pattern']}')")
        for condition in conditions:
            assert built_mesh.one(f"select count(*) from {built.table} where not ({condition})") == 0, condition


@each_product
def test_examples_are_values_that_occur_and_never_restricted_ones(built_mesh, built):
    for prop in built.properties:
        assert prop["classification"] != "restricted" or "examples" not in prop
        for example in prop.get("examples", []):
            cast = f"cast({literal(str(example))} as {prop['physicalType']})"
            found = built_mesh.one(f"select count(*) from {built.table} where {prop['name']} = {cast}")
            assert found, f"{prop['name']} is never {example}"


@each_product
def test_quality_rules_hold_save_for_the_ones_broken_on_purpose(built_mesh, built, slug):
    broken = set()
    for column, rule in built.rules():
        operator, bound = operator_of(rule)
        if not OPERATORS[operator](built_mesh.value_of(built, column, rule), bound):
            broken.add((slug, rule["name"]))
    assert broken == {pair for pair in BROKEN if pair[0] == slug}


@each_product
def test_row_filters_keep_some_rows_and_drop_some(built_mesh, built):
    condition = built.policy.get("rowFilter")
    if condition:
        kept = built_mesh.one(f"select count(*) from {built.table} where {condition}")
        assert 0 < kept < built_mesh.one(f"select count(*) from {built.table}")


@each_product
def test_masks_fit_their_columns(built_mesh, built):
    kinds = {prop["name"]: prop["logicalType"] for prop in built.properties}
    for mask in built.policy.get("masks", []):
        kind = kinds[mask["column"]]
        match mask["method"]:
            case "year":
                assert kind in {"date", "timestamp"}
            case "bucket":
                assert kind in {"integer", "number"}
                assert mask["size"] > 0
            case "partial":
                assert kind == "string"
                assert mask["size"] > 0
            case "expression":
                built_mesh.one(f"select count({mask['expression']}) from {built.table}")
            case method:
                assert method in {"null", "hash", "redact"}


@each_product
def test_restricted_columns_do_not_leave_without_a_review_or_a_mask(built):
    restricted = {prop["name"] for prop in built.properties if prop["classification"] == "restricted"}
    if restricted:
        assert any(rule["then"] == "review" for rule in built.policy["rules"])
        assert built.policy["masks"]


def test_the_breach_is_the_one_that_the_pages_tell_of(whole_mesh):
    spend = whole_mesh.built["household-spend-360"]
    values = {rule["name"]: whole_mesh.value_of(spend, column, rule) for column, rule in spend.rules()}
    assert values["Spend of described households"] == pytest.approx(56.06, abs=0.01)
    described = whole_mesh.one(f"select 100.0 * count(*) filter (where described) / count(*) from {spend.table}")
    assert described == pytest.approx(34.9, abs=0.1)


def test_a_thinly_described_product_is_among_them(whole_mesh):
    carriers = whole_mesh.built["carriers"]
    assert "support" not in carriers.product
    assert "usage" not in carriers.product["description"]
    assert "slaProperties" not in carriers.contract
    assert not list(carriers.rules())
