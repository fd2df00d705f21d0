"""Prints how fast finding and judging is, in generated meshes of growing size, on SQLite and on PostgreSQL.

`make bench BENCH=shopping`. PostgreSQL is measured where `DATABASE_URL` names a server, each size in a database of
its own. `BENCH_SIZES=1000,1000000` measures other sizes; more than a hundred thousand only on PostgreSQL. For each
page: p50 and p95 from outside with one client and with eight, the time of its own statements on a bare cursor, and
whether it stays below twice that and 12 ms.
"""

import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx

from tests.bench.marketplace import ROOT, Running, free_port, signed_in

SIZES = (1_000, 10_000, 100_000)
MOST_ON_SQLITE = 100_000
VISITS, CLIENTS = 60, 8
PASSWORD = "correct horse battery staple"
WARM_UP = 8  # so that every worker has seen the page
# p50 and p95 that are aimed at with one client and 100,000 products.
PAGES = {
    "search, a rare word": ("/products/?q=bathymetry", 15, 25),
    "search, a word of a tenth": ("/products/?q=reconciliation", 40, 60),
    "list without a query": ("/products/", 25, 40),
    "search, a typing error": ("/products/?q=bathimetry", 30, 50),
    "suggestions": ("/products-suggested/?q=bathy", 10, 20),
    "product page": ("/products/{product}/", 20, 40),
    "around the product": ("/products/{product}/around/", 100, 200),
}
Say = Callable[[str, str], None]


def figures(say: Say, scratch: Path) -> None:
    """Every size on every engine that is here. Raises RuntimeError at the end where a page is missing."""
    missing: set[str] = set()
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        say("PostgreSQL", "not measured: DATABASE_URL names no server")
    for engine in ("sqlite", *(["postgresql"] if given.startswith("postgres") else [])):
        for size in _sizes():
            if engine == "sqlite" and size > MOST_ON_SQLITE:
                continue
            with _mesh(engine, given, scratch / f"{engine}-{size}", size, say) as running:
                missing |= _measure(say, running, f"{engine}, {size:,}")
    if missing:
        raise RuntimeError(f"Not measured, because there is no such page here: {', '.join(sorted(missing))}.")


def _sizes() -> list[int]:
    given = os.environ.get("BENCH_SIZES", "")
    return [int(size) for size in given.split(",")] if given else list(SIZES)


@contextlib.contextmanager
def _mesh(engine: str, given: str, var: Path, size: int, say: Say) -> Iterator[Running]:
    """A marketplace with a generated mesh of its own, and gunicorn before it; gone afterwards."""
    database = f"bench_shopping_{size}_{os.getpid()}"
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {"VAR_DIR": str(var), "STATIC_MANIFEST": "1", "LOG_LEVEL": "WARNING"}
    if engine == "postgresql":
        environment["DATABASE_URL"] = urlunsplit(urlsplit(given)._replace(path=f"/{database}"))
        _admin(given, f'CREATE DATABASE "{database}"')
    try:
        _manage(environment, "migrate", "-v", "0")
        _manage(environment, "createcachetable")
        _manage(environment, "collectstatic", "--noinput", "-v", "0")
        _manage(environment, "shell", "-v", "0", "-c", _ADA)
        begun = time.monotonic()
        _manage(environment, "generate_mesh", "--products", str(size))
        seconds = time.monotonic() - begun
        say(f"{engine}, {size:,}: generating", f"{seconds:.0f} s  {size / seconds:,.0f} products/s  {_load()}")
        with _served(environment) as address:
            yield Running(address, PASSWORD, seconds, environment)
    finally:
        if engine == "postgresql":
            _admin(given, f'DROP DATABASE "{database}" WITH (FORCE)')


_ADA = f"""
from accounts.models import User
User.objects.create_user("ada", "ada@example.com", {PASSWORD!r}, first_name="Ada", last_name="Keller")
"""
_PRODUCT = """
from catalog.models import DataProduct
print(DataProduct.objects.get(external_id="generated-100").slug)
"""


@contextlib.contextmanager
def _served(environment: dict[str, str]) -> Iterator[str]:
    port = free_port()
    command = ["-m", "gunicorn", "marketplace.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    command += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "warning"]
    serving = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{address}/healthz").status_code == 200:
                    break
            assert time.monotonic() < deadline, "The web server did not answer within a minute."
            time.sleep(0.2)
        yield address
    finally:
        serving.send_signal(signal.SIGTERM)
        serving.wait(30)


def _measure(say: Say, running: Running, what: str) -> set[str]:
    """Print a line for each page; answers the names of those that are not there."""
    ada = signed_in(running, "ada")
    product = _manage(running.environment, "shell", "-v", "0", "-c", _PRODUCT).split()[-1]
    pages = {name: (path.format(product=product), *aims) for name, (path, *aims) in PAGES.items()}
    there = {name: page for name, page in pages.items() if ada.get(page[0]).status_code == 200}
    bare = _bare(running.environment, [address for address, *_aims in there.values()])
    for name, (address, *aims) in there.items():
        times, size = _visits(ada, address)
        crowd = _crowd(running, ada.cookies, address)
        p50, p95 = _p50_p95(times)
        sql, queries = bare[address]
        within = p50 <= 2 * sql + 12
        say(
            f"{what}: {name}",
            f"1: {p50:6.1f} / {p95:6.1f} ms (< {aims[0]} / {aims[1]} at 100,000)  8: {crowd}  "
            f"SQL {sql:6.1f} ms, {queries:>2} queries, {p50 / max(sql, 0.1):4.1f} times"
            f"{'' if within else ', more than twice and 12 ms'}  {size:5.1f} kB  {_load()}",
        )
    return pages.keys() - there.keys()


def _visits(client: httpx.Client, address: str, visits: int = VISITS) -> tuple[list[float], float]:
    for _ in range(WARM_UP):
        client.get(address)
    times = []
    for _ in range(visits):
        begun = time.perf_counter()
        answer = client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, (address, answer.status_code)
    return times, answer.num_bytes_downloaded / 1000


def _crowd(running: Running, cookies: httpx.Cookies, address: str) -> str:
    """Eight clients at once."""

    def visit(_number: int) -> list[float]:
        with httpx.Client(base_url=running.address, cookies=cookies, timeout=120) as client:
            return _visits(client, address, VISITS // 4)[0]

    with ThreadPoolExecutor(CLIENTS) as pool:
        times = [one for each in pool.map(visit, range(CLIENTS)) for one in each]
    p50, p95 = _p50_p95(times)
    return f"{p50:6.1f} / {p95:6.1f} ms"


def _p50_p95(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[18]


def _bare(environment: dict[str, str], addresses: list[str]) -> dict[str, tuple[float, int]]:
    printed = _run(environment, "-m", "tests.bench.bare_sql", "ada", *addresses)
    told = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    return {one["address"]: (one["sql"], one["queries"]) for one in told}


def _manage(environment: dict[str, str], *arguments: str) -> str:
    return _run(environment, "manage.py", *arguments)


def _run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _admin(given: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(given.replace("postgresql://", "postgres://"), autocommit=True) as connection:
        connection.execute(statement)


def _load() -> str:
    """How busy the machine is, since figures of a busy one are no figures of the marketplace."""
    return f"load {os.getloadavg()[0]:.1f}"
