"""Where policies show up beside their own pages: parts of the governance place, and the to-do list at home."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.fitness.policies import may_see_functions
from catalog.governance.policies import may_read_policies
from catalog.models import PolicyException
from catalog.panels import HOME_TODO, Panel
from marketplace.foundation.navigation import GOVERNANCE, Part

SHOWN_AT_HOME = 5

GOVERNANCE.add("catalog:policies")(Part(_("Policies"), "shield-check", 20, may_read_policies))
GOVERNANCE.add("catalog:fitness-functions")(Part(_("Fitness"), "gauge", 25, may_see_functions))
GOVERNANCE.add("catalog:exceptions")(Part(_("Exceptions"), "calendar-time", 30, may_read_policies))


@HOME_TODO.add("policies")
def home_todo(request: HttpRequest) -> Panel | None:
    """The exceptions that wait for a steward.

    Context of catalog/policies/home_todo.html: `waiting`, PolicyExceptions, the oldest first, five at most.
    """
    if not request.user.is_steward:
        return None
    asked = PolicyException.objects.filter(state=PolicyException.State.REQUESTED).exclude(requested_by=request.user)
    waiting = asked.select_related("product", "requested_by").order_by("pk")[:SHOWN_AT_HOME]
    return Panel("catalog/policies/home_todo.html", {"waiting": list(waiting)})
