"""Orders for what is about to end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Consumer
from requests.ordering.errors import Superseded, TooManyDays
from requests.ordering.policies import may_renew
from tests.catalog.factories import DataProductFactory
from tests.requests.factories import GrantFactory


def test_a_deprecated_product_answers_an_order_with_its_successor(order, port, demographics):
    successor = DataProductFactory(name="Subjects", slug="subjects")
    demographics.status, demographics.successor = "deprecated", successor
    demographics.save()

    with pytest.raises(Superseded, match="order its successor Subjects instead") as refusal:
        order(port)

    assert refusal.value.facts["successor_slug"] == "subjects"


def test_a_deprecated_product_without_a_successor_is_given_until_its_last_day(order, port, demographics):
    demographics.status = "deprecated"
    demographics.ends_on = timezone.localdate() + timedelta(days=10)
    demographics.save()

    with pytest.raises(TooManyDays, match="1 to 10 days"):
        order(port, days=11)

    assert order(port, days=10).lines.get().days == 10


def test_access_to_a_deprecated_product_can_be_prolonged_until_its_last_day(ada, port, demographics):
    grant = GrantFactory(consumer=Consumer.objects.for_person(ada), port=port)
    demographics.status, demographics.successor = "deprecated", DataProductFactory()
    demographics.save()
    port.refresh_from_db()
    grant.refresh_from_db()

    assert may_renew(ada, grant)
