"""A real marketplace beside the test: worker, scheduler and web as processes of their own, on the test's database."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
import redis
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
_logs: list[Path] = []  # of the processes that run at this moment, for whoever waits for them in vain


def _database_url() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    host = f"{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}"
    return f"postgres://{database['USER']}{password}@{host}/{database['NAME']}"


def environment(**changes) -> dict[str, str]:
    """The environment in which a process works on the test's own rows, files and queue."""
    return os.environ | {
        "PYTEST_XDIST_WORKER": "",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": _database_url(),
        "VAR_DIR": str(settings.VAR_DIR),
        "LAKEHOUSE_ROOT": str(settings.LAKEHOUSE_ROOT),
        "TEST_QUEUE": settings.CELERY_TASK_DEFAULT_QUEUE,
        "PYTHONUNBUFFERED": "1",
        **changes,
    }


@contextlib.contextmanager
def process(*arguments, log: Path, **changes):
    """One process that is gone, with its children, when the block ends."""
    with log.open("ab") as out:
        running = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=environment(**changes),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _logs.append(log)
    try:
        yield running
    finally:
        _logs.remove(log)
        with contextlib.suppress(ProcessLookupError):
            kill(running)


def kill(running: subprocess.Popen) -> None:
    """SIGKILL for the process and everything it started."""
    os.killpg(running.pid, signal.SIGKILL)
    running.wait(8)


def eventually(question, *, seconds: float = 60, every: float = 0.05):
    """The first true answer; fails when there is none in time, and tells what the processes beside it wrote."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        time.sleep(every)
    written = "".join(f"\n--- {log.name} ---\n{log.read_text()[-8_000:]}" for log in dict.fromkeys(_logs))
    raise AssertionError(f"It did not happen within {seconds} seconds.{_queue()}{written}")


def _queue() -> str:
    """What lies in the queue of these tests, and who listens: was work never sent, never taken, or taken and lost?"""
    if not settings.REDIS_URL:
        return ""
    own = settings.CELERY_TASK_DEFAULT_QUEUE
    with redis.Redis.from_url(settings.REDIS_URL) as server:
        waiting, held = server.llen(f"{own}:{own}"), server.hlen(f"{own}:unacked")
        listening = server.info("clients")["blocked_clients"]
    return f"\n{waiting} messages wait in the queue, {held} are held by workers, {listening} clients listen."


@pytest.fixture
def shared_lakehouse(settings, tmp_path_factory):
    """One lakehouse for the test and the processes beside it."""
    settings.LAKEHOUSE_ROOT = tmp_path_factory.mktemp("lakehouse")
    return settings.LAKEHOUSE_ROOT


@pytest.fixture
def start_worker(transactional_db, shared_lakehouse, tmp_path):
    """Starts a Celery worker: `with start_worker() as worker: …`; it may be killed and another started."""

    def start(**changes):
        return process(
            "celery",
            "-A",
            "marketplace",
            "worker",
            "-c",
            "2",
            "-l",
            "INFO",
            "--without-mingle",
            "--without-gossip",
            log=tmp_path / "worker.log",
            **changes,
        )

    yield start
    log = tmp_path / "worker.log"
    if log.exists():
        print(log.read_text()[-20_000:])  # noqa: T201 — pytest shows it when the test fails


@pytest.fixture
def worker(start_worker):
    """A worker that runs for the whole test."""
    with start_worker() as running:
        yield running


@pytest.fixture
def scheduler(transactional_db, shared_lakehouse, tmp_path):
    """The scheduler, which nudges what was missed every two seconds."""
    with process("celery", "-A", "marketplace", "beat", "-l", "WARNING", log=tmp_path / "beat.log") as running:
        yield running


@pytest.fixture
def start_site(transactional_db, shared_lakehouse, tmp_path):
    """Starts a web server on the test's rows: `with start_site() as address: …`."""
    log = tmp_path / "web.log"

    @contextlib.contextmanager
    def start(**changes):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            door = f"127.0.0.1:{free.getsockname()[1]}"
        server = f"gunicorn marketplace.wsgi --no-control-socket --bind {door} --worker-class gthread --threads 4"
        with process(*server.split(), log=log, **changes):

            def answers():
                with contextlib.suppress(httpx.TransportError):
                    return httpx.get(f"http://{door}/healthz").status_code == 200

            eventually(answers)
            yield f"http://{door}"

    yield start
    if log.exists():
        print(log.read_text()[-20_000:])  # noqa: T201 — pytest shows it when the test fails


@pytest.fixture
def site(start_site):
    """The address of a web server that runs for the whole test."""
    with start_site() as address:
        yield address
