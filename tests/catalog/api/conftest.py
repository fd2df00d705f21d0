"""A clinical domain with one published product, and a bundle that describes it."""

import pytest
from rest_framework.test import APIClient

from accounts.tokens.services import issue_token
from catalog.models import FitnessScore, Monitor, ProductVersion
from catalog.publishing.rights import give_rights
from catalog.search.index import index_product
from tests.catalog.factories import DataProductFactory, DomainFactory, OfferedPortFactory
from tests.catalog.fitness_answers import keep_answers

BUNDLE = """\
# Kept as it was written.
apiVersion: v1.1.0
kind: DataProduct
id: clinical-adverse-events
name: Adverse Events
version: {version}
status: active
domain: clinical
type: sourceAligned
description:
  purpose: What happened to whom.
inputPorts:
  - name: raw
    version: 1.0.0
    customProperties:
      - {{property: source, value: pharmaverse.ae, vendor: marketplace}}
outputPorts:
  - name: events
    version: 1.0.0
    contractId: clinical-ae
customProperties:
  - {{property: ownerTeam, value: clinical-data, vendor: marketplace}}
---
apiVersion: v3.0.2
kind: DataContract
id: clinical-ae
version: 1.0.0
status: active
schema:
  - name: events
    logicalType: object
    properties:
      - {{name: subject, logicalType: string, required: true}}
      - {{name: term, logicalType: string}}
---
apiVersion: marketplace/v1
kind: Transformation
outputPort: events
language: sql
sql: |
  select subject, term from raw
"""


def bundle(version: str = "1.0.0") -> bytes:
    """The documents of Adverse Events in some version."""
    return BUNDLE.format(version=version).encode()


@pytest.fixture
def domain(clinical):
    """The clinical domain, of otto's team."""
    return DomainFactory(slug="clinical", name="Clinical", team=clinical)


@pytest.fixture
def port(domain):
    """What adverse events are read from."""
    product = DataProductFactory(
        slug="adverse-events",
        name="Adverse Events",
        domain=domain,
        tags=["safety"],
        external_id="clinical-adverse-events",
    )
    give_rights(product, product.owner)
    port = OfferedPortFactory(
        product=product, name="events", columns=["subject", "term"], contract={"external_id": "clinical-ae"},
        version={"bundle": bundle()},
        policy={"row_filter": "term <> ''", "masks": [{"column": "subject", "method": "hash"}]},
    )  # fmt: skip
    score = FitnessScore.objects.create(product=product, day="2026-01-01", scoring="1", score=82, band="good")
    keep_answers(
        score,
        {"function": "has-owner", "attribute": "Reusable", "outcome": "pass", "score": 1.0, "evidence": {"team": "x"}},
    )
    Monitor.objects.create(
        port=port,
        contract=port.contract,
        rule="rows",
        indicator="volume",
        name="Rows",
        objective={"mustBeGreaterThan": 0},
        objective_text="more than 0 rows",
        value=3,
        value_text="3",
        unit="rows",
        status="kept",
    )
    index_product(product)
    return port


@pytest.fixture
def product(port):
    """The published product."""
    return port.product


@pytest.fixture
def version(product):
    """Its version in force."""
    return ProductVersion.objects.get(product=product)


@pytest.fixture
def as_tool():
    """A tool with somebody's token: `as_tool(otto).get(…)`."""

    def tool(person, scope="write"):
        _, text = issue_token(actor=None, owner=person, name="tool", scope=scope, days=3)
        return APIClient(HTTP_AUTHORIZATION=f"Bearer {text}", raise_request_exception=False)

    return tool
