"""What the warehouse should be brought to, and when to try again. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Standing:
    """What is known of a grant at one moment; `sibling` is another grant of the same consumer on the same port."""

    stands: bool
    valid_from: datetime
    valid_until: datetime
    sibling_in_force: bool = False
    suspended: bool = False


@dataclass(frozen=True)
class Plan:
    """What to do: open, close, keep (another grant carries the access) or wait until a moment."""

    action: str
    until: datetime | None = None


def plan(standing: Standing, now: datetime) -> Plan:
    """What the grant wants of the warehouse at this moment, whatever was asked before.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    >>> plan(Standing(True, noon, noon + timedelta(days=1)), noon).action
    'open'
    >>> plan(Standing(True, noon, noon + timedelta(days=1)), noon + timedelta(days=1)).action
    'close'
    """
    if not standing.stands or standing.suspended or now >= standing.valid_until:
        return Plan("keep" if standing.sibling_in_force else "close")
    if now < standing.valid_from and not standing.sibling_in_force:
        return Plan("wait", standing.valid_from)
    return Plan("open")


def wait_after(attempt: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, an hour at most.

    >>> [int(wait_after(attempt).total_seconds()) for attempt in (1, 2, 3, 40)]
    [5, 10, 20, 3600]
    """
    doublings: int = min(max(attempt, 1) - 1, 20)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
