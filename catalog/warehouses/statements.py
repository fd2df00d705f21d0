"""What a warehouse server is sent, statement by statement, for whoever listens: without secrets, and how it ended.

A statement whose effect would stand at once is handed on before it is sent, so that a process that dies in the middle
leaves no effect without a record; what became of it is then not known.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

LONGEST = 4_000  # characters of a statement that are kept
MOST = 400  # statements that are kept of one attempt; the rest is counted
UNKNOWN, DONE = "unknown", "done"
_SECRET = re.compile(r"(?i)(\bPASSWORD\s*=?\s*)'(?:[^']|'')*'")
HIDDEN = "'…'"


@dataclass
class Statement:
    """One statement, as whom it was sent, and what became of it: done, unknown, or the server's refusal."""

    text: str
    user: str
    at: str
    seconds: float = 0
    outcome: str = UNKNOWN


@dataclass
class Transcript:
    """The statements of one attempt; `keep` is called with it whenever they must be written down."""

    keep: Callable[["Transcript"], None]
    statements: list[Statement] = field(default_factory=list)
    beyond: int = 0

    def begin(self, text: str, user: str) -> Statement:
        """A statement that is about to be sent."""
        said = Statement(shortened(text), user, datetime.now(UTC).isoformat(timespec="milliseconds"))
        if len(self.statements) < MOST:
            self.statements.append(said)
        else:
            self.beyond += 1
        return said

    def as_json(self) -> list[dict[str, Any]]:
        """The statements as they are kept."""
        return [asdict(one) for one in self.statements]


_listening: ContextVar[Transcript | None] = ContextVar("transcript", default=None)


@contextmanager
def listening(keep: Callable[[Transcript], None]) -> Iterator[Transcript]:
    """Hear every statement that is sent inside; `keep` has the last word when the block ends, if there were any."""
    transcript = Transcript(keep)
    token = _listening.set(transcript)
    try:
        yield transcript
    finally:
        _listening.reset(token)
        if transcript.statements:
            keep(transcript)


@contextmanager
def sent(
    text: str,
    *,
    user: str,
    stands: bool,
    hide: str = "",
    why: Callable[[BaseException], str] = lambda e: type(e).__name__,
) -> Iterator[None]:
    """Tell whoever listens of a statement that is sent inside; `stands` when its effect needs no commit any more.

    `hide` is a secret that may stand in it; `why` tells a failure without quoting data.
    """
    transcript = _listening.get()
    if transcript is None:
        yield
        return
    said = transcript.begin(redacted(text, hide), user)
    if stands:
        transcript.keep(transcript)
    begun = time.monotonic()
    try:
        yield
    except BaseException as failure:
        said.outcome = why(failure)
        raise
    else:
        said.outcome = DONE
    finally:
        said.seconds = round(time.monotonic() - begun, 4)


def redacted(text: str, hide: str = "") -> str:
    """The statement without passwords, and without the secret to be hidden.

    >>> redacted("ALTER ROLE p LOGIN PASSWORD 'SCRAM-SHA-256$x' VALID UNTIL '2026-01-01'")
    "ALTER ROLE p LOGIN PASSWORD '…' VALID UNTIL '2026-01-01'"
    >>> redacted("CREATE TABLE s AS SELECT 'pepper' AS SALT", "pepper")
    "CREATE TABLE s AS SELECT '…' AS SALT"
    """
    text = _SECRET.sub(rf"\1{HIDDEN}", text)
    return text.replace(hide, "…") if hide else text


def shortened(text: str) -> str:
    """At most so much of it, and how much more there was."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … ({len(text) - LONGEST} more characters)"
