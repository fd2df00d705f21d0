"""Where checkpoints show up beside their own pages: a part of the governance place, the to-do list at home, a count."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.governance.checkpoints.policies import may_see_inbox
from catalog.governance.checkpoints.selectors import inbox
from catalog.panels import COUNTS, HOME_TODO, Panel
from marketplace.foundation.navigation import GOVERNANCE, Part

SHOWN_AT_HOME = 5

GOVERNANCE.add("catalog:checkpoints")(Part(_("Checkpoints"), "signature", 40, may_see_inbox))


@COUNTS.add("checkpoints")
def checkpoints_waiting(request: HttpRequest) -> int:
    """How many signatures wait for this person."""
    return inbox(request.user).count() if request.user.sees_everything else 0


@HOME_TODO.add("checkpoints")
def home_todo(request: HttpRequest) -> Panel | None:
    """What waits for this person's signature.

    Context of catalog/checkpoints/home_todo.html: `waiting`, Checkpoints, the longest first, five at most.
    """
    if not request.user.sees_everything:
        return None
    return Panel("catalog/checkpoints/home_todo.html", {"waiting": list(inbox(request.user)[:SHOWN_AT_HOME])})
