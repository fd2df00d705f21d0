"""Prints the figures of the marketplace on this machine."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import httpx

from tests.bench import shopping, studio
from tests.bench.marketplace import ROOT, Running, make_demo, signed_in, token_of

VISITS = 60
PAGES = {
    "home": "/",
    "list": "/products/",
    "search": "/products/?q=adverse+events",
    "product page": "/products/adverse-events/",
    "lineage tab": "/products/safety-summary/lineage/",
    "mesh map": "/mesh/",
    "order": None,
}


def main(wanted: list[str]) -> None:
    """Measure everything, or the parts that are named, in a folder that is gone afterwards."""
    if unknown := [name for name in wanted if name not in PARTS]:
        sys.exit(f"There is no part {', '.join(unknown)} in the bench. There are: {', '.join(PARTS)}.")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for name, part in PARTS.items():
            if not wanted or name in wanted:
                part(Path(folder))


def _studio(_scratch: Path) -> None:
    studio.figures(_say)


def _shopping(scratch: Path) -> None:
    try:
        shopping.figures(_say, scratch)
    except RuntimeError as failure:
        sys.exit(str(failure))


def _demo(scratch: Path) -> None:
    """The demo marketplace: how long it takes to be there, its pages, orders and reads."""
    if "--quick" not in sys.argv:
        _demo_from_nothing(scratch)
    var = scratch / "var"
    with make_demo(ROOT, var) as first:
        _say("make demo, packages there, no data", f"{first.seconds:.1f} s")
    with make_demo(ROOT, var) as running:
        _say("make demo, again", f"{running.seconds:.1f} s")
        number = _order_to_access(running)
        _pages(running, number)
        _governed_read(running)
        studio.over_http(_caller(running, "otto"), _say)


def _say(what: str, figure: str) -> None:
    print(f"{what:<60} {figure}", flush=True)  # noqa: T201 — printing is what a bench is for


def _access(scratch: Path) -> None:
    """Without a server, and on the servers that the environment names."""
    here = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    given = [os.environ] if os.environ.get("DATABASE_URL", "").startswith("postgres") else []
    for number, environment in enumerate([here, *given]):
        own = dict(environment) | {"VAR_DIR": str(scratch / f"access-{number}"), "LOG_LEVEL": "WARNING"}
        subprocess.run([sys.executable, "-m", "tests.bench.access"], cwd=ROOT, env=own, check=True)


def _by_itself(part: str, scratch: Path) -> None:
    """A part over a mesh that it makes, in a process and a database of its own."""
    environment = os.environ | {"VAR_DIR": str(scratch / part)}
    subprocess.run([sys.executable, "-m", f"tests.bench.{part}"], cwd=ROOT, env=environment, check=True)


def _demo_from_nothing(scratch: Path) -> None:
    """A fresh clone: virtual environment, packages, assets, data."""
    clone = scratch / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    with make_demo(clone) as running:
        _say("make demo, from a fresh clone", f"{running.seconds:.1f} s")
    shutil.rmtree(clone)


def _pages(running: Running, number: str) -> None:
    """p50 and p95 of what ada sees, one after the other, from outside; and the queries each needs."""
    ada = signed_in(running, "ada")
    queries = _queries_per_page(running, [_address(path, number) for path in PAGES.values()])
    for name, path in PAGES.items():
        address = _address(path, number)
        times = []
        for _ in range(VISITS):
            begun = time.perf_counter()
            answer = ada.get(address)
            times.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, (address, answer.status_code)
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[18]
        size = len(answer.content) / 1000
        _say(
            f"{name} ({address})",
            f"p50 {p50:5.1f} ms  p95 {p95:5.1f} ms  {queries[address]:>3} queries  {size:5.1f} kB",
        )


def _address(path: str | None, number: str) -> str:
    return path or f"/orders/{number}/"


def _queries_per_page(running: Running, addresses: list[str]) -> dict[str, int]:
    printed = subprocess.run(
        [sys.executable, "-m", "tests.bench.queries", "ada", *addresses],
        cwd=ROOT,
        env=running.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = (line.rsplit(" ", 1) for line in printed.stdout.splitlines())
    return {address: int(count) for address, count in lines}


def _order_to_access(running: Running) -> str:
    """Seconds from placing an order that a rule approves to verified access, nine times; the number of one order."""
    ada = _caller(running, "ada")
    ports = {
        product["slug"]: product["output_ports"][0]["id"]
        for product in ada.get("products/", params={"limit": 100}).json()["results"]
        if product["output_ports"]
    }
    times = []
    number = ""
    for slug in ("airports", "carriers", "grocery-products"):
        for _ in range(3):
            order = {
                "justification": "The bench measures how long access takes.",
                "purpose": "research",
                "lines": [{"port": ports[slug], "days": 1}],
            }
            begun = time.perf_counter()
            placed = ada.post("orders/", json=order)
            assert placed.status_code == 201, placed.text
            number = placed.json()["number"]
            grant = _wait_for_grant(ada, number)
            times.append(time.perf_counter() - begun)
            given_back = ada.post(f"grants/{grant}/return/", json={"reason": "Measured."})
            assert given_back.status_code == 200, given_back.text
            _wait_until_removed(ada, grant)
    _say("order to verified access (auto-approved)", f"p50 {statistics.median(times):.2f} s  worst {max(times):.2f} s")
    return number


def _wait_for_grant(ada: httpx.Client, number: str) -> int:
    while True:
        grant = ada.get(f"orders/{number}/").json()["lines"][0]["grant"]
        if grant and ada.get(f"grants/{grant}/").json()["state"] == "active":
            return int(grant)
        time.sleep(0.02)


def _wait_until_removed(ada: httpx.Client, grant: int) -> None:
    while ada.get(f"grants/{grant}/").json()["provisioning"] != "removed":
        time.sleep(0.05)


def _governed_read(running: Running) -> None:
    """Rows per second over HTTP, as otto may read them: he owns both, so no column is masked."""
    otto = _caller(running, "otto")
    for slug in ("flights", "laboratory"):
        number = otto.get(f"products/{slug}/").json()["output_ports"][0]["id"]
        rows = otto.get(f"ports/{number}/").json()["snapshot"]["rows"]
        for format in ("parquet", "csv", "json"):
            begun = time.perf_counter()
            with otto.stream("GET", f"ports/{number}/data", params={"format": format}) as answer:
                assert answer.status_code == 200, answer.read()
                size = sum(len(chunk) for chunk in answer.iter_bytes())
            seconds = time.perf_counter() - begun
            _say(
                f"governed read, {slug} as {format}",
                f"{rows / seconds:>11,.0f} rows/s  {rows:,} rows, {size / 1e6:.1f} MB in {seconds:.2f} s",
            )


def _caller(running: Running, person: str) -> httpx.Client:
    token = token_of(running, person)
    return httpx.Client(
        base_url=f"{running.address}/api/v1/", headers={"Authorization": f"Bearer {token}"}, timeout=120
    )


PARTS = {
    "studio": _studio,
    "policies": partial(_by_itself, "policies"),
    "fitness": partial(_by_itself, "fitness"),
    "lineage": partial(_by_itself, "lineage"),
    "basket": partial(_by_itself, "basket"),
    "sweep": partial(_by_itself, "sweep"),
    "access": _access,
    "inbox": partial(_by_itself, "inbox"),
    "drift": partial(_by_itself, "drift"),
    "checks": partial(_by_itself, "checks"),
    "boards": partial(_by_itself, "boards"),
    "demo": _demo,
    "shopping": _shopping,
}

if __name__ == "__main__":
    main([name for name in sys.argv[1:] if not name.startswith("--")])
