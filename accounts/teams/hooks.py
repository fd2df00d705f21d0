"""What other apps do when something happens to a team or its service accounts; they register here."""

from collections.abc import Callable

from accounts.models import User
from marketplace.foundation.registry import Registry

# Called in the transaction that closes a service account, with who closes it.
AFTER_CLOSING: Registry[Callable[[User, User], object]] = Registry("act after a service account is closed")
