"""Orders, requests and grants as rows."""

from datetime import timedelta

import factory
from django.utils import timezone

from requests.models import AccessRequest, Grant, Order
from tests.accounts.factories import ConsumerFactory
from tests.catalog.factories import OfferedPortFactory


class OrderFactory(factory.django.DjangoModelFactory):
    """An order of one person for themselves."""

    class Meta:
        model = Order

    number = factory.Sequence(lambda n: f"T-{n:06}")
    consumer = factory.SubFactory(ConsumerFactory)
    ordered_by = factory.SelfAttribute("consumer.person")
    justification = "To find out."


class AccessRequestFactory(factory.django.DjangoModelFactory):
    """A request that waits."""

    class Meta:
        model = AccessRequest

    order = factory.SubFactory(OrderFactory)
    consumer = factory.SelfAttribute("order.consumer")
    port = factory.SubFactory(OfferedPortFactory)
    policy = factory.SelfAttribute("port.policy")
    contract = factory.SelfAttribute("port.contract")
    days = 30


class GrantFactory(factory.django.DjangoModelFactory):
    """A grant that is in force: `consumer=` and `port=` say whose and of what."""

    class Meta:
        model = Grant

    class Params:
        now = factory.LazyFunction(timezone.now)

    consumer = factory.SubFactory(ConsumerFactory)
    port = factory.SubFactory(OfferedPortFactory)
    request = factory.LazyAttribute(
        lambda grant: AccessRequestFactory(
            order=OrderFactory(consumer=grant.consumer, ordered_by=_orderer(grant.consumer)),
            port=grant.port,
            state="approved",
            decided_at=grant.now,
        )
    )
    state = Grant.State.ACTIVE
    provisioning = Grant.Provisioning.PROVISIONED
    verified_at = factory.SelfAttribute("now")
    valid_from = factory.SelfAttribute("now")
    valid_until = factory.LazyAttribute(lambda grant: grant.now + timedelta(days=30))


def _orderer(consumer):
    return consumer.person or consumer.team.people.first()
