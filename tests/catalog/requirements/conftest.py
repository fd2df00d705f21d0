"""A product that is known well, and a task."""

import pytest

from catalog.models import Column, FitnessScore
from catalog.requirements.needs import Needs
from catalog.requirements.services import keep_profile
from tests.catalog.factories import DataProductFactory, DomainFactory, OfferedPortFactory

DAY = 86_400
STATISTICS = {
    "rows": 3,
    "columns": [
        {"name": "subject", "null_share": 0.0, "distinct": 3, "minimum": "S1", "maximum": "S3"},
        {"name": "seen", "null_share": 0.5, "distinct": 2, "minimum": "2020-01-01", "maximum": "2021-12-31"},
    ],
}


@pytest.fixture
def events(clinical):
    """Adverse events, with the columns subject and seen; the owner decides about access."""
    return offered("adverse-events", DomainFactory(team=clinical))


def offered(slug, domain, **product):
    """A published product with one port that has been built and scored."""
    product = DataProductFactory(slug=slug, name=slug.replace("-", " ").capitalize(), domain=domain, **product)
    port = OfferedPortFactory(product=product, name="events", snapshot={"statistics": STATISTICS})
    for position, (name, kind, term) in enumerate([("subject", "string", "Subject"), ("seen", "date", "Day seen")]):
        Column.objects.create(
            contract=port.contract, name=name, position=position, logical_type=kind, business_name=term
        )
    FitnessScore.objects.create(product=product, day="2026-01-01", scoring="1", score=80, band="good")
    return product


@pytest.fixture
def profile(ada):
    """What ada needs for her task."""
    needs = Needs(wanted=("Subject", "weight"), freshness=DAY, history=365 * DAY, regions=("EU",), without_waiting=True)
    return keep_profile(actor=ada, name="Signals", needs=needs)
