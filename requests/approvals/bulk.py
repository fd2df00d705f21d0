"""The same word about several decisions."""

from collections.abc import Sequence

from marketplace.foundation.errors import DomainError
from requests.approvals.services import decide
from requests.models import ApprovalStage


def decide_each(
    *, actor, stages: Sequence[ApprovalStage], yes: bool, reason: str = ""
) -> list[tuple[ApprovalStage, DomainError | None]]:
    """Decide about each by itself, in a transaction of its own; what was refused comes back with the refusal."""
    outcomes: list[tuple[ApprovalStage, DomainError | None]] = []
    for stage in stages:
        try:
            decide(actor=actor, stage=stage, yes=yes, reason=reason)
            outcomes.append((stage, None))
        except DomainError as refusal:
            outcomes.append((stage, refusal))
    return outcomes
