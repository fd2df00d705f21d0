"""Promises with a past."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from catalog.models import MeasuredPeriod, Measurement, Monitor, ServiceLevelObjective
from catalog.publishing.rights import give_rights
from catalog.service_levels.slo.rolling import roll_up
from tests.catalog.factories import DataProductFactory, DomainFactory, OfferedPortFactory

NOON = datetime(2026, 6, 15, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def offered(clinical):
    """A port of otto's that everybody sees, with two columns."""
    product = DataProductFactory(slug="visits", name="Visits", domain=DomainFactory(team=clinical, slug="clinical"))
    give_rights(product, clinical)
    return OfferedPortFactory(product=product, name="visits", columns=["visit", "arm"])


def promise(port, rule="quality/nulls", indicator="quality", contract=None, **more):
    """A promise of a port that is measured."""
    facts = {"name": "No gaps", "unit": "rows", "objective": {"operator": "mustBe", "value": 0}, "status": "kept"}
    facts |= {"objective_text": "exactly 0 rows", "measured_at": NOON, **more}
    return Monitor.objects.create(
        port=port, contract=contract or port.contract, rule=rule, indicator=indicator, **facts
    )


def said(monitor, state, *, ago, value=0.0, now=NOON):
    """One measurement so many hours before noon."""
    at = now - timedelta(hours=ago)
    return Measurement.objects.create(monitor=monitor, status=state, value=value, measured_at=at)


def rolled(monitor, now=NOON):
    """Roll up, and answer with the objective."""
    roll_up(monitor.port_id, now)
    return ServiceLevelObjective.objects.get(port=monitor.port_id, rule=monitor.rule)


def periods(grain):
    """Everything that is rolled up, to compare before and after."""
    found = MeasuredPeriod.objects.filter(grain=grain).order_by("objective_id", "begins_at")
    return list(found.values_list("objective_id", "begins_at", "kept", "at_risk", "broken", "unknown", "mean", "last"))
