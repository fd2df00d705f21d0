"""Ask every governance policy in force what it would say of the draft."""

from dataclasses import asdict

from catalog.governance.selectors import verdicts_on
from catalog.trials.attempt import Attempt


def policies(attempt: Attempt) -> None:
    """The verdicts, those that would forbid publishing first."""
    found = verdicts_on(attempt.checked.spec, attempt.trial.product)
    attempt.facts["verdicts"] = [
        asdict(verdict)
        | {
            "enforced_from": verdict.enforced_from.isoformat() if verdict.enforced_from else None,
            "excepted_until": verdict.excepted_until.isoformat() if verdict.excepted_until else None,
            "forbids": verdict.forbids,
            "warns": verdict.warns,
        }
        for verdict in found
    ]
