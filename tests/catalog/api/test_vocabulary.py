"""What an editor proposes in a draft: what its SQL can read, and nothing of what the person may not see."""

import pytest

from catalog.models import DataProduct
from tests.catalog.api.conftest import bundle
from tests.catalog.factories import SourceTableFactory

KEYS = "/api/v1/bundles/keys/"
VOCABULARY = "/api/v1/bundles/vocabulary/"
YAML = "application/yaml"
SOURCE = b"    customProperties:\n      - {property: source, value: pharmaverse.ae, vendor: marketplace}\n"
# Another product, made from Adverse Events.
DOWNSTREAM = (
    bundle()
    .replace(b"name: Adverse Events", b"name: Summary")
    .replace(b"clinical-ae", b"clinical-summary")
    .replace(SOURCE, b"    contractId: clinical-ae\n")
)


@pytest.fixture
def source(clinical):
    """The raw table, which belongs to otto's team alone."""
    columns = [{"name": "subject", "type": "VARCHAR"}, {"name": "term", "type": "VARCHAR"}]
    return SourceTableFactory(system__slug="pharmaverse", system__team=clinical, name="ae", columns=columns)


@pytest.fixture
def ask(as_tool):
    """What is told to somebody about a text."""

    def asking(person, text=None):
        sent = bundle() if text is None else text
        return as_tool(person, "read").post(VOCABULARY, sent, content_type=YAML).json()

    return asking


def test_the_keys_are_told_once_and_may_be_kept(as_tool, eve):
    answer = as_tool(eve, "read").get(KEYS)

    assert answer.json()["kinds"].keys() == {"DataProduct", "DataContract", "Transformation", "AccessPolicy"}
    assert "count" in answer.json()["functions"]
    assert answer["Cache-Control"] == "private, max-age=3600"


def test_the_tables_of_a_draft_come_with_their_columns(ask, otto, domain, source):
    told = ask(otto)

    assert told["inputs"]["raw"]["about"] == "pharmaverse.ae"
    assert [(one["name"], one["type"]) for one in told["inputs"]["raw"]["columns"]] == [
        ("subject", "VARCHAR"),
        ("term", "VARCHAR"),
    ]
    assert [one["name"] for one in told["outputs"]["events"]["columns"]] == ["subject", "term"]
    assert told["choices"]["ownerTeam"] == [{"value": "clinical-data", "about": "Clinical data"}]
    assert {"value": "clinical", "about": "Clinical"} in told["choices"]["domain"]


def test_who_claims_to_be_of_a_team_is_not_told_what_the_team_reads(ask, eve, ada, domain, source):
    for stranger in (eve, ada):
        told = ask(stranger)

        assert told["inputs"] == {}
        assert told["choices"]["source"] == []
        assert told["choices"]["ownerTeam"] == []


def test_ports_of_other_products_are_tables_for_everybody_who_finds_them(ask, eve, product):
    told = ask(eve, DOWNSTREAM)

    assert [one["name"] for one in told["inputs"]["raw"]["columns"]] == ["subject", "term"]
    assert {"value": "clinical-ae", "about": "Adverse Events · events"} in told["choices"]["contractId"]

    DataProduct.objects.update(status="draft")
    hidden = ask(eve, DOWNSTREAM)
    assert hidden["inputs"] == {}
    assert hidden["choices"]["contractId"] == []


@pytest.mark.parametrize("typing", [b"sql: |\n  select\n\tfrom", b"masks: [{column: ", b'terms: "half a sentence'])
def test_a_document_in_which_somebody_types_does_not_silence_the_others(ask, otto, domain, source, typing):
    told = ask(otto, bundle() + b"---\nkind: AccessPolicy\noutputPort: events\n" + typing)

    assert told["readable"] is True
    assert told["inputs"].keys() == {"raw"}


@pytest.mark.parametrize(
    "text", [b"", b"\x00", b"\xff\xfe", b"[" * 5000, b"kind: DataProduct\napiVersion: []", b"PK\x03\x04"]
)
def test_of_what_cannot_be_read_nothing_is_told(ask, otto, domain, text):
    assert ask(otto, text)["inputs"] == {}


def test_many_inputs_take_no_more_queries(as_tool, otto, product, source, django_assert_max_num_queries):
    tool = as_tool(otto, "read")
    ports = b"".join(b"  - {name: t%d, version: 1.0.0, contractId: clinical-ae}\n" % number for number in range(40))
    tool.post(VOCABULARY, bundle(), content_type=YAML)

    with django_assert_max_num_queries(18):
        answer = tool.post(VOCABULARY, DOWNSTREAM.replace(b"outputPorts:", ports + b"outputPorts:"), content_type=YAML)

    assert len(answer.json()["inputs"]) == 41
