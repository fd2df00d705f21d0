"""Prints how long it takes from the click to access that was verified: `python -m tests.bench.access`.

Fifty people with a session each order at the same moment, from a real web server, what a rule approves; a real worker
opens it in the lakehouse, reads it as each of them, and only then says that it is there. What is measured ends with
that moment as the row of the grant tells it. It works in a database and a queue of its own, which are gone
afterwards; `VAR_DIR`, `DATABASE_URL` and `REDIS_URL` say where.
"""

import contextlib
import socket
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import httpx

from tests.bench.own_database import own_database

ORDERS, ROUNDS, WARM_UP = 50, 3, 8
PATIENCE = 120
TOKEN = "b" * 32  # what a page would have given against forged forms
WEB = "gunicorn marketplace.wsgi --no-control-socket --worker-class gthread --workers 2 --threads 4 --log-level warning"
WORKER = "celery -A marketplace worker --loglevel WARNING --without-mingle --without-gossip"


def main() -> None:
    """Measure over processes that run the marketplace's own settings."""
    with own_database():
        from django.conf import settings
        from django.db import connection

        port = _port()
        crowds = [[_session(f"reader-{turn}-{n}") for n in range(ORDERS)] for turn in range(ROUNDS)]
        early = [_session(f"early-{n}") for n in range(WARM_UP)]
        with _running(Path(settings.VAR_DIR)) as address:
            _order_at_once(address, port, early)
            seen = [_order_at_once(address, port, crowd) for crowd in crowds]
        where = f"{connection.vendor}, {'Redis' if settings.REDIS_URL else 'embedded broker'}"
        for turn, (placed, opened) in enumerate(seen, start=1):
            _say(f"{ORDERS} orders at once, {where}, round {turn}: placed", placed, (1, 2))
            _say(f"{ORDERS} orders at once, {where}, round {turn}: verified", opened, (2, 5))


def _say(what: str, times: Sequence[float], aims: tuple[float, float]) -> None:
    p50, p99 = statistics.median(times), statistics.quantiles(times, n=100, method="inclusive")[98]
    figures = f"p50 {p50:5.2f} s (< {aims[0]})  p99 {p99:5.2f} s (< {aims[1]})  worst {max(times):5.2f} s"
    sys.stdout.write(f"{what:<60} {figures}\n")


def _port():
    """A port with real rows that everybody gets at once."""
    import duckdb
    from django.conf import settings

    from tests.catalog.factories import DataProductFactory, OfferedPortFactory, WarehouseFactory

    location = "products/readings/rows.parquet"
    path = settings.LAKEHOUSE_ROOT / location
    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.sql("SELECT n AS id, n % 7 AS site, n / 3 AS value FROM range(100000) AS t(n)").write_parquet(str(path))
    rules = {"rules": [{"name": "everybody", "then": "approve", "reason": "It is open to all."}]}
    return OfferedPortFactory(
        product=DataProductFactory(slug="readings", name="Readings"),
        name="rows",
        warehouse=WarehouseFactory(),
        columns=("id", "site", "value"),
        policy={"document": rules, "masks": [{"column": "id", "method": "hash"}], "row_filter": "site < 5"},
        snapshot={"location": location, "rows": 100_000},
    )


def _session(name: str) -> tuple[str, dict[str, str]]:
    """Somebody who is signed in: the name, and the cookies of the browser."""
    from django.test import Client

    from tests.accounts.factories import UserFactory

    client = Client()
    client.force_login(UserFactory(username=name), "django.contrib.auth.backends.ModelBackend")
    return name, {"sessionid": client.cookies["sessionid"].value, "csrftoken": TOKEN}


@contextlib.contextmanager
def _running(folder: Path) -> Iterator[str]:
    """A web server and a worker; the address of the web server."""
    from tests.processes import eventually, process

    own = {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "STATIC_MANIFEST": "0", "LOG_LEVEL": "WARNING"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        door = f"127.0.0.1:{free.getsockname()[1]}"
    with (
        process(*WEB.split(), "--bind", door, log=folder / "web.log", **own),
        process(*WORKER.split(), log=folder / "worker.log", **own),
    ):

        def answers() -> bool:
            with contextlib.suppress(httpx.TransportError):
                return httpx.get(f"http://{door}/healthz").status_code == 200
            return False

        eventually(answers)
        yield f"http://{door}"


def _order_at_once(address: str, port, people) -> tuple[list[float], list[float]]:
    """Seconds until each had an answer, and until each had access."""
    from requests.models import Grant

    start = Barrier(len(people))

    def click(person) -> tuple[str, float, float]:
        name, cookies = person
        form = {"ports": port.pk, "days": 7, "justification": "The bench measures it.", "terms": "on", "key": name}
        with httpx.Client(base_url=address, cookies=cookies, timeout=PATIENCE) as browser:
            start.wait()
            begun = time.time()
            answer = browser.post("/products/readings/order/", data=form, headers={"X-CSRFToken": TOKEN})
            took = time.time() - begun
        assert answer.status_code == 302, (answer.status_code, answer.text[:500])
        return name, begun, took

    with ThreadPoolExecutor(len(people)) as pool:
        clicks = list(pool.map(click, people))
    begun = {name: at for name, at, _took in clicks}
    grants = Grant.objects.filter(consumer__person__username__in=begun, state=Grant.State.ACTIVE)
    deadline = time.monotonic() + PATIENCE
    while grants.count() < len(people):
        assert time.monotonic() < deadline, f"{len(people) - grants.count()} orders did not become access."
        time.sleep(0.1)
    verified = grants.values_list("consumer__person__username", "verified_at")
    return [took for _name, _at, took in clicks], [at.timestamp() - begun[name] for name, at in verified]


if __name__ == "__main__":
    main()
