"""What access would take, for many ports at once."""

import pytest

from catalog.outlook import outlook_on
from tests.accounts.factories import ConsumerFactory
from tests.catalog.factories import DataProductFactory, OfferedPortFactory
from tests.requests.factories import AccessRequestFactory, GrantFactory, OrderFactory

AT_ONCE = {"rules": [{"name": "all", "when": {"purposes": ["research"]}, "then": "approve"}]}
NEVER = {"rules": [{"name": "closed", "then": "deny", "reason": "It is closed for now."}]}


@pytest.fixture
def ports(ada, analytics):
    """One port of each kind."""
    consumer = ConsumerFactory(person=ada)
    kinds = {
        "held": OfferedPortFactory(),
        "ordered": OfferedPortFactory(),
        "at-once": OfferedPortFactory(policy={"document": AT_ONCE}),
        "reviewed": OfferedPortFactory(),
        "closed": OfferedPortFactory(policy={"document": NEVER}),
        "purposeful": OfferedPortFactory(policy={"purposes": ["safety"]}),
        "own": OfferedPortFactory(product=DataProductFactory(owner=analytics)),
    }
    GrantFactory(consumer=consumer, port=kinds["held"])
    AccessRequestFactory(order=OrderFactory(consumer=consumer, ordered_by=ada), port=kinds["ordered"])
    return kinds


def test_the_outlook_follows_grants_and_rules(ada, ports):
    told = outlook_on(ada, [port.pk for port in ports.values()], purpose="research")

    ways = {kind: told[port.pk].way for kind, port in ports.items()}
    assert ways == {
        "held": "now", "ordered": "waits", "at-once": "at-once", "reviewed": "waits", "closed": "refused",
        "purposeful": "refused", "own": "now",
    }  # fmt: skip
    assert told[ports["reviewed"].pk].words == "An order waits for its owners."
    assert told[ports["closed"].pk].words == "An order would be refused: It is closed for now."


def test_a_team_has_its_own_outlook(ada, analytics, ports):
    told = outlook_on(ada, [port.pk for port in ports.values()], team=analytics)

    assert {kind for kind, port in ports.items() if told[port.pk].way == "now"} == {"own"}


def test_as_many_queries_for_many_ports_as_for_one(ada, ports, django_assert_num_queries):
    ids = [port.pk for port in ports.values()]
    ada.team_ids  # noqa: B018 — asked once a page, whatever is shown

    with django_assert_num_queries(9):
        outlook_on(ada, ids[:1])
    with django_assert_num_queries(9):
        outlook_on(ada, ids)
