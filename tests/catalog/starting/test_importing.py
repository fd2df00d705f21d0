"""Files of other tools: told apart, taken over to the byte or converted aloud, never wrongly."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from catalog.exchange.descriptor_files import paths_of
from catalog.exchange.dpds import convert, find_root
from catalog.spec import Limits, check, has_errors, read_bundle, view, write
from catalog.starting.importing import bundle_of, read_files
from catalog.starting.naming import Naming
from tests.catalog.spec.published_files import SPECS, files, needs_published_files, read

LIMITS = Limits()
NAMING = Naming("Brought along", "brought-along", "clinical", "clinical-data", "Clinical data")
CONTRACT = b"""# as it was
apiVersion: v3.1.0
kind: DataContract
id: orders
name: Orders   # kept
version: 2.0.0
status: active
schema:
  - name: order_lines
    properties:
      - {name: id, logicalType: integer}
"""
TRIP = SPECS / "dpds/examples/tripexecution"


def test_a_contract_alone_gets_a_product_around_it_and_keeps_its_bytes():
    brought = read_files([("orders.odcs.yaml", CONTRACT)], LIMITS)

    raw = bundle_of(brought, NAMING)

    bundle, violations = read_bundle(raw)
    spec = view(bundle)
    assert brought.kind == "contracts"
    assert violations == []
    assert CONTRACT in raw
    assert [(output.name, output.contract_id, output.contract.version) for output in spec.outputs] == [
        ("order_lines", "orders", "2.0.0")
    ]


def test_several_contracts_become_several_ports_with_names_of_their_own():
    other = CONTRACT.replace(b"id: orders", b"id: orders-old", 1)

    raw = bundle_of(read_files([("a.yaml", CONTRACT), ("b.yaml", other)], LIMITS), NAMING)

    assert [output.name for output in view(read_bundle(raw)[0]).outputs] == ["order_lines", "order_lines_2"]


def test_a_zip_is_opened():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("contracts/orders.yaml", CONTRACT)

    brought = read_files([("all.zip", packed.getvalue())], LIMITS)

    assert brought.kind == "contracts"
    assert CONTRACT in bundle_of(brought, NAMING)


def test_a_product_changes_only_its_name_its_home_and_its_owner():
    product = b"# ours\napiVersion: v1.1.0\nkind: DataProduct\nid: x\nname: Old\nversion: 1.0.0\nstatus: active\n"

    raw = bundle_of(read_files([("p.yaml", product + b"---\n" + CONTRACT)], LIMITS), NAMING)

    spec = view(read_bundle(raw)[0])
    assert (spec.name, spec.slug, spec.domain, spec.owner_team, spec.external_id) == (
        "Brought along", "brought-along", "clinical", "clinical-data", "x",
    )  # fmt: skip
    assert raw.startswith(b"# ours\napiVersion: v1.1.0\nkind: DataProduct\nid: x\n")
    assert raw.endswith(CONTRACT)


@pytest.mark.parametrize(
    "raw", [b"", b"- [", b"\xff\xfe", b"just words", b"kind: Pod\napiVersion: v1\n", b"PK\x03\x04broken"]
)
def test_what_is_neither_is_told(raw):
    brought = read_files([("file.yaml", raw)], LIMITS)

    assert not brought.is_usable
    assert brought.violations


@needs_published_files
@pytest.mark.parametrize("name", sorted(path.name for path in (SPECS / "odcs/legacy-dcs").glob("*.yaml")) or ["none"])
def test_a_superseded_contract_is_answered_with_how_to_convert_it(name):
    brought = read_files([(name, (SPECS / "odcs/legacy-dcs" / name).read_bytes())], LIMITS)

    assert brought.kind == "superseded"
    assert brought.commands == (f"datacontract export odcs {name} --output {name.removesuffix('.yaml')}.odcs.yaml",)
    assert not brought.is_usable


@needs_published_files
@pytest.mark.parametrize("name", files(folder="odcs/examples/")[::6] + files(folder="odps/"))
def test_published_files_are_taken_over(name):
    raw = read(name)

    brought = read_files([(name, raw)], LIMITS)

    if not brought.is_usable:
        assert brought.violations or brought.commands
        return
    made = bundle_of(brought, NAMING)
    bundle, violations = read_bundle(made)
    assert view(bundle).slug == "brought-along"
    assert not has_errors(violations) or has_errors(brought.violations)
    if brought.kind == "contracts":
        assert raw.removeprefix(b"\xef\xbb\xbf") in made


@needs_published_files
@pytest.mark.parametrize("name", files(folder="invalid/")[::8] + files(folder="nonconforming/")[::8])
def test_wrong_files_are_told_about_and_never_a_traceback(name):
    brought = read_files([(name, read(name))], LIMITS)

    if brought.is_usable:
        bundle, _violations = read_bundle(bundle_of(brought, NAMING))
        assert check(bundle)


@pytest.fixture
def trip():
    """The example of the Open Data Mesh, file by file."""
    if not TRIP.exists():
        pytest.skip(f"the published files are not at {SPECS}")
    return [(path.relative_to(TRIP).as_posix(), path.read_bytes()) for path in sorted(TRIP.rglob("*.json"))]


def test_a_descriptor_becomes_a_product_and_what_is_lost_is_said(trip):
    brought = read_files(trip, LIMITS)

    spec = view(brought.bundle)
    assert brought.kind == "descriptor"
    assert (spec.name, spec.version) == ("tripExecution", "1.2.3")
    assert [output.name for output in spec.outputs] == ["trip_status", "trip_events"]
    assert {sla["property"]: sla["value"] for sla in spec.outputs[0].contract.sla} == {
        "availability": 99.999, "freshness": 5,
    }  # fmt: skip
    assert "target audience" in spec.outputs[0].policy.terms
    assert any("lies on the web" in sentence for sentence in brought.lost)
    assert any("asyncapi" in sentence for sentence in brought.lost)
    assert "3 application components: the transformation is written here as SQL." in brought.lost


def test_a_descriptor_is_found_when_its_folders_are_lost(trip):
    flat = [(Path(name).name, content) for name, content in trip]

    brought = read_files(flat, LIMITS)

    assert [output.name for output in view(brought.bundle).outputs] == ["trip_status", "trip_events"]


def test_columns_of_a_descriptor_are_carried_over():
    tree = {
        "dataProductDescriptor": "1.0.0",
        "info": {"name": "trips", "version": "1.0.0", "domain": "d"},
        "interfaceComponents": {"outputPorts": [{"name": "status", "version": "1.0.0", "$ref": "port.json"}]},
    }
    port = {"promises": {"api": {"definition": {"schema": {"tables": [{"definition": {"$ref": "table.json"}}]}}}}}
    table = {
        "columns": [
            {"name": "at", "dataType": "TIMESTAMP", "columnConstraint": "NOT_NULL", "ordinalPosition": 2},
            {"name": "id", "dataType": "INTEGER", "columnConstraint": "PRIMARY_KEY", "ordinalPosition": 1},
        ]
    }

    converted = convert({"a.json": tree, "port.json": port, "table.json": table}, "a.json")

    bundle, _violations = read_bundle(write(list(converted.trees)))
    columns = view(bundle).outputs[0].contract.columns
    assert [(one.name, one.logical_type, one.primary_key, one.required) for one in columns] == [
        ("id", "integer", True, True),
        ("at", "timestamp", False, True),
    ]
    assert not has_errors(check(bundle))


def test_references_out_of_the_files_and_in_circles_lead_nowhere():
    tree = {
        "dataProductDescriptor": "1.0.0",
        "info": {"name": "x", "version": "1.0.0", "domain": "d"},
        "interfaceComponents": {
            "outputPorts": [
                {"$ref": "../../../etc/passwd"},
                {"$ref": "loop.json"},
                {"$ref": "https://example.org/a.json"},
            ]
        },
    }
    given = paths_of([("a.json", tree), ("loop.json", {"$ref": "loop.json"})])

    converted = convert(given, find_root(given))

    assert len(converted.trees) == 1
    assert any("not among those" in sentence for sentence in converted.lost)
    assert any("circle" in sentence for sentence in converted.lost)
    assert any("on the web" in sentence for sentence in converted.lost)


def test_a_descriptor_may_be_nonsense():
    raw = json.dumps({"dataProductDescriptor": 1, "info": {"owner": 3}, "interfaceComponents": {"outputPorts": "no"}})

    brought = read_files([("a.json", raw.encode())], LIMITS)

    assert brought.kind in ("descriptor", "nothing")
