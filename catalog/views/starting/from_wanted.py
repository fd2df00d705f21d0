"""A product that begins with what people look for."""

from django.contrib import messages
from django.utils.translation import gettext as _

from catalog.models import DataProduct, WantedProduct
from catalog.starting.origins import teams_of
from catalog.voices.wanted import services
from catalog.voices.wanted.policies import handling_teams, may_pick_up, may_put_back
from marketplace.foundation.errors import DomainError

LONGEST_PURPOSE = 2000  # as BlankForm has it


def wanted_in(request) -> WantedProduct | None:
    """The wanted product that the address names, where this person may make it."""
    number = request.GET.get("wanted", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    found = WantedProduct.objects.visible_to(request.user).for_display().select_related("domain__team")
    wanted = found.filter(pk=int(number)).first()
    if wanted and (may_pick_up(request.user, wanted) or may_put_back(request.user, wanted)):
        return wanted
    return None


def begun_from(user, wanted: WantedProduct | None) -> dict:
    """What the form begins with; its teams are those who may pick the wish up."""
    if wanted is None:
        return {}
    handling = {team.pk for team in handling_teams(user)}
    teams = [team for team in teams_of(user) if team.pk in handling]
    meant = wanted.taken_by_id or (wanted.domain.team_id if wanted.domain else None)
    terms = _("Wished for: %(terms)s.") % {"terms": ", ".join(wanted.terms)} if wanted.terms else ""
    initial = {"name": wanted.title, "purpose": "\n\n".join(filter(None, [wanted.need, terms]))[:LONGEST_PURPOSE]}
    if team := next((team for team in teams if team.pk == meant), None):
        initial["team"] = team
    if wanted.domain:
        initial["domain"] = wanted.domain
    return {"initial": initial, "teams": teams}


def tie_to(request, wanted: WantedProduct | None, product: DataProduct) -> None:
    """Say on the board that this draft is meant to become it; somebody who was faster changes nothing for the draft."""
    if wanted is None:
        return
    try:
        services.make(actor=request.user, wanted=wanted, product=product)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
