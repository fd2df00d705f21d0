"""The near side of the sandbox: runs SQL in a child process that can be killed, and says how it ended."""

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

CHILD = Path(__file__).with_name("sandbox_child.py")
BEAT = 0.5  # seconds between two calls of `alive`

Ending = Literal["done", "failed", "out-of-memory", "too-large", "timed-out", "crashed"]


@dataclass(frozen=True)
class Job:
    """One SELECT with all that it may reach. `inputs` are Parquet files by table name, `files` others it may read."""

    sql: str
    inputs: Mapping[str, Path]
    output: Path
    scratch: Path
    root: Path
    seconds: float
    memory_mb: int
    threads: int
    disk_mb: int
    files: Sequence[Path] = ()
    row_limit: int | None = None

    def as_line(self) -> bytes:
        """The job as the child reads it."""
        told = {
            "sql": self.sql,
            "inputs": {name: str(path) for name, path in self.inputs.items()},
            "files": [str(path) for path in self.files],
            "output": str(self.output),
            "scratch": str(self.scratch),
            "root": f"{self.root}/",
            "memory_mb": self.memory_mb,
            "threads": self.threads,
            "disk_mb": self.disk_mb,
            "row_limit": self.row_limit,
        }
        return json.dumps(told).encode() + b"\n"


@dataclass(frozen=True)
class Outcome:
    """How a job ended: the rows it wrote, or a sentence and the line of the SQL that it is about.

    `memory_mb` is the most that the child held at once, where it lived to tell.
    """

    ending: Ending
    rows: int = 0
    message: str = ""
    line: int | None = None
    memory_mb: int | None = None


def run(job: Job, *, alive: Callable[[], None]) -> Outcome:
    """Do the job in a child process. What `alive` raises ends the child and comes through.

    Raises OSError when no process can be started.
    """
    with tempfile.TemporaryFile() as answer, started(answer) as child:
        try:
            hand_over(child, job.as_line())
            ended = _wait(child, seconds=job.seconds, alive=alive)
        finally:
            child.kill()
        if not ended:
            return Outcome("timed-out")
        answer.seek(0)
        return _read(answer.read(), child.returncode)


def started(answer: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the child with no environment, no open files but its pipe, and out of reach of the terminal's Ctrl-C."""
    return subprocess.Popen(
        [sys.executable, "-I", str(CHILD)],
        stdin=subprocess.PIPE,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )


def hand_over(child: subprocess.Popen[bytes], line: bytes) -> None:
    """Send the job and leave the pipe open: the child ends itself when it closes."""
    assert child.stdin is not None
    try:
        child.stdin.write(line)
        child.stdin.flush()
    except BrokenPipeError:
        return  # the child is gone already; its exit code says why


def _wait(child: subprocess.Popen[bytes], *, seconds: float, alive: Callable[[], None]) -> bool:
    """Wait for the end of the child, calling `alive` at every beat; False when its time is up."""
    deadline = time.monotonic() + seconds
    beat = time.monotonic() + BEAT
    while time.monotonic() < deadline:
        try:
            child.wait(timeout=max(min(beat, deadline) - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            alive()
            beat = time.monotonic() + BEAT
        else:
            return True
    return child.poll() is not None


def _read(answer: bytes, code: int) -> Outcome:
    """What the child told; when it told nothing, what its death tells."""
    if not answer:
        return died(code)
    told = json.loads(answer)
    return Outcome(
        told["outcome"], told.get("rows", 0), told.get("message", ""), told.get("line"), told.get("memory_mb")
    )


def died(code: int) -> Outcome:
    """What the death of a child tells."""
    killed_for_memory = code in (-signal.SIGKILL, -signal.SIGABRT)
    return Outcome("out-of-memory") if killed_for_memory else Outcome("crashed", message=f"exit code {code}")
