"""Products as the pages show them."""

import pytest
from django.utils import timezone

from catalog.models import ColumnEdge, FitnessScore, Incident, Measurement, Monitor
from catalog.publishing.rights import give_rights
from catalog.search.index import index_product
from catalog.warehouses.engines import build_limits, warehouse_for
from catalog.warehouses.interface import nobody_asks
from tests.catalog.factories import (
    DataProductFactory,
    DomainFactory,
    InputPortFactory,
    OfferedPortFactory,
    TransformationFactory,
)
from tests.catalog.fitness_answers import keep_answers


@pytest.fixture
def domain(clinical):
    """A domain of the team Clinical data."""
    return DomainFactory(slug="clinical", name="Clinical", team=clinical)


@pytest.fixture
def offer(domain):
    """Offers a product with one port and everything that a page shows of it: `offer("Adverse events")`."""

    def offering(name, *, columns=("usubjid", "aeterm"), score=90, **kwargs):
        slug = name.lower().replace(" ", "-")
        product = DataProductFactory(slug=slug, name=name, domain=domain, owner=domain.team, **kwargs)
        give_rights(product, product.owner)
        port = OfferedPortFactory(product=product, name=slug.replace("-", "_"), columns=columns)
        measured(port)
        scored(product, score)
        source = InputPortFactory(version=port.contract.version, name="raw")
        ColumnEdge.objects.create(
            version=port.contract.version,
            port=port,
            column=columns[0],
            input_port=source,
            from_column="ID",
            kind="IDENTITY",
        )
        TransformationFactory(version=port.contract.version, port=port, sql="select id as usubjid from raw")
        index_product(product)
        return product

    return offering


@pytest.fixture
def product(offer):
    """Adverse events, published."""
    return offer("Adverse events", tags=["safety"], purpose="To find signals early.")


@pytest.fixture
def with_rows():
    """Gives a port real data: `with_rows(port, "select 1 as a")`."""

    def build(port, sql):
        built = warehouse_for(port.warehouse).build(
            sql=sql, inputs={}, port_key=f"port-{port.pk}", run_key="run-1", limits=build_limits(), alive=nobody_asks
        )
        port.snapshot.location, port.snapshot.rows = built.location, built.rows
        port.snapshot.save()

    return build


def measured(port, status="kept"):
    """One promise that was measured twice."""
    now = timezone.now()
    monitor = Monitor.objects.create(
        port=port, contract=port.contract, rule="filled", indicator="quality", name="Terms are filled", status=status,
        value=0, value_text="0 rows", objective={"operator": "=", "value": 0}, objective_text="exactly 0 rows",
        measured_at=now,
    )  # fmt: skip
    for minutes in (0, 30):
        at = now - timezone.timedelta(minutes=minutes)
        Measurement.objects.create(monitor=monitor, status=status, value=minutes, measured_at=at)
    return monitor


def scored(product, score):
    """A score with one answer that could be better."""
    row = FitnessScore.objects.create(
        product=product, day=timezone.localdate(), scoring="1-test", score=score, band="excellent",
        attributes={"Findable": 100, "Reusable": 50},
    )  # fmt: skip
    keep_answers(
        row,
        {
            "function": "reusable.licence", "attribute": "Reusable", "outcome": "fail", "score": 0.0, "weight": 2,
            "summary": "No licence is stated.", "evidence": {"licence": ""}, "remedy": "State the licence.",
        },
        {
            "function": "findable.described", "attribute": "Findable", "outcome": "pass", "score": 1.0,
            "evidence": {"columns": 2},
        },
    )  # fmt: skip
    return row


@pytest.fixture
def incident(product):
    """Something is wrong with adverse events."""
    port = product.output_ports.get()
    return Incident.objects.create(port=port, title="Too few rows", opened_at=timezone.now())
