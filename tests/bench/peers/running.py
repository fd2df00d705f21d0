"""Makes an environment for each tool, has it check the same table, and prints its time beside the hand's in one run."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench import checks_by_hand as by_hand
from tests.bench.checks_table import plain_checks

HERE = Path(__file__).parent
# Environments are made once and kept here; a temporary folder where nothing is named.
ENVIRONMENTS = Path(os.environ.get("BENCH_PEERS_DIR", "/tmp/bench-peers"))  # noqa: S108
FEW, MANY = 2, 5_000_000  # warm runs; from so many rows on a single one
TABLE = "orders"


@dataclass(frozen=True)
class Peer:
    """A tool: its script, and what pip installs for it."""

    name: str
    script: str
    packages: tuple[str, ...]


PEERS = (
    Peer("Soda Core 3.5.6", "soda_core.py", ("soda-core-duckdb==3.5.6", "soda-core-postgres==3.5.6")),
    Peer("datacontract-cli 1.2.8", "datacontract_cli.py", ("datacontract-cli[parquet,duckdb,postgres]==1.2.8",)),
    Peer("Great Expectations 1.24.1", "expectations.py", ("great_expectations[postgresql]==1.24.1", "pyarrow")),
)


@dataclass(frozen=True)
class Limits:
    """What the hand's DuckDB may use."""

    threads: int = 2
    memory_mb: int = 4096


def measure(file: Path, conninfo: str, rows: int, say: Callable[[str, str], None]) -> None:
    """Every tool on every store, with the hand's time taken just before it."""
    checks = file.with_name("checks.json")
    checks.write_text(json.dumps(plain_checks()))
    stores = [("Parquet", str(file), lambda: by_hand.in_duckdb(str(file), Limits()))]
    if conninfo:
        _load(file, conninfo)
        stores.append(("PostgreSQL", conninfo, lambda: by_hand.in_postgres(conninfo, TABLE)))
    for peer in PEERS:
        python = _environment(peer, say)
        if python is None:
            continue
        for store, where, hand in stores:
            hand()
            limit = statistics.median(_seconds(hand) for _turn in range(1 if rows >= MANY else 3))
            say(f"{rows:,} rows in {store}: {peer.name}", _run(python, peer, store, where, checks, rows, limit))


def _run(python: Path, peer: Peer, store: str, where: str, checks: Path, rows: int, limit: float) -> str:
    """What one tool says of one store."""
    turns = 1 if rows >= MANY else FEW
    command = [str(python), str(HERE / peer.script), store.lower(), where, str(checks), str(turns)]
    quiet = os.environ | {"DO_NOT_TRACK": "1", "GX_ANALYTICS_ENABLED": "false", "SODA_TELEMETRY": "off"}
    begun = time.perf_counter()
    run = subprocess.run(command, capture_output=True, text=True, env=quiet, timeout=3_600, check=False)
    whole = time.perf_counter() - begun
    told = next((line for line in reversed(run.stdout.splitlines()) if line.startswith("{")), None)
    if run.returncode or told is None:
        return f"could not be run: {(run.stderr or run.stdout).strip().splitlines()[-1:]}"
    found = json.loads(told)
    warm = statistics.median(found["seconds"])
    return (
        f"{warm * 1000:7.0f} ms warm  {warm / limit:.2f} times the hand ({limit * 1000:.0f} ms); {whole:.1f} s with "
        f"its start, {found['rss_mb']:.0f} MB; {found['checks']} checks, {found['not_passed']} not passed"
    )


def _seconds(way: Callable[[], object]) -> float:
    begun = time.perf_counter()
    way()
    return time.perf_counter() - begun


def _environment(peer: Peer, say: Callable[[str, str], None]) -> Path | None:
    """The Python of a tool's own environment, made where it is not there."""
    folder = ENVIRONMENTS / peer.script.removesuffix(".py")
    python, done = folder / "bin" / "python", folder / ".installed"
    if done.exists() and done.read_text() == " ".join(peer.packages):
        return python
    folder.mkdir(parents=True, exist_ok=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", *peer.packages]
    for command in ([sys.executable, "-m", "venv", "--clear", str(folder)], [str(python), *install]):
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            say(peer.name, f"could not be installed: {made.stderr.strip().splitlines()[-1:]}")
            return None
    done.write_text(" ".join(peer.packages))
    return python


def _load(file: Path, conninfo: str) -> None:
    """The same rows in the server."""
    import duckdb
    import psycopg

    columns = plain_checks()["columns"]
    kinds = {"integer": "bigint", "number": "double precision", "timestamp": "timestamp", "string": "text"}
    kinds["boolean"] = "boolean"
    table = ", ".join(f"{name} {kinds[kind]}" for name, kind in columns.items())
    with psycopg.connect(conninfo, autocommit=True) as server, duckdb.connect(":memory:") as lake:
        server.execute(f"CREATE TABLE {TABLE} ({table})")
        csv = file.with_suffix(".csv")
        lake.execute(f"COPY (SELECT {', '.join(columns)} FROM '{file}') TO '{csv}' (FORMAT csv, HEADER false)")
        with server.cursor() as cursor, cursor.copy(f"COPY {TABLE} FROM STDIN (FORMAT csv)") as copy:
            for part in _parts(csv):
                copy.write(part)
        csv.unlink()
        server.execute(f"VACUUM ANALYZE {TABLE}")


def _parts(csv: Path) -> Iterator[bytes]:
    with csv.open("rb") as data:
        while part := data.read(1 << 20):
            yield part
