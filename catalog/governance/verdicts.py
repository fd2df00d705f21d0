"""What a governance policy says of one product."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

State = Literal["draft", "grace", "enforced"]
Severity = Literal["low", "medium", "high"]
Effect = Literal["publishing", "score"]  # what a policy that is not kept stands in the way of, or lowers
Outcome = Literal["pass", "fail", "excepted", "not-applicable", "unknown"]


@dataclass(frozen=True)
class Reason:
    """Why a policy is not kept: the thing it is about, such as `ports/arms/columns/subject`, and a sentence."""

    subject: str
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """The verdict of one version of one policy over one product, as it is or as it would be."""

    policy: str
    version: int
    name: str
    state: State
    severity: Severity
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    remedy: str = ""
    enforced_from: date | None = None
    excepted_until: date | None = None
    effect: Effect = "publishing"

    def as_fact(self) -> dict[str, Any]:
        """It as plain values, for logs and problem documents."""
        days = {"enforced_from": self.enforced_from, "excepted_until": self.excepted_until}
        told = {name: day.isoformat() if day else None for name, day in days.items()}
        return asdict(self) | told | {"reasons": [asdict(reason) for reason in self.reasons], "forbids": self.forbids}

    @property
    def forbids(self) -> bool:
        """Does it stand in the way of publishing?"""
        return self.effect == "publishing" and self.state == "enforced" and self.outcome == "fail"

    @property
    def warns(self) -> bool:
        """Will it stand in the way, once it is enforced?"""
        return self.effect == "publishing" and self.state == "grace" and self.outcome == "fail"

    @property
    def lowers(self) -> bool:
        """Does it lower the fitness, now or once it is enforced?"""
        return self.effect == "score" and self.outcome == "fail"
