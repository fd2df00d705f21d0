"""Prints what boards of service levels cost with many measurements: `python -m tests.bench.boards`.

One port with 20 promises and 1,000,000 measurements over 90 days, made of a pattern of kept, at risk, broken and
unknown. Measured are the roll-up of all of them, that of the last half hour, the board of the port, the wall, and the
CSV, through the whole of Django in one process without a network; beside them what the database alone took. It works in
a database of its own, which is gone afterwards; `VAR_DIR` and `DATABASE_URL` say where.
"""

import statistics
import sys
import time
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from tests.bench.own_database import InDatabase, own_database

MEASUREMENTS, PROMISES, DAYS, BATCH, TIMES = 1_000_000, 20, 90, 10_000, 15
INDICATORS = ("freshness", "volume", "schema", "quality", "availability")
PATTERN = ("kept",) * 40 + ("at_risk",) * 5 + ("broken",) * 3 + ("kept",) * 50 + ("unknown",) * 2


def main() -> None:
    """Measure in a test database, so that nothing real is touched."""
    with own_database():
        now = timezone.now()
        ada, port = _port()
        made = _measure_much(port, now)
        _analyze()
        _roll_up(port, made, now)
        _analyze()
        _pages(ada, port)


def _roll_up(port, made: int, now) -> None:
    from catalog.models import MeasuredPeriod, Measurement, Monitor
    from catalog.service_levels.slo.rolling import roll_up

    begun, worked = time.perf_counter(), time.process_time()
    in_database = InDatabase()
    with connection.execute_wrapper(in_database):
        roll_up(port.pk, now)
    seconds = time.perf_counter() - begun
    periods = MeasuredPeriod.objects.count()
    _say(
        f"roll-up of {made:,} measurements to {periods:,} hours and days",
        f"{seconds:.1f} s ({time.process_time() - worked:.1f} s of one core), {made / seconds:,.0f} a second, "
        f"{in_database.told(seconds)}",
    )
    later = now + timedelta(minutes=30)
    Measurement.objects.bulk_create(
        Measurement(monitor=one, status="kept", value=1.0, measured_at=later) for one in Monitor.objects.all()
    )
    times = []
    for turn in range(TIMES):
        begun = time.perf_counter()
        roll_up(port.pk, later + timedelta(seconds=turn))
        times.append((time.perf_counter() - begun) * 1000)
    _say("roll-up of one port after it was measured again", f"p50 {statistics.median(times):.1f} ms")


def _pages(ada, port) -> None:
    from django.test import Client

    client = Client()
    client.force_login(ada)
    board = f"/products/measured/service-levels/ports/{port.pk}/"
    for what, address in [
        ("the page of the product, to compare with", "/products/measured/"),
        ("board of the port, 30 days", board),
        ("board of the port, 7 days by hour", f"{board}?days=7"),
        ("board of the port, 90 days", f"{board}?days=90"),
        ("its 90 days as CSV", f"{board}numbers.csv?days=90"),
        ("the wall of the mesh", "/mesh/service-levels/"),
        ("a page of the series over the API", f"/api/v1/ports/{port.pk}/series/?days=90"),
    ]:
        client.get(address).getvalue()
        times, busy, in_database = [], [], InDatabase()
        for _turn in range(TIMES):
            begun, worked = time.perf_counter(), time.process_time()
            with connection.execute_wrapper(in_database):
                answer = client.get(address)
                answer.getvalue()
            times.append((time.perf_counter() - begun) * 1000)
            busy.append((time.process_time() - worked) * 1000)
            assert answer.status_code == 200, answer.status_code
        sql, queries = in_database.seconds * 1000 / TIMES, in_database.statements // TIMES
        p50, own = statistics.median(times), statistics.median(busy)
        _say(
            f"{what}, {MEASUREMENTS:,} measurements",
            f"p50 {p50:5.1f} ms  ({own:.1f} ms of one core)  SQL {sql:.1f} ms in {queries} queries",
        )


def _port():
    from tests.accounts.factories import UserFactory
    from tests.catalog.factories import DataProductFactory, OfferedPortFactory

    product = DataProductFactory(slug="measured", name="Measured")
    return UserFactory(username="ada"), OfferedPortFactory(product=product, columns=["a", "b"])


def _measure_much(port, now) -> int:
    from catalog.models import Measurement, Monitor

    monitors = [
        Monitor.objects.create(
            port=port,
            contract=port.contract,
            rule=f"{INDICATORS[n % 5]}/{n}",
            indicator=INDICATORS[n % 5],
            name=f"Promise {n}",
            status="kept",
            value=1.0,
            value_text="1 row",
            objective={"operator": "mustBeLessThan", "value": 5},
            unit="rows",
            measured_at=now,
        )
        for n in range(PROMISES)
    ]
    each = MEASUREMENTS // PROMISES
    step = timedelta(days=DAYS) / each
    begun = time.perf_counter()
    rows = []
    for place in range(each):
        at = now - timedelta(days=DAYS) + step * place
        for monitor in monitors:
            state = PATTERN[(place // 7 + monitor.pk) % len(PATTERN)]
            value = None if state == "unknown" else float((place * 7) % 9)
            rows.append(Measurement(monitor=monitor, status=state, value=value, measured_at=at))
        if len(rows) >= BATCH:
            Measurement.objects.bulk_create(rows)
            rows = []
    Measurement.objects.bulk_create(rows)
    _say(f"{connection.vendor}: {MEASUREMENTS:,} measurements made", f"{time.perf_counter() - begun:.0f} s")
    return MEASUREMENTS


def _analyze() -> None:
    with connection.cursor() as cursor:  # as the server does by itself a minute later
        cursor.execute("ANALYZE")


def _say(what: str, figures: str) -> None:
    sys.stdout.write(f"{what:<70} {figures}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
