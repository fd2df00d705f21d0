"""Where questions and wanted products show up beside their own pages: the to-do list at home, and the Studio."""

from django.http import HttpRequest

from catalog.models import WantedProduct
from catalog.panels import HOME_TODO, Panel
from catalog.voices.questions.selectors import waiting_for

SHOWN_AT_HOME = 5


@HOME_TODO.add("voices")
def home_todo(request: HttpRequest) -> Panel | None:
    """Questions that wait for one's teams, and what people look for in one's domains.

    Context of catalog/voices/home_todo.html: `questions`, the oldest first, and `wanted`, the most wanted first, five
    of each at most.
    """
    return waiting_panel(request.user)


def waiting_panel(user) -> Panel | None:
    """The same for the Studio; nothing for those in no team, in two queries more for the others."""
    if not user.team_ids:
        return None
    wanted = WantedProduct.objects.filter(state=WantedProduct.State.OPEN, domain__team__in=user.maintained_team_ids)
    found = wanted.with_votes(user).select_related("domain").order_by("-wanters", "-pk")[:SHOWN_AT_HOME]
    return Panel(
        "catalog/voices/home_todo.html",
        {"questions": list(waiting_for(user)[:SHOWN_AT_HOME]), "wanted": list(found)},
    )
