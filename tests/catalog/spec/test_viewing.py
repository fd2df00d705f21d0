import pytest

from catalog.spec import RuleSpec, StageSpec, WhenSpec, check, slugify, view
from tests.catalog.spec.bundles import ADVERSE_EVENTS, altered, read

PRODUCT = ADVERSE_EVENTS.partition(b"\n---\n")[0]


def test_a_product_is_what_its_documents_say():
    product = view(read(ADVERSE_EVENTS))

    assert (product.slug, product.owner_team, product.domain) == ("adverse-events-by-arm", "clinical-data", "clinical")
    assert (product.archetype, product.licence, product.refresh) == ("aggregate", "Apache-2.0", "daily")
    assert product.glossary == ("adverse event", "arm")
    assert [(port.name, port.contract_id, port.source) for port in product.inputs] == [
        ("adverse_events", "clinical-adverse-events", ""),
        ("raw_dm", "", "pharmaverse.dm"),
    ]


def test_a_port_carries_its_contract_transformation_and_policy():
    port = view(read(ADVERSE_EVENTS)).output("adverse_events_by_arm")

    assert [column.name for column in port.contract.columns] == ["arm", "event", "subjects", "first_subject"]
    assert [column.position for column in port.contract.columns] == [1, 2, 3, 4]
    assert port.contract.columns[0].enum == ("Placebo", "Xanomeline High Dose")
    assert port.contract.columns[3].classification == "restricted"
    assert port.contract.sla[0]["property"] == "freshness"
    assert port.transformation.sql.startswith("with placed as (")
    assert port.policy.longest_days == 180
    assert port.policy.rules[0].when == WhenSpec(domains=("clinical",), days_at_most=30)
    assert port.policy.masks[0].method == "hash"


def test_a_port_without_policy_is_reviewed_by_its_owner():
    raw = ADVERSE_EVENTS[: ADVERSE_EVENTS.rindex(b"\n---\n")]
    policy = view(read(raw)).outputs[0].policy

    assert policy.rules == ()
    assert policy.default == RuleSpec("default", "review", stages=(StageSpec("owner"),))
    assert policy.digest != view(read(ADVERSE_EVENTS)).outputs[0].policy.digest


def test_a_review_without_stages_asks_the_owner():
    raw = altered(("    stages: [owner, steward]\n", ""))

    assert view(read(raw)).outputs[0].policy.rules[1].stages == (StageSpec("owner"),)


def test_a_classification_off_the_scale_counts_as_restricted():
    raw = altered(("classification: internal", "classification: Hush"))

    assert view(read(raw)).outputs[0].contract.columns[0].classification == "restricted"


def test_a_product_that_says_little_is_still_a_product():
    product = view(
        read(b"apiVersion: v1.1.0\nkind: DataProduct\nid: Orders & More\ntags:\noutputPorts:\ninputPorts:\nteam:\n")
    )

    assert (product.slug, product.name, product.outputs) == ("orders-more", "Orders & More", ())


def test_a_port_whose_contract_is_missing_has_an_empty_one():
    port = view(read(PRODUCT)).outputs[0]

    assert (port.contract.external_id, port.contract.columns) == ("adverse-events-by-arm", ())


@pytest.mark.parametrize(("wanted", "columns"), [("1.2.0", 4), ("v1.2.0", 4), ("2.0.0", 0), ("9.9.9", 0)])
def test_of_several_versions_a_port_takes_its_own_or_the_last(wanted, columns):
    later = b"\n---\napiVersion: v3.2.0\nkind: DataContract\nid: adverse-events-by-arm\nversion: 2.0.0\n"
    raw = altered(("version: 1.2.0\n    contractId", f"version: {wanted}\n    contractId")) + later

    assert len(view(read(raw)).outputs[0].contract.columns) == columns


def test_a_bundle_without_product_cannot_be_viewed():
    with pytest.raises(ValueError, match="no data product"):
        view(read(ADVERSE_EVENTS.partition(b"\n---\n")[2]))


@pytest.mark.parametrize(("name", "slug"), [("Orders", "orders"), ("  A  b ", "a-b"), ("Größe", "groe"), ("漢字", "")])
def test_a_name_becomes_a_slug(name, slug):
    assert slugify(name) == slug


@pytest.mark.parametrize("written", ["null", "'null'", "~"])
def test_the_mask_that_shows_nothing_may_be_written_without_quotes(written):
    raw = altered(("method: hash", f"method: {written}"))

    assert check(read(raw)) == []
    assert view(read(raw)).outputs[0].policy.masks[0].method == "null"
