import pytest

from catalog.spec import read_bundle
from catalog.spec.dialects import KINDS
from catalog.spec.own_schemas import METHODS, STAGES
from catalog.spec.vocabulary import vocabulary
from tests.catalog.spec.published_files import files, needs_published_files, read

NAMES = {kind: name for name, kind in KINDS.items()}
SEMANTIC = files(folder="semantic-invalid")
VALID = [name for name in files(verdict="valid") if name not in SEMANTIC]


def entries_at(*way, beside=None):
    """What may stand at a place: the name of a kind, then the keys on the way."""
    kind, *keys = way
    shapes = [vocabulary()["kinds"][kind]]
    for key in keys:
        shapes = [one["shape"] for shape in shapes for one in vocabulary()["shapes"][shape] if one["name"] == key]
    found = [one for shape in shapes for one in vocabulary()["shapes"][shape]]
    return [one for one in found if all((beside or {}).get(key) in told for key, told in one.get("when", {}).items())]


def names_at(*way, beside=None):
    return {one["name"] for one in entries_at(*way, beside=beside)}


def not_proposed(tree, shapes, path=""):
    """The keys of a document that an editor would not have proposed where they stand."""
    if isinstance(tree, list):
        for place, item in enumerate(tree):
            yield from not_proposed(item, shapes, f"{path}/{place}")
    elif isinstance(tree, dict) and shapes:
        entries = [one for shape in shapes for one in vocabulary()["shapes"][shape]]
        for key, value in tree.items():
            known = [one for one in entries if one["name"] == key]
            if not known:
                yield f"{path}/{key}"
            yield from not_proposed(value, [one["shape"] for one in known if "shape" in one], f"{path}/{key}")


@needs_published_files
def test_every_key_of_every_valid_file_would_have_been_proposed():
    missed = {}
    for name in VALID:
        bundle, _violations = read_bundle(read(name))
        for document in bundle.documents:
            first = vocabulary()["kinds"][NAMES[document.kind]]
            missed[name] = list(not_proposed(document.tree, [first]))

    assert VALID
    assert {name: keys for name, keys in missed.items() if keys} == {}


def test_what_a_document_needs_is_marked():
    needed = {one["name"] for one in entries_at("DataContract") if one.get("required")}

    assert needed == {"version", "kind", "apiVersion", "id"}
    assert {one["name"] for one in entries_at("DataContract", "schema", "properties") if one.get("required")} == {
        "name"
    }


@pytest.mark.parametrize(
    ("kind", "beside", "proposed", "kept_back"),
    [
        ("servers", {"type": "postgres"}, {"host", "port", "database", "schema"}, {"account", "topic"}),
        ("servers", {"type": "snowflake"}, {"account", "warehouse"}, {"project"}),
        ("servers", {}, {"server", "type", "environment"}, {"host", "account"}),
    ],
)
def test_what_a_key_beside_it_rules_out_is_not_proposed(kind, beside, proposed, kept_back):
    names = names_at("DataContract", kind, beside=beside)

    assert proposed <= names
    assert not kept_back & names


def test_the_options_of_a_column_are_those_of_its_type():
    def options(logical_type):
        found = [
            one
            for one in entries_at("DataContract", "schema", "properties", beside={"logicalType": logical_type})
            if one["name"] == "logicalTypeOptions" and "shape" in one
        ]
        return {key["name"] for one in found for key in vocabulary()["shapes"][one["shape"]]}

    assert {"minimum", "maximum", "multipleOf"} <= options("integer")
    assert {"minLength", "maxLength", "pattern"} <= options("string")
    assert "minLength" not in options("integer")


@pytest.mark.parametrize(
    ("way", "key", "values"),
    [
        (("DataProduct",), "status", {"draft", "active", "deprecated"}),
        (("DataProduct",), "type", {"sourceAligned", "aggregate", "consumerAligned"}),
        (("DataContract",), "apiVersion", {"v3.2.0", "v3.1.0"}),
        (("DataContract", "schema", "properties"), "classification", {"public", "restricted"}),
        (("DataContract", "schema", "properties"), "required", {"true", "false"}),
        (("DataContract", "schema", "quality"), "metric", {"rowCount", "nullValues"}),
        (("AccessPolicy", "rules"), "stages", set(STAGES)),
        (("AccessPolicy", "masks"), "method", set(METHODS)),
        (("Transformation",), "kind", {"Transformation"}),
    ],
)
def test_values_are_proposed_where_there_are_few(way, key, values):
    told = {value for one in entries_at(*way) if one["name"] == key for value in one.get("values", ())}

    assert values <= told


def test_the_own_properties_are_told_with_where_they_belong():
    told = {shape: {one["name"] for one in known} for shape, known in vocabulary()["properties"].items()}

    assert {"slug", "ownerTeam", "licence", "refresh"} <= told[vocabulary()["kinds"]["DataProduct"]]
    assert {one["shape"] for one in entries_at("DataProduct") if one["name"] == "inputPorts"} <= told.keys()
