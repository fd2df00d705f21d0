"""What others know that measuring needs; they register, and are never imported."""

from collections.abc import Callable

from accounts.models import Team
from catalog.models import OutputPort
from marketplace.foundation.policies import Answer
from marketplace.foundation.registry import Registry

# Whether a team may read a port of another team now, and so may know how its own data compares with it.
MAY_COMPARE: Registry[Callable[[Team, OutputPort], Answer]] = Registry("answer to what a team may compare with")
