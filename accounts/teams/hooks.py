"""What other apps do when something happens to a team or its service accounts; they register here."""

from collections.abc import Callable

from accounts.models import Team, User
from marketplace.foundation.registry import Registry

# Called in the transaction that closes a service account, with who closes it.
AFTER_CLOSING: Registry[Callable[[User, User], object]] = Registry("act after a service account is closed")

# Called in the transaction that takes somebody out of a team: who left, which team, and who took them out.
AFTER_LEAVING_TEAM: Registry[Callable[[User, Team, User | None], object]] = Registry("act after somebody left a team")
# Called in the transaction in which somebody joins a team, leaves it, or gets another role in it.
AFTER_MEMBERSHIP: Registry[Callable[[Team, User], object]] = Registry("act after the members of a team change")
