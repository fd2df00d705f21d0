"""Prints how long the page of approvals takes with many open requests: `python -m tests.bench.inbox`.

Otto is asked about all of them. The page, each address of the API, and one stage are asked through the whole of Django
in one process, without a network; beside them what the database alone took. It works in a database of its own, which is
gone afterwards; `VAR_DIR` and `DATABASE_URL` say where.
"""

import statistics
import sys
import time

from django.db import connection, transaction
from django.utils import timezone

from tests.bench.own_database import InDatabase, own_database

SIZES = (100, 1_000, 10_000)
TIMES = 9
PORTS, BATCH = 100, 5_000


def main() -> None:
    """Measure in a test database, so that nothing real is touched."""
    with own_database():
        otto, ports = _owner_and_ports()
        made = 0
        for size in SIZES:
            _make(otto, ports, made, size)
            made = size
            if connection.vendor == "postgresql":
                # As the server does by itself a minute later.
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
            _measure(otto, size)


def _measure(otto, size: int) -> None:
    from django.test import Client

    from requests.models import ApprovalStage

    client = Client()
    client.force_login(otto)
    stage = ApprovalStage.objects.order_by("-pk").values_list("pk", flat=True).first()
    for what, address in [
        ("the inbox", "/approvals/"),
        ("its first page over the API", "/api/v1/approvals/"),
        ("one of them", f"/approvals/{stage}/"),
        ("home", "/"),
    ]:
        client.get(address)
        times, busy = [], []
        in_database = InDatabase()
        for _turn in range(TIMES):
            begun, worked = time.perf_counter(), time.process_time()
            with connection.execute_wrapper(in_database):
                answer = client.get(address)
            times.append((time.perf_counter() - begun) * 1000)
            busy.append((time.process_time() - worked) * 1000)
            assert answer.status_code == 200, answer.status_code
        p50, own = statistics.median(times), statistics.median(busy)
        sql, queries = in_database.seconds * 1000 / TIMES, in_database.statements // TIMES
        figures = f"p50 {p50:6.1f} ms  ({own:.1f} ms of one core)  SQL {sql:.1f} ms in {queries} queries"
        sys.stdout.write(f"{f'{what}, {size:,} open requests':<60} {figures}\n")


def _owner_and_ports():
    from accounts.teams.services import set_member
    from catalog.publishing.rights import give_rights
    from tests.accounts.factories import UserFactory
    from tests.catalog.factories import DataProductFactory, OfferedPortFactory

    product = DataProductFactory(slug="measured", name="Measured")
    otto = UserFactory(username="otto")
    give_rights(product, product.owner)
    set_member(actor=None, team=product.owner, person=otto, role="maintainer")
    return otto, [OfferedPortFactory(product=product, name=f"rows_{n}", columns=["a", "b"]) for n in range(PORTS)]


@transaction.atomic
def _make(otto, ports, first: int, size: int) -> None:
    """Requests of one person each, until there are so many; each waits for otto."""
    from accounts.models import Consumer, User
    from requests.models import AccessRequest, ApprovalStage, Order

    now, numbers = timezone.now(), range(first, size)
    people = User.objects.bulk_create((User(username=f"reader-{n}") for n in numbers), batch_size=BATCH)
    consumers = Consumer.objects.bulk_create((Consumer(person=person) for person in people), batch_size=BATCH)
    orders = Order.objects.bulk_create(
        (
            Order(number=f"B-{n}", ordered_by=person, consumer=consumer, justification="To measure.")
            for n, person, consumer in zip(numbers, people, consumers, strict=True)
        ),
        batch_size=BATCH,
    )
    requests = AccessRequest.objects.bulk_create(
        (
            AccessRequest(
                order=order, port=port, consumer=order.consumer, days=30, policy=port.policy, contract=port.contract
            )
            for order, port in ((order, ports[n % PORTS]) for n, order in enumerate(orders))
        ),
        batch_size=BATCH,
    )
    stages = ApprovalStage.objects.bulk_create(
        (ApprovalStage(request=one, position=1, role="owner", state="open", opened_at=now) for one in requests),
        batch_size=BATCH,
    )
    asked = ApprovalStage.pool.through
    asked.objects.bulk_create((asked(approvalstage=stage, user=otto) for stage in stages), batch_size=BATCH)


if __name__ == "__main__":
    main()
