"""Ports whose data really lies in the lakehouse."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Monitor, Snapshot
from catalog.service_levels.services import measure_port
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.errors import WarehouseUnavailable
from catalog.warehouses.interface import Limits
from catalog.warehouses.lakehouse import Lakehouse
from tests.catalog.factories import (
    ColumnFactory,
    DataContractFactory,
    DataProductFactory,
    DomainFactory,
    OutputPortFactory,
    ProductVersionFactory,
)

VISITS = """
select * from (values
    (1, 'A', 71, timestamp '2026-01-05 10:00'),
    (2, 'B', 34, timestamp '2026-01-06 10:00'),
    (3, 'B', null, timestamp '2026-01-07 10:00'),
    (4, 'X', 55, timestamp '2026-01-08 10:00')
) as visits (visit, arm, age, seen_at)
"""
COLUMNS = {"visit": "integer", "arm": "string", "age": "integer", "seen_at": "timestamp"}
_runs = itertools.count()


def contract_document(*, columns=COLUMNS, quality=(), sla=(), **extra):
    """An ODCS contract over the table `visits`; `extra` adds keys to columns by name."""
    properties = [{"name": name, "logicalType": kind, **extra.get(name, {})} for name, kind in columns.items()]
    table = {"name": "visits", "physicalName": "visits", "properties": properties, "quality": list(quality)}
    return {"apiVersion": "v3.1.0", "kind": "DataContract", "schema": [table], "slaProperties": list(sla)}


def build(port, sql=VISITS, *, age=timedelta(0)):
    """Build a snapshot with this SQL, as if that long ago, and let readers read it."""
    warehouse = warehouse_for(port.warehouse)
    built = warehouse.build(
        sql=sql,
        inputs={},
        port_key=str(port.pk),
        run_key=str(next(_runs)),
        limits=Limits(60, 512, 1),
        alive=lambda: None,
    )
    port.snapshot = Snapshot.objects.create(
        port=port,
        version=port.contract.version,
        location=built.location,
        rows=built.rows,
        size=built.bytes,
        columns=[{"name": c.name, "type": c.physical_type, "logical_type": c.logical_type} for c in built.columns],
        built_at=timezone.now() - age,
    )
    port.save()
    return port.snapshot


def promise(port, document, number="1.0.0"):
    """Put a contract in force."""
    version = ProductVersionFactory(product=port.product, number=number, state="superseded")
    contract = DataContractFactory(port=port, version=version, document=document, number=number)
    for position, column in enumerate(document["schema"][0]["properties"]):
        ColumnFactory(contract=contract, name=column["name"], logical_type=column["logicalType"], position=position)
    port.contract = contract
    port.save()
    return contract


@pytest.fixture
def port(clinical):
    """The port `visits` of a product of otto's team, with a contract that promises nothing and four rows."""
    product = DataProductFactory(domain=DomainFactory(team=clinical), refresh="")
    port = OutputPortFactory(product=product, name="visits")
    promise(port, contract_document(), number="0.9.0")
    build(port)
    return port


def level(port, rule):
    """The monitor of a rule."""
    return Monitor.objects.get(port=port, contract=port.contract, rule=rule)


def measured(port, rule, **document):
    """Promise, measure, and answer with the monitor of a rule."""
    promise(port, contract_document(**document))
    measure_port(port)
    return level(port, rule)


def warehouse_goes_away(monkeypatch):
    """From here on nothing can be measured."""

    def away(*args, **kwargs):
        raise WarehouseUnavailable(reason="no answer")

    monkeypatch.setattr(Lakehouse, "measure", away)
