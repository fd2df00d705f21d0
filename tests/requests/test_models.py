"""What the database itself refuses."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Consumer
from requests.models import Grant
from tests.catalog.factories import OfferedPortFactory
from tests.requests.factories import (
    AccessRequestFactory,
    BasketLineFactory,
    GrantFactory,
    GrantReviewFactory,
    OrderFactory,
    RecertificationFactory,
)

OVERLAPS = import_module("requests.migrations.0002_grants_do_not_overlap").OVERLAPS


@pytest.fixture
def port(db):
    return OfferedPortFactory()


@pytest.fixture
def consumer(ada):
    return Consumer.objects.for_person(ada)


def test_two_standing_grants_of_one_consumer_on_one_port_never_overlap(consumer, port):
    GrantFactory(consumer=consumer, port=port)

    with pytest.raises(IntegrityError), transaction.atomic():
        GrantFactory(consumer=consumer, port=port)


def test_a_new_grant_is_compared_with_those_of_its_consumer_and_port_alone(consumer, port):
    GrantFactory(consumer=consumer, port=port)

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            question = re.sub(r"NEW\.\w+", "1", OVERLAPS)
            cursor.execute(f"EXPLAIN QUERY PLAN SELECT {question}")
        else:
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'grants_do_not_overlap'"
            )
        told = " ".join(str(row[-1]) for row in cursor.fetchall())

    assert re.search(r"\(consumer_id=\? AND port_id=\?\)|consumer_id WITH =, port_id WITH =", told), told


def test_a_grant_may_follow_another_without_a_gap(consumer, port):
    first = GrantFactory(consumer=consumer, port=port)

    GrantFactory(
        consumer=consumer,
        port=port,
        state=Grant.State.PENDING,
        valid_from=first.valid_until,
        valid_until=first.valid_until + timedelta(days=30),
    )

    assert Grant.objects.standing().count() == 2


def test_an_ended_grant_does_not_stand_in_the_way_of_a_new_one(consumer, port):
    GrantFactory(consumer=consumer, port=port, state="returned", ended_at=timezone.now())

    GrantFactory(consumer=consumer, port=port)

    assert Grant.objects.standing().count() == 1


def test_a_grant_ends_after_it_begins(consumer, port):
    now = timezone.now()

    with pytest.raises(IntegrityError), transaction.atomic():
        GrantFactory(consumer=consumer, port=port, valid_from=now, valid_until=now)


def test_an_open_grant_was_verified(consumer, port):
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantFactory(consumer=consumer, port=port, verified_at=None)


def test_a_revocation_has_a_reason(consumer, port):
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantFactory(consumer=consumer, port=port, state="revoked", ended_at=timezone.now())


def test_a_consumer_waits_for_a_port_only_once(consumer, port, ada):
    order = OrderFactory(consumer=consumer, ordered_by=ada)
    AccessRequestFactory(order=order, port=port)

    with pytest.raises(IntegrityError), transaction.atomic():
        AccessRequestFactory(order=OrderFactory(consumer=consumer, ordered_by=ada), port=port)


def test_an_order_is_justified(consumer, ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderFactory(consumer=consumer, ordered_by=ada, justification="")


def test_a_port_lies_in_a_basket_once(ada, port):
    BasketLineFactory(person=ada, port=port)

    with pytest.raises(IntegrityError), transaction.atomic():
        BasketLineFactory(person=ada, port=port)


def test_a_recertification_ends_after_it_begins(grace):
    now = timezone.now()

    with pytest.raises(IntegrityError), transaction.atomic():
        RecertificationFactory(opened_by=grace, opens_at=now, deadline=now)


def test_ending_a_grant_by_review_has_a_reason(consumer, port, grace):
    grant = GrantFactory(consumer=consumer, port=port)

    with pytest.raises(IntegrityError), transaction.atomic():
        GrantReviewFactory(grant=grant, state="ended", reviewer=grace, decided_at=timezone.now())
