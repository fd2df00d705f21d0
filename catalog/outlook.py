"""What access to ports would take for somebody, asked for many at once. The catalog does not know; `requests` does.

Each registered function answers for the ports it knows anything about.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from accounts.models import Team, User
from marketplace.foundation.registry import Registry

Way = Literal["now", "at-once", "waits", "refused"]


@dataclass(frozen=True)
class Outlook:
    """Read already, given at once, decided by somebody, or not to be had; in a sentence."""

    way: Way
    words: str


OutlookOn = Callable[[User, Team | None, Sequence[int], str], Mapping[int, Outlook]]
# (who asks, in the name of which team, ids of ports, purpose) → what access would take, by port.
OUTLOOKS: Registry[OutlookOn] = Registry("outlook on access")


def outlook_on(
    user: User, port_ids: Sequence[int], *, team: Team | None = None, purpose: str = ""
) -> dict[int, Outlook]:
    """What access to these ports would take; a fixed number of queries."""
    told: dict[int, Outlook] = {}
    for ask in OUTLOOKS:
        told |= ask(user, team, port_ids, purpose)
    return told
