"""A chain of products in which something goes wrong, and people who read them."""

import pytest

from accounts.models import Notification
from accounts.teams.services import found_team, set_member
from catalog.incidents.runner import sweep
from catalog.models import Monitor
from tests.accounts.factories import ConsumerFactory, UserFactory
from tests.catalog.factories import DataProductFactory, DomainFactory, InputPortFactory, OfferedPortFactory
from tests.requests.factories import GrantFactory


@pytest.fixture
def port(clinical):
    """The port of otto's product "Demographics"."""
    domain = DomainFactory(slug="clinical", name="Clinical", team=clinical)
    return OfferedPortFactory(
        name="subjects", product=DataProductFactory(slug="demographics", name="Demographics", domain=domain)
    )


@pytest.fixture
def below(port):
    """Makes a product of a team of its own from a port: `below(port, "Safety")` answers its port."""

    def make(upstream, name, person=None):
        slug = name.lower()
        team = found_team(actor=None, slug=f"{slug}-team", name=f"{name} team")
        set_member(actor=None, team=team, person=person or UserFactory(username=f"{slug}-owner"), role="maintainer")
        made = OfferedPortFactory(
            name=slug, product=DataProductFactory(slug=slug, name=name, domain=DomainFactory(team=team))
        )
        InputPortFactory(version=made.contract.version, name="upstream", source=None, upstream=upstream)
        return made

    return make


@pytest.fixture
def monitor_of():
    """Makes a promise of a port: `monitor_of(port, "rows")`."""

    def make(port, rule, **facts):
        return Monitor.objects.create(
            port=port, contract=port.contract, rule=rule, name=rule.title(), indicator="quality", **facts
        )

    return make


@pytest.fixture
def reader(port, ada):
    """Ada, who holds a grant on the port."""
    GrantFactory(consumer=ConsumerFactory(person=ada), port=port)
    return ada


def told(person) -> list[str]:
    """What somebody hears of incidents, once the worker has come round."""
    sweep()
    return list(
        Notification.objects.filter(recipient=person, kind="incident").order_by("pk").values_list("text", flat=True)
    )
