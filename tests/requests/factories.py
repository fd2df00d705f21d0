"""Orders, requests and grants as rows."""

from datetime import timedelta

import factory
from django.utils import timezone

from requests.models import (
    AccessRequest,
    Basket,
    BasketLine,
    Grant,
    GrantReview,
    MaskException,
    Order,
    Recertification,
    StrayRight,
)
from tests.accounts.factories import ConsumerFactory, UserFactory
from tests.catalog.factories import OfferedPortFactory, WarehouseFactory


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
    opened_at = factory.SelfAttribute("verified_at")
    valid_from = factory.SelfAttribute("now")
    valid_until = factory.LazyAttribute(lambda grant: grant.now + timedelta(days=30))


class MaskExceptionFactory(factory.django.DjangoModelFactory):
    """An exception that is in force: `grant=` and `columns=` say for whom and what."""

    class Meta:
        model = MaskException

    grant = factory.SubFactory(GrantFactory)
    columns = ["usubjid"]
    request = factory.LazyAttribute(
        lambda one: AccessRequestFactory(
            order=OrderFactory(consumer=one.grant.consumer, ordered_by=_orderer(one.grant.consumer)),
            port=one.grant.port,
            adds_to=one.grant.request,
            plain=one.columns,
            state="approved",
            decided_at=one.grant.valid_from,
        )
    )
    state = MaskException.State.ACTIVE
    opened_at = factory.SelfAttribute("grant.valid_from")
    valid_from = factory.SelfAttribute("grant.valid_from")
    valid_until = factory.SelfAttribute("grant.valid_until")


def _orderer(consumer):
    return consumer.person or consumer.team.people.first()


class BasketFactory(factory.django.DjangoModelFactory):
    """What somebody entered for the next checkout."""

    class Meta:
        model = Basket

    person = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"key-{n}")


class BasketLineFactory(factory.django.DjangoModelFactory):
    """Something in a basket."""

    class Meta:
        model = BasketLine

    person = factory.SubFactory(UserFactory)
    port = factory.SubFactory(OfferedPortFactory)
    days = 30


class RecertificationFactory(factory.django.DjangoModelFactory):
    """A campaign of a month."""

    class Meta:
        model = Recertification

    name = factory.Sequence(lambda n: f"Campaign {n}")
    opened_by = factory.SubFactory(UserFactory)
    opens_at = factory.LazyFunction(timezone.now)
    deadline = factory.LazyAttribute(lambda campaign: campaign.opens_at + timedelta(days=30))


class GrantReviewFactory(factory.django.DjangoModelFactory):
    """A grant that waits for its review."""

    class Meta:
        model = GrantReview

    campaign = factory.SubFactory(RecertificationFactory)
    grant = factory.SubFactory(GrantFactory)


class StrayRightFactory(factory.django.DjangoModelFactory):
    """A right that was found in the lakehouse, of all places, and is not there any more when somebody looks."""

    class Meta:
        model = StrayRight

    warehouse = factory.SubFactory(WarehouseFactory)
    key = factory.Sequence(lambda n: f"{n:064}")
    grantee = "mallory"
    detail = "SELECT on table marketplace_raw.t_1"
    seen_at = factory.LazyFunction(timezone.now)
