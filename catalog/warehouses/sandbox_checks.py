"""Many checks of people's SQL in one child process, each with a time limit of its own.

A check that fails or runs too long is ended inside the child, and the next one begins. One that takes the child along,
or cannot be interrupted, costs another child, which goes on with the check after it.
"""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from catalog.warehouses.interface import Limits
from catalog.warehouses.sandbox import Outcome, died, hand_over, started

GRACE = 3  # seconds that a child is given to begin, and to heed an interruption
LOOK = 0.25  # seconds between two looks at how far a child has come


@dataclass(frozen=True)
class CheckJob:
    """Checks with all that they may reach; the limits are for each of them."""

    checks: Sequence[str]
    inputs: Mapping[str, Path]
    scratch: Path
    root: Path
    limits: Limits

    def line_from(self, place: int) -> bytes:
        """The job as the child reads it, without the first checks."""
        told = {
            "checks": list(self.checks[place:]),
            "inputs": {name: str(path) for name, path in self.inputs.items()},
            "files": [],
            "scratch": str(self.scratch),
            "root": f"{self.root}/",
            **asdict(self.limits),
        }
        return json.dumps(told).encode() + b"\n"


@dataclass(frozen=True)
class Checked:
    """How one check ended, and its first rows where it ended well."""

    outcome: Outcome
    rows: list[tuple[Any, ...]]


def run_checks(job: CheckJob) -> list[Checked]:
    """Every check in turn.

    Raises OSError when no process can be started.
    """
    told: list[Checked] = []
    while len(told) < len(job.checks):
        answered, end = _round(job, len(told))
        told += answered
        if end is not None and len(told) < len(job.checks):
            told.append(Checked(end, []))
    return told


def _round(job: CheckJob, begin: int) -> tuple[list[Checked], Outcome | None]:
    """What one child answered, and how it ended in the middle of a check; None where it did not."""
    with tempfile.TemporaryFile() as answer, started(answer) as child:
        try:
            hand_over(child, job.line_from(begin))
            ended = _wait(child, answer.fileno(), job.limits.seconds + GRACE)
        finally:
            child.kill()
        answer.seek(0)
        told = [_read(line) for line in answer.read().split(b"\n")[:-1]]
    if not ended:
        return told, Outcome("timed-out")
    return told, None if child.returncode == 0 and told else died(child.returncode)


def _wait(child: subprocess.Popen[bytes], answer: int, seconds: float) -> bool:
    """Wait for the end of the child; False when it tells nothing new for so long."""
    size, deadline = 0, time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            child.wait(timeout=LOOK)
        except subprocess.TimeoutExpired:
            if (grown := os.fstat(answer).st_size) > size:
                size, deadline = grown, time.monotonic() + seconds
        else:
            return True
    return child.poll() is not None


def _read(line: bytes) -> Checked:
    told = json.loads(line)
    outcome = Outcome(told["outcome"], message=told.get("message", ""), line=told.get("line"))
    return Checked(outcome, [tuple(row) for row in told.get("answer", ())])
