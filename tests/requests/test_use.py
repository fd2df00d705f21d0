"""Who reads what, as far as it concerns others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Consumer
from catalog.panels import Use
from requests.models import AccessRequest, DataRead
from requests.selectors.use import also_read, reads_of, risen
from tests.accounts.factories import ConsumerFactory, UserFactory
from tests.catalog.factories import OfferedPortFactory
from tests.requests.factories import AccessRequestFactory, GrantFactory


@pytest.fixture
def read():
    """Reads a port so many days ago: `read(port, reader, days=3)`; without a grant, as its owners do, on wish."""

    def reading(port, reader, *, days, as_owner=False):
        grant = None if as_owner else GrantFactory(port=port)
        row = DataRead.objects.create(grant=grant, port=port, reader=reader, format="csv")
        DataRead.objects.filter(pk=row.pk).update(at=timezone.now() - timedelta(days=days))
        AccessRequest.objects.update(created_at=timezone.now() - timedelta(days=100))

    return reading


def test_what_is_read_more_than_before_has_risen(read, ada, otto, eve):
    steady, rising, falling, own = OfferedPortFactory.create_batch(4)
    for days in (1, 2, 30):
        read(steady, ada, days=days)
    for person in (ada, otto, eve):
        read(rising, person, days=3)
    read(rising, ada, days=40)
    read(falling, ada, days=40)
    read(own, ada, days=1, as_owner=True)
    retired = OfferedPortFactory(product__status="retired")
    read(retired, ada, days=1)
    AccessRequestFactory(port=steady)

    assert risen(9) == [
        Use(rising.product_id, readers=3, readers_before=1),
        Use(steady.product_id, readers=1, readers_before=1, orders=1),
    ]
    assert len(risen(1)) == 1


def test_where_nothing_is_read_nothing_has_risen(db, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert risen(9) == []


def test_one_reads_by_ones_own_and_ones_teams_grants_that_stand(ada, analytics):
    own, teams, ended, others = OfferedPortFactory.create_batch(4)
    GrantFactory(consumer__person=ada, port=own)
    GrantFactory(consumer=Consumer.objects.for_team(analytics), port=teams)
    GrantFactory(consumer=ada.consumer, port=ended, state="expired", ended_at=timezone.now())
    GrantFactory(port=others)

    assert reads_of(ada) == [teams.product_id, own.product_id]


def test_what_my_fellow_readers_read_is_counted_without_me(ada, analytics, django_assert_num_queries):
    mine, often, once = OfferedPortFactory.create_batch(3)
    GrantFactory(consumer__person=ada, port=mine)
    GrantFactory(consumer=Consumer.objects.for_team(analytics), port=often)
    for number in range(3):
        reader = ConsumerFactory(person=UserFactory())
        GrantFactory(consumer=reader, port=mine)
        GrantFactory(consumer=reader, port=often)
        if not number:
            GrantFactory(consumer=reader, port=once)
    GrantFactory(port=once)

    with django_assert_num_queries(3):
        assert also_read(ada, [mine.product_id]) == {
            often.product_id: (mine.product_id, 3),
            once.product_id: (mine.product_id, 1),
        }
