"""One result in our words, whatever format it came in."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from math import isfinite
from typing import Any

Tree = dict[str, Any]
# What tools call it. An error of the check is no failure of the data: there is no verdict.
STATUS_OF = {
    **dict.fromkeys(["kept", "pass", "passed", "ok", "success"], "kept"),
    **dict.fromkeys(["at_risk", "warn", "warning"], "at_risk"),
    **dict.fromkeys(["broken", "fail", "failed", "failure"], "broken"),
    **dict.fromkeys(["unknown", "error", "skip", "skipped"], "unknown"),
}


class NotResults(ValueError):
    """The document as a whole is none of this format, and why, as a sentence."""


class NotReadable(ValueError):
    """One result says nothing that can be understood, and why, as a sentence."""


@dataclass(frozen=True)
class Result:
    """One check of one data set at one moment. `key` is the same when the same result comes again.

    `opens` is True for the first word about a thread, which never comes after another.
    """

    key: str
    check: str
    name: str
    status: str
    measured_at: datetime
    port: int | None = None
    datasets: tuple[str, ...] = ()
    contract: str = ""
    contract_version: str = ""
    rule: str = ""
    assertion: str = ""
    column: str = ""
    value: float | None = None
    value_text: str = ""
    unit: str = ""
    objective_text: str = ""
    detail: str = ""
    severity: str = ""
    thread: str = ""
    opens: bool = False
    link: str = ""
    document: Tree = field(default_factory=dict)

    @property
    def dataset(self) -> str:
        """What it is about, in the words of the sender."""
        return next(iter(self.datasets), "") or self.contract or (str(self.port) if self.port else "")


@dataclass(frozen=True)
class Unread:
    """One result that could not be read."""

    key: str
    reason: str
    document: Any = None


def as_json(result: Result) -> Tree:
    """A result as a row keeps it, so that it can be taken later."""
    told = asdict(replace(result, document={}))
    return told | {"measured_at": result.measured_at.isoformat(), "datasets": list(result.datasets)}


def from_json(told: Tree) -> Result:
    """The result that was kept."""
    moments = {"measured_at": datetime.fromisoformat(told["measured_at"]), "datasets": tuple(told["datasets"])}
    return Result(**{**told, **moments})


def digest_of(document: Any) -> str:
    """The same for the same document, however its keys are ordered."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, default=str).encode()).hexdigest()


def words(document: Mapping[str, Any], name: str, most: int = 300, *, needed: bool = False) -> str:
    """A text, cut to what a row can keep.

    Raises NotReadable for something else than a text, or none where one is needed.
    """
    value = document.get(name)
    if value is None or value == "":
        if needed:
            raise NotReadable(f"{name} is missing.")
        return ""
    if not isinstance(value, str):
        raise NotReadable(f"{name} is no text.")
    return " ".join(value.split())[:most] if most <= 300 else value[:most]


def moment(value: Any, name: str) -> datetime:
    """A time with its zone; without one, UTC.

    Raises NotReadable.

    >>> moment("2026-01-31T12:00:00Z", "measured_at")
    datetime.datetime(2026, 1, 31, 12, 0, tzinfo=datetime.timezone.utc)
    """
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        read = None
    if read is None or not 1970 <= read.year <= 9000:
        raise NotReadable(f"{name} is no time like 2026-01-31T12:00:00Z.")
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)


def number(value: Any) -> float | None:
    """A number that a row can keep; None for anything else.

    >>> number(3), number("4.5"), number("n/a"), number(True), number(float("inf"))
    (3.0, 4.5, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        read = float(value)
    except (ValueError, OverflowError):
        return None
    return read if isfinite(read) else None


def in_short(value: Any) -> str:
    """A measured value for people: numbers and short texts as they are, nothing else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    return str(value)[:200]


def status_of(said: Any) -> str:
    """Our word for a status.

    Raises NotReadable.
    """
    found = STATUS_OF.get(said.strip().lower().replace("-", "_")) if isinstance(said, str) else None
    if found is None:
        raise NotReadable(f"status is one of {', '.join(sorted(STATUS_OF))}.")
    return found
