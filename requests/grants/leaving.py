"""Who leaves a team loses what came through it: at the gate at once, then in the warehouse, and they are told."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Team, User
from accounts.notifications.services import Kind, tell
from marketplace.foundation.audit import record
from requests.grants.runs import queue_all
from requests.models import Grant, ProvisioningRun

NAMED = 4


@transaction.atomic
def end_for_leaver(person: User, team: Team, actor: User | None) -> int:
    """Have the warehouse follow for all that the team holds, and all that the person sees plain because of it.

    The grants of the team stay; every read asks who is in it. Answers how many ports the person lost.
    """
    held = Grant.objects.standing().filter(consumer__team=team).select_related("port__product").order_by("pk")
    own = Grant.objects.standing().filter(consumer__person=person).order_by("pk").values_list("pk", flat=True)
    grants = list(held)
    queue_all([*(grant.pk for grant in grants), *own], ProvisioningRun.Aim.OPEN)
    fresh = User.objects.get(pk=person.pk)
    kept = set(Grant.objects.standing().held_by(fresh).values_list("port", flat=True))
    lost = {grant.port_id: grant.port for grant in grants if grant.port_id not in kept}
    for port in lost.values():
        facts = {"product": port.product.slug, "person": person, "team": team}
        record("access.left", port, actor=actor, **facts)
    if lost:
        named = ", ".join(str(port) for port in [*lost.values()][:NAMED])
        if len(lost) > NAMED:
            named = _("%(named)s and %(n)s more") % {"named": named, "n": len(lost) - NAMED}
        text = _("You are not in %(team)s any more, and do not read %(ports)s through it.")
        tell(
            [person],
            text % {"team": team, "ports": named},
            link=reverse("requests:my-data"),
            but=actor,
            kind=Kind.ACCESS,
        )
    return len(lost)
