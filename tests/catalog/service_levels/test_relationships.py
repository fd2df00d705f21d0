"""Relationships between ports are measured where both lie in one warehouse and the team may see both."""

import pytest

from catalog.models import Measurement, Snapshot
from catalog.service_levels.compile import Kind, compile_contract
from catalog.service_levels.hooks import MAY_COMPARE
from catalog.service_levels.services import measure_port
from catalog.warehouses.lakehouse import Lakehouse
from marketplace.foundation.policies import YES
from tests.accounts.factories import TeamFactory
from tests.catalog.factories import (
    AccessPolicyFactory,
    DataContractFactory,
    DataProductFactory,
    DomainFactory,
    InputPortFactory,
    OutputPortFactory,
    ProductVersionFactory,
    WarehouseFactory,
)
from tests.catalog.service_levels.conftest import build, contract_document, level, promise

ARMS = "select * from (values ('A', 1), ('B', 2)) as arms(code, place)"
DOCUMENT = {
    "kind": "DataContract",
    "id": "arms-of-the-study",
    "schema": [
        {
            "id": "arms_tbl",
            "name": "arms",
            "properties": [
                {"id": "code_id", "name": "code", "logicalType": "string"},
                {"name": "place", "logicalType": "integer"},
            ],
        }
    ],
}


@pytest.fixture
def arms(port):
    """The arms A and B, a second port of the same product."""
    return another_port(port.product)


def another_port(product, *, warehouse=None, policy=None, **port):
    """An offered port with the table `arms`."""
    made = OutputPortFactory(product=product, name="arms", warehouse=warehouse or WarehouseFactory(), **port)
    version = ProductVersionFactory(product=product, number="0.1.0", state="superseded")
    contract = {"port": made, "version": version, "external_id": "arms-of-the-study", "table": "arms"}
    made.contract = DataContractFactory(**contract, document=DOCUMENT)
    made.policy = AccessPolicyFactory(port=made, version=version, **(policy or {}))
    build(made, ARMS)
    made.offered = True
    made.save()
    return made


def refer(port, to, column="arm"):
    """Promise a relationship, and measure."""
    promise(port, contract_document(**{column: {"relationships": [{"to": to}]}}), number=f"1.{hash(str(to)) % 9999}.0")
    measure_port(port)
    names = " + ".join(to) if isinstance(to, list) else to
    return level(port, f"schema/visits/relationship/visits.{column}/{names.replace('/', '_')}")


def reason(port, to):
    """Why a relationship is not measured."""
    found = refer(port, to)
    assert (found.status, found.value) == ("unknown", None)
    return found.unmeasurable or found.detail


@pytest.mark.parametrize(
    "to",
    [
        "arms.code",
        "/schema/arms_tbl/properties/code_id",
        "schema/arms/properties/code",
        "arms-of-the-study.odcs.yaml#/schema/arms_tbl/properties/code_id",
        "https://example.org/contracts/arms-of-the-study.yaml#schema/arms_tbl/properties/code_id",
        "arms-of-the-study/arms/code",
        ["arms.code"],
    ],
)
def test_values_without_a_counterpart_in_another_port_are_counted(port, arms, to):
    found = refer(port, to)

    assert (found.status, found.value, found.detail) == ("broken", 1, "1 of 4 rows.")


def test_columns_may_refer_together(port, arms):
    promise(port, contract_document())
    document = contract_document()
    ends = {"from": ["visits.arm", "visits.visit"], "to": ["arms.code", "arms.place"]}
    document["schema"][0]["relationships"] = [ends]
    promise(port, document, number="1.1.0")
    measure_port(port)

    monitor = level(port, "schema/visits/relationship/visits.arm + visits.visit/arms.code + arms.place")
    assert (monitor.value, monitor.column) == (2, "arm, visit")


def test_an_input_may_be_referred_to_by_the_name_of_its_table(port, clinical):
    other = another_port(DataProductFactory(domain=DomainFactory(team=clinical)))
    promise(port, contract_document(arm={"relationships": [{"to": "arms.code"}]}))
    InputPortFactory(version=port.contract.version, upstream=other, source=None)
    measure_port(port)

    assert level(port, "schema/visits/relationship/visits.arm/arms.code").value == 1


