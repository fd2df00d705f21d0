"""How a job of the sandbox ended, as a refusal where it did not end well."""

from catalog.warehouses.errors import BuildFailed, BuildOutOfMemory, BuildTimedOut, BuildTooLarge
from catalog.warehouses.interface import Limits
from catalog.warehouses.sandbox import Outcome


def insist_on_success(outcome: Outcome, limits: Limits) -> None:
    """Go on only with a result.

    Raises BuildFailed, or the kind of it that says which limit was met.
    """
    if refusal := refusal_of(outcome, limits):
        raise refusal


def refusal_of(outcome: Outcome, limits: Limits) -> BuildFailed | None:
    """Why there is no result; None where there is one."""
    match outcome.ending:
        case "done":
            return None
        case "timed-out":
            return BuildTimedOut(seconds=limits.seconds)
        case "out-of-memory":
            return BuildOutOfMemory(memory_mb=limits.memory_mb)
        case "too-large":
            return BuildTooLarge(disk_mb=limits.disk_mb)
        case "crashed":
            return BuildFailed(reason=f"the engine ended unexpectedly ({outcome.message}).")
        case "failed":
            place = f" (line {outcome.line})" if outcome.line else ""
            return BuildFailed(reason=f"{outcome.message}{place}", **({"line": outcome.line} if place else {}))
