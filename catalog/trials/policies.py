"""Who may try a draft, and who sees what came out."""

from django.utils.translation import gettext_lazy as _
from guardian.core import ObjectPermissionChecker

from catalog.models import DataProduct, OutputPort, SourceTable, Trial
from catalog.publishing.hooks import may_build_on
from catalog.publishing.policies import may_configure
from marketplace.foundation.policies import YES, Answer, no


def may_try(user, product: DataProduct, *, rights: ObjectPermissionChecker | None = None) -> Answer:
    """May this person try the draft? It shows data as the owning team reads it, so one must be in that team."""
    if product.status == DataProduct.Status.RETIRED:
        return no(_("the product is retired"))
    if product.owner_id not in user.team_ids:
        return no(_("only members of the owning team try it: a trial shows them data as it is"))
    return may_configure(user, product, rights=rights)


def may_see_rows(user, trial: Trial) -> Answer:
    """May this person see the rows of a trial now? Whoever loses the right to an input loses sight of them."""
    if not (answer := may_try(user, trial.product)):
        return answer
    if trial.state != Trial.State.SUCCEEDED:
        return no(_("it did not come to an end"))
    if trial.discarded_at:
        return no(_("they were removed; try the draft again to see them"))
    return _may_still_read(trial)


def _may_still_read(trial: Trial) -> Answer:
    """The right of the team to what the trial has read, asked anew."""
    read = trial.facts.get("inputs") or []
    ports = OutputPort.objects.select_related("product__owner", "policy").in_bulk(_keys(read, "port"))
    tables = SourceTable.objects.select_related("system__team").in_bulk(_keys(read, "table"))
    if len(ports) + len(tables) < len(_keys(read, "port")) + len(_keys(read, "table")):
        return no(_("something that it has read is no longer there"))
    for origin in (*ports.values(), *tables.values()):
        if not (answer := may_build_on(trial.product.owner, origin)):
            return no(_("of %(origin)s: %(reason)s") % {"origin": origin, "reason": answer.reason})
    return YES


def _keys(read: list[dict], kind: str) -> set[int]:
    return {one["key"] for one in read if one.get("kind") == kind}
