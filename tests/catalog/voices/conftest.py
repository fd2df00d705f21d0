"""A product of otto's team, somebody who reads it, and something that is wanted."""

import pytest

from accounts.models import Consumer
from catalog.publishing.rights import give_rights
from catalog.voices.wanted.services import ask
from tests.catalog.factories import DataProductFactory, DomainFactory, OfferedPortFactory
from tests.requests.factories import GrantFactory


@pytest.fixture
def domain(clinical):
    """A domain that Clinical data looks after."""
    return DomainFactory(slug="clinical", name="Clinical", team=clinical)


@pytest.fixture
def product(domain, clinical):
    """A published product of otto's team."""
    product = DataProductFactory(slug="adverse-events", name="Adverse events", domain=domain)
    give_rights(product, clinical)
    return product


@pytest.fixture
def port(product):
    """Where it is read."""
    return OfferedPortFactory(product=product, name="events", columns=["subject"])


@pytest.fixture
def grant(port, ada, analytics):
    """Ada's team reads it, and that was verified."""
    return GrantFactory(consumer=Consumer.objects.for_team(analytics), port=port)


@pytest.fixture
def want(ada):
    """Asks for something: `want(title="…")`; ada does, unless said otherwise."""

    def asking(*, actor=None, **said):
        return ask(
            actor=actor or ada,
            **{
                "title": "Lab values per site",
                "need": "How many values are missing at each site?",
                "purpose": "Data review.",
                **said,
            },
        )

    return asking


@pytest.fixture
def told():
    """What somebody was told, the newest first: `told(ada)`."""
    return lambda person: list(person.notifications.values_list("text", flat=True))
