"""A demo marketplace of its own for the bench: started, waited for, ended."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
READY = "The data marketplace is ready"
PATIENCE = 900


@dataclass(frozen=True)
class Running:
    """A marketplace that answers: where, with which password, and how many seconds it took."""

    address: str
    password: str
    seconds: float
    environment: dict[str, str]


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextlib.contextmanager
def make_demo(folder: Path, var: Path | None = None) -> Iterator[Running]:
    """`make demo` in a folder, until it says that it is ready; ended like by Ctrl-C.

    Raises RuntimeError with the last lines when it ends before it is ready.
    """
    port = free_port()
    environment = {
        name: value for name, value in os.environ.items() if name not in {"VAR_DIR", "MAKEFLAGS", "MAKELEVEL"}
    }
    environment |= {"PORT": str(port)} | ({"VAR_DIR": str(var)} if var else {})
    log = folder / "demo.log" if var is None else var.with_suffix(".log")
    started = time.monotonic()
    with log.open("w") as out:
        running = subprocess.Popen(
            ["make", "--no-print-directory", "demo"],
            cwd=folder,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        text = _wait(running, log)
        password = re.search(r"with the password\s+(\S+)", text)
        assert password
        yield Running(f"http://127.0.0.1:{port}", password.group(1), time.monotonic() - started, environment)
    finally:
        os.killpg(running.pid, signal.SIGINT)
        running.wait(30)


def _wait(running: subprocess.Popen, log: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        text = log.read_text()
        if READY in text:
            return text
        if running.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("make demo did not get ready:\n" + "\n".join(log.read_text().splitlines()[-20:]))


def signed_in(running: Running, person: str) -> httpx.Client:
    """A browser session of one of the demo's people."""
    client = httpx.Client(base_url=running.address, follow_redirects=True, timeout=60)
    page = client.get("/sign-in/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token, page.text[:500]
    form = {"username": person, "password": running.password, "csrfmiddlewaretoken": token.group(1)}
    answer = client.post(str(page.url), data=form, headers={"Referer": str(page.url)})
    assert "sessionid" in client.cookies, answer.text[:500]
    return client


def token_of(running: Running, person: str) -> str:
    """A token that writes, as `manage.py issue_token` gives it."""
    printed = subprocess.run(
        [str(ROOT / ".venv/bin/python"), "manage.py", "issue_token", person, "--scope", "write"],
        cwd=ROOT,
        env=running.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return printed.stdout.split()[-1]
