"""The demo's people, teams and real data, in the test's own database."""

import pytest

from accounts.models import User
from marketplace.demo import loader
from marketplace.demo.sources import find_sources, mesh


@pytest.fixture
def mesh_without_products(transactional_db, shared_lakehouse):
    """People, teams, domains and source tables of the demo mesh; nothing is published yet."""
    tables, missing = find_sources()
    if missing:
        pytest.skip("the demo's data is not installed: make setup-dev")
    plan = mesh()
    loader._people(plan)
    loader._teams(plan)
    loader._domains(plan)
    return plan


@pytest.fixture
def land(mesh_without_products):
    """Lands one source table of the demo: `land("pharmaverse.dm")`."""
    return lambda *keys: loader.land_sources(mesh_without_products, print, only=keys)


@pytest.fixture
def people(mesh_without_products):
    """The demo's people by name."""
    return {person.username: person for person in User.objects.all()}
