"""The answers of functions as they are kept with a score: packed into few bytes, and read again."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.fitness.registry import FUNCTIONS
from catalog.fitness.results import Outcome
from catalog.fitness.scoring import Answer

LABELS: dict[str, str | Promise] = {
    Outcome.PASS: _("Pass"),
    Outcome.WARN: _("Warning"),
    Outcome.FAIL: _("Fail"),
    Outcome.NOT_APPLICABLE: _("Not applicable"),
    Outcome.UNKNOWN: _("Unknown"),
}
OUTCOMES = [(one.value, LABELS[one]) for one in Outcome]
LONGEST_SUMMARY = 400


@dataclass
class FitnessResult:
    """The answer of one function about one product on one day. `waived_until` is the last day of a waiver, if any."""

    function: str
    attribute: str
    outcome: str
    title: str = ""
    version: int = 1
    weight: int = 1
    score: float | None = None
    summary: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    remedy: str = ""
    state: str = "enforced"
    severity: str = "medium"
    waived_until: str = ""

    def __post_init__(self) -> None:
        """What was kept before answers had titles is called as the function is called now."""
        if not self.title:
            self.title = FUNCTIONS.get(self.function).title if self.function in FUNCTIONS else self.function

    @property
    def counts(self) -> bool:
        """Does it move the score?"""
        return self.state == "enforced" and not self.waived_until

    @property
    def waived_day(self) -> date | None:
        """The last day of its waiver."""
        return date.fromisoformat(self.waived_until) if self.waived_until else None

    @property
    def answer(self) -> Answer:
        """It, as the scoring reads it."""
        return Answer(self.function, self.attribute, self.weight, self.score)

    def get_outcome_display(self) -> str | Promise:
        """The outcome in words."""
        return LABELS.get(self.outcome, self.outcome)


_DEFAULTS = {one.name: one.default for one in fields(FitnessResult) if one.name not in ("function", "evidence")}


def pack(results: Iterable[FitnessResult]) -> bytes:
    """The answers in few bytes; the same answers are always the same bytes."""
    told = [_told(one) for one in results]
    return zlib.compress(json.dumps(told, separators=(",", ":"), default=str).encode(), 1)


def unpack(packed: bytes | memoryview) -> list[FitnessResult]:
    """The answers again."""
    return [FitnessResult(**one) for one in json.loads(zlib.decompress(packed))] if packed else []


def digest_of(packed: bytes) -> str:
    """Names these answers."""
    return hashlib.sha256(packed).hexdigest()


def failing_in(functions: Sequence[str]) -> str:
    """Functions as a list can be narrowed by one of them: each between two line breaks.

    >>> failing_in(["findable.tagged", "reusable.licence"])
    '\\nfindable.tagged\\nreusable.licence\\n'
    """
    return "\n".join(["", *functions, ""]) if functions else ""


def answers_of(results: Sequence[FitnessResult]) -> list[Answer]:
    """What the score is made of: drafts, functions in grace and waived answers do not count."""
    return [one.answer for one in results if one.counts]


def _told(result: FitnessResult) -> dict[str, Any]:
    """An answer without what goes without saying."""
    return {key: value for key, value in result.__dict__.items() if value != _DEFAULTS.get(key, {})}