def test_new_data_of_the_other_port_makes_the_result_stale(port, arms, monkeypatch):
    found = refer(port, "arms.code")
    joined = []
    orphans = Lakehouse.orphans
    monkeypatch.setattr(Lakehouse, "orphans", lambda self, *args: joined.append(args) or orphans(self, *args))
    measure_port(port)
    assert joined == [], "both are as they were"

    build(arms, ARMS.replace("('B', 2)", "('B', 2), ('X', 3)"))
    measure_port(port)
    measure_port(port)

    assert len(joined) == 1
    found.refresh_from_db()
    assert (found.status, found.value) == ("kept", 0)
    assert [one.compared for one in Measurement.objects.filter(monitor=found)] == [
        arms.snapshot,
        Snapshot.objects.filter(port=arms).order_by("pk").first(),
    ]


def test_a_port_in_another_warehouse_is_not_compared(port):
    another_port(port.product, warehouse=WarehouseFactory(slug="elsewhere", name="Elsewhere"))

    assert "lies in another warehouse (Elsewhere)" in reason(port, "arms.code")


def test_a_port_that_nobody_knows_is_named(port):
    told = "It cannot be measured now: no port that can be read has the table "

    assert reason(port, "clinics.id") == f"{told}clinics."
    assert reason(port, "others.yaml#/schema/clinics/properties/id") == f"{told}others/clinics."


def test_it_is_measured_as_soon_as_the_other_port_is_there(port):
    assert "no port" in reason(port, "arms.code")
    another_port(port.product)
    measure_port(port)

    assert level(port, "schema/visits/relationship/visits.arm/arms.code").value == 1


def test_a_column_that_the_other_table_lacks_is_named(port, arms):
    assert reason(port, "arms.weight") == "It cannot be measured now: The table arms has no column 'weight'."


def test_what_the_team_may_not_read_is_not_compared(port):
    other = another_port(DataProductFactory(domain=DomainFactory(team=TeamFactory())))

    assert "may not read" in reason(port, "arms-of-the-study/arms/code")
    assert other.product.owner != port.product.owner


@pytest.mark.parametrize(
    ("policy", "seen"),
    [
        ({}, True),
        ({"row_filter": "place > 1"}, False),
        ({"masks": [{"column": "CODE", "method": "hash"}]}, False),
        ({"masks": [{"column": "place", "method": "null"}]}, True),
    ],
)
def test_what_the_team_sees_only_in_part_is_not_compared(port, policy, seen, monkeypatch):
    another = another_port(DataProductFactory(domain=DomainFactory(team=TeamFactory())), policy=policy)
    for name in ("code", "place"):
        another.contract.columns.create(name=name, position=0)
    monkeypatch.setattr(MAY_COMPARE, "_entries", {"test": lambda team, port: YES})
    found = refer(port, "arms-of-the-study/arms/code")

    assert (found.value == 1) is seen
    assert ("sees only a part" in found.detail) is not seen


@pytest.mark.parametrize(
    ("relationship", "told"),
    [
        ({"from": "ghost.col", "to": "arms.code"}, "It begins in another table than that of this port (ghost)."),
        ({"from": "visits.arm", "to": ["arms.code", "arms.place"]}, "Its two sides name different numbers of columns."),
        ({"from": "visits.arm", "to": ["arms.code", "people.id"]}, "One side of it names columns of several tables."),
        ({"from": "visits.none", "to": "arms.code"}, "The table visits has no column 'none'."),
        ({"from": "visits.arm", "to": "a/b"}, "'a/b' cannot be read as the place of a column."),
        ({"from": "visits.arm", "to": "arms..code"}, "'arms..code' cannot be read as the place of a column."),
        ({"from": "visits.arm"}, "One side of it names no column."),
        ({"from": "visits.arm", "to": []}, "One side of it names no column."),
        ({"from": {"a": 1}, "to": "arms.code"}, "One side of it names no column."),
    ],
)
def test_what_cannot_be_read_says_why(relationship, told):
    document = contract_document()
    document["schema"][0]["relationships"] = [relationship]
    spec = next(one for one in compile_contract(document) if "relationship" in one.rule.split("/"))

    assert (spec.kind, spec.unmeasurable) == (Kind.NONE, told)
