"""What a fitness function answers."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

ATTRIBUTES = ("Findable", "Accessible", "Interoperable", "Reusable", "Reliable", "Valuable", "Secure")


class Outcome(StrEnum):
    """Not applicable and unknown are no failures, and no passes either."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    NOT_APPLICABLE = "not-applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Result:
    """An answer with the figures it rests on, in one sentence, and what to do about it.

    `score` is the share of the function's weight that was earned, 0 to 1; None where nothing can be said.
    """

    outcome: Outcome
    score: float | None
    summary: str
    evidence: dict[str, Any] = field(default_factory=dict)
    remedy: str = ""


@dataclass(frozen=True)
class Bands:
    """From which share on a function passes, and from which it only warns; below that it fails."""

    passes_at: float = 1.0
    warns_at: float = 0.5


@dataclass(frozen=True)
class Share:
    """How much of what is asked for is there, 0 to 1: an answer that the bands of its function still have to judge."""

    share: float
    summary: str
    remedy: str
    evidence: dict[str, Any]

    def judged(self, bands: Bands) -> Result:
        """A pass earns all of the weight, everything else its share.

        >>> graded(0.8, "8 of 10 columns are described.", remedy="Describe the others.").judged(Bands()).outcome
        <Outcome.WARN: 'warn'>
        """
        share = min(max(self.share, 0.0), 1.0)
        if share >= bands.passes_at:
            return Result(Outcome.PASS, 1.0, self.summary, self.evidence)
        outcome = Outcome.WARN if share >= bands.warns_at else Outcome.FAIL
        return Result(outcome, share, self.summary, self.evidence, self.remedy)


def passed(summary: str, **evidence: Any) -> Result:
    """All of the weight."""
    return Result(Outcome.PASS, 1.0, summary, evidence)


def failed(summary: str, *, remedy: str, **evidence: Any) -> Result:
    """None of the weight."""
    return Result(Outcome.FAIL, 0.0, summary, evidence, remedy)


def warned(summary: str, *, remedy: str, score: float = 0.5, **evidence: Any) -> Result:
    """Some of the weight."""
    return Result(Outcome.WARN, min(max(score, 0.0), 1.0), summary, evidence, remedy)


def graded(share: float, summary: str, *, remedy: str, **evidence: Any) -> Share:
    """A share as it is; the bands of the function say what it is called."""
    return Share(share, summary, remedy, evidence)


def not_applicable(summary: str, **evidence: Any) -> Result:
    """The question does not arise."""
    return Result(Outcome.NOT_APPLICABLE, None, summary, evidence)


def unknown(summary: str, **evidence: Any) -> Result:
    """Nothing is known yet that would answer the question."""
    return Result(Outcome.UNKNOWN, None, summary, evidence)
