"""Prints how long the sweep of last days takes: `python -m tests.bench.sweep`, 100,000 grants of which 5,000 expire.

For each sweep: the whole, how much of it this process worked, and how much of it the database alone took. It works in a
database of its own, which is gone afterwards; `VAR_DIR`, `DATABASE_URL` and `REDIS_URL` say where.
"""

import sys
import time
from datetime import timedelta

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests.bench.own_database import InDatabase, own_database

GRANTS, EXPIRING, PORTS, PEOPLE = 100_000, 5_000, 100, 1_000
BATCH = 5_000


def main() -> None:
    """Measure in a test database; nudges go to the real broker, and are taken from it again."""
    with own_database():
        _make()
        if connection.vendor == "postgresql":
            # As the server does by itself a minute later.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        _measure()


def _measure() -> None:
    from marketplace.celery import app
    from marketplace.foundation.models import AuditEvent
    from requests.grants.announcing import offer_return, remind
    from requests.grants.expiry import expire_due
    from requests.models import Grant, ProvisioningRun

    reverse("requests:my-data")  # a worker has read the addresses long before
    for what, sweep in [
        (f"sweep of {GRANTS:,} grants, {EXPIRING:,} past their last day", expire_due),
        ("the same, nothing to do", expire_due),
        ("reminders over the rest", remind),
        ("unused access over the rest", offer_return),
    ]:
        in_database = InDatabase()
        begun, worked = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(in_database):
            count = sweep()
        seconds, busy = time.perf_counter() - begun, time.process_time() - worked
        figures = f"{seconds:6.2f} s  ({busy:.2f} s of one core)  {in_database.told(seconds)}  {count:,} done"
        sys.stdout.write(f"{what:<60} {figures}\n")
    assert Grant.objects.filter(state="expired", provisioning="removing").count() == EXPIRING
    assert ProvisioningRun.objects.open().filter(aim="close").count() == EXPIRING
    assert AuditEvent.objects.filter(verb="grant.expired").count() == EXPIRING
    app.control.purge()


@transaction.atomic
def _make() -> None:
    """Grants of people on ports, all in force; the first ones are past their last day."""
    from accounts.models import Consumer, User
    from requests.models import AccessRequest, Grant, Order
    from tests.catalog.factories import OfferedPortFactory

    now = timezone.now()
    ports = [OfferedPortFactory(name=f"port_{n}") for n in range(PORTS)]
    people = User.objects.bulk_create(User(username=f"reader-{n}") for n in range(PEOPLE))
    consumers = Consumer.objects.bulk_create(Consumer(person=person) for person in people)
    orders = Order.objects.bulk_create(
        (
            Order(number=f"B-{n}", ordered_by=consumer.person, consumer=consumer, justification="To measure.")
            for n, consumer in enumerate(consumers)
        ),
        batch_size=BATCH,
    )
    requests = AccessRequest.objects.bulk_create(
        (
            AccessRequest(
                order=orders[n % PEOPLE],
                port=ports[n // PEOPLE],
                consumer=consumers[n % PEOPLE],
                days=30,
                state="approved",
                decided_at=now,
                policy=ports[n // PEOPLE].policy,
                contract=ports[n // PEOPLE].contract,
            )
            for n in range(GRANTS)
        ),
        batch_size=BATCH,
    )
    begun = now - timedelta(days=100)
    Grant.objects.bulk_create(
        (
            Grant(
                request=request,
                consumer=request.consumer,
                port=request.port,
                state="active",
                provisioning="provisioned",
                valid_from=begun,
                valid_until=now - timedelta(hours=1) if n < EXPIRING else now + timedelta(days=60 + n % 200),
                opened_at=begun,
                verified_at=begun,
            )
            for n, request in enumerate(requests)
        ),
        batch_size=BATCH,
    )


if __name__ == "__main__":
    main()
