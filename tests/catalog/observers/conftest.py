"""A port with a promise, and those who tell what they measured of it."""

import pytest

from catalog.models import Monitor
from tests.catalog.factories import DataProductFactory, DomainFactory, OfferedPortFactory

NOW = "2026-01-31T12:00:00Z"


@pytest.fixture
def port(clinical):
    """The port `visits` of otto's product, which promises that every visit has a patient."""
    domain = DomainFactory(slug="clinical", name="Clinical", team=clinical)
    product = DataProductFactory(slug="visits", name="Visits", domain=domain)
    port = OfferedPortFactory(name="visits", product=product)
    port.contract.document = {"servers": [{"database": "lake", "schema": "clinical"}]}
    port.contract.save()
    Monitor.objects.create(
        port=port,
        contract=port.contract,
        rule="schema/visits/patient/required",
        name="Patient is there",
        indicator="quality",
        status="kept",
        value=0,
    )
    return port
