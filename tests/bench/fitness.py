"""Prints how long a night of scoring takes: `python -m tests.bench.fitness [sizes]`, 1,000 and 10,000 by default.

A generated mesh, two real workers and the real queue; all functions are asked about every product. The second night
finds what the first one answered. It works in a database of its own, which is gone afterwards; `VAR_DIR`,
`DATABASE_URL` and `REDIS_URL` say where.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from tests.bench.own_database import own_database

SIZES = (1_000, 10_000)
WORKERS = 2
ROOT = Path(__file__).resolve().parents[2]
LIMITS = {10_000: 30, 100_000: 300}
PATIENCE = 3_600


def main(sizes: tuple[int, ...]) -> None:
    """Measure each size in a test database of its own; the workers work on it, too."""
    if len(sizes) > 1:
        for size in sizes:
            subprocess.run([sys.executable, "-m", "tests.bench.fitness", str(size)], cwd=ROOT, check=True)
        return
    [size] = sizes
    with own_database():
        _make(size)
        with _workers() as workers:
            _warm(workers)
            _night(size, "first night", workers)
            _forget_the_night()
            _night(size, "next night", workers)


def _make(size: int) -> None:
    from marketplace.demo.generated.mesh import generate
    from marketplace.demo.generated.plan import Mesh

    generate(Mesh(size), lambda said: None)
    if connection.vendor == "postgresql":
        # As the server does by itself a minute later.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@contextlib.contextmanager
def _workers() -> Iterator[list[subprocess.Popen]]:
    """Celery workers of one process each, as they run."""
    database = connection.settings_dict
    address = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        address = f"postgres://{database['USER']}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    from django.conf import settings

    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "DATABASE_URL": address,
        "TEST_QUEUE": settings.CELERY_TASK_DEFAULT_QUEUE,
        "VAR_DIR": str(settings.VAR_DIR),
        "LOG_LEVEL": "WARNING",
        "PYTHONWARNINGS": "ignore",
    }
    command = [sys.executable, "-m", "celery", "-A", "marketplace", "worker", "-P", "solo", "-l", "WARNING"]
    command += ["--without-mingle", "--without-gossip", "--without-heartbeat"]
    running = [
        subprocess.Popen(
            [*command, "-n", f"bench{n}@%h"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        for n in range(WORKERS)
    ]
    try:
        yield running
    finally:
        for worker in running:
            worker.terminate()
        for worker in running:
            worker.wait(30)


def _warm(workers: list[subprocess.Popen]) -> None:
    """Both workers are there, and have read the code, before the clock runs."""
    from marketplace.celery import app

    _until(lambda: len(app.control.ping(timeout=1) or ()) >= len(workers), workers)


def _forget_the_night() -> None:
    """As if the scores were of yesterday, and a night had gone by."""
    from catalog.models import FitnessScore

    day = timezone.localdate() - timedelta(days=1)
    FitnessScore.objects.update(day=day, scored_at=timezone.now() - timedelta(days=2))


def _night(size: int, what: str, workers: list[subprocess.Popen]) -> None:
    from catalog.fitness import night, tasks
    from catalog.fitness.standing import functions_on, scoring_version
    from catalog.models import DataProduct, FitnessEvidence, FitnessScore

    version = scoring_version()
    since = night.night_of(timezone.now())
    scored = FitnessScore.objects.filter(scoring=version, scored_at__gte=since, latest=True)
    used = _seconds_of(workers)
    begun = time.perf_counter()
    tasks.score_all()
    _until(lambda: scored.count() >= size, workers, every=0.25)
    seconds = time.perf_counter() - begun
    busy = _seconds_of(workers) - used
    memory = max(_memory(worker) for worker in workers)
    assert DataProduct.objects.shown().count() == scored.count() == size
    assert not FitnessScore.objects.filter(latest=True, evidence=None).exists()
    limit = f"of {LIMITS[size]} s allowed" if size in LIMITS else ""
    line = f"fitness, {what}: {size:,} products by {len(functions_on())} functions, {WORKERS} workers"
    sys.stdout.write(
        f"{line:<84} {seconds:6.1f} s {limit}  ({1000 * seconds / size:.2f} ms a product, workers busy {busy:.0f} s)  "
        f"{memory} MB a worker  {FitnessEvidence.objects.count():,} rows of evidence\n"
    )
    sys.stdout.flush()


def _until(true, workers: list[subprocess.Popen], *, every: float = 0.1) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        if any(worker.poll() is not None for worker in workers) or time.monotonic() > deadline:
            raise RuntimeError("A worker ended, or it took too long.")
        time.sleep(every)


def _seconds_of(workers: list[subprocess.Popen]) -> float:
    """How long the workers were busy so far, together."""
    ticks = os.sysconf("SC_CLK_TCK")
    return sum(sum(map(int, _stat(worker)[11:13])) / ticks for worker in workers)


def _stat(worker: subprocess.Popen) -> list[str]:
    return Path(f"/proc/{worker.pid}/stat").read_text().rsplit(") ", 1)[1].split()


def _memory(worker: subprocess.Popen) -> int:
    """The most memory that it ever had, in MB."""
    lines = Path(f"/proc/{worker.pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) // 1024


if __name__ == "__main__":
    main(tuple(int(size.replace(",", "")) for size in sys.argv[1:]) or SIZES)
