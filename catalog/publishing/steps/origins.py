"""What a build reads: where the data of every input lies, and what of it the owning team may see."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from accounts.models import Team
from catalog.models import InputPort
from catalog.publishing.hooks import may_build_on
from catalog.publishing.steps.step import StepFailed
from catalog.transitions.selectors import kept_by_documents
from catalog.warehouses.governed import governed_view
from catalog.warehouses.interface import View


def origins_of(
    team: Team, wishes: Iterable[InputPort], *, asked: Mapping[str, str] | None = None
) -> tuple[dict[str, str], dict[str, View]]:
    """Where the data of every input lies at this moment, by the name that the SQL knows it under, and the views.

    What belongs to another team is read as that team lets it be read: with its masks and its row filter. `asked` are
    the versions that the documents ask for: a team that was given time reads the old version of what broke.
    Raises StepFailed for what the team may not read, or nobody any more.
    """
    found: dict[str, str] = {}
    views: dict[str, View] = {}
    for wish in wishes:
        _insist_it_may_be_read(team, wish)
        kept = kept_by_documents(team, wish.upstream, (asked or {}).get(wish.name, "")) if wish.upstream else None
        if wish.upstream and wish.upstream.product.owner_id != team.pk:
            views[wish.name] = governed_view(wish.upstream, team=team, kept=kept)
        if wish.source:
            found[wish.name] = wish.source.location
        elif kept:
            found[wish.name] = kept.snapshot.location
        elif wish.upstream.offered and wish.upstream.snapshot:
            found[wish.name] = wish.upstream.snapshot.location
        else:
            error = _("%(upstream)s, which %(port)s reads, is no longer offered.")
            raise StepFailed(
                error % {"upstream": wish.upstream, "port": wish.name},
                _("Read another product in its place, or ask its owners to publish it again."),
            )
    return found, views


def kept_columns(team: Team, wishes: Iterable[InputPort], *, asked: Mapping[str, str]) -> dict[str, list[dict]]:
    """The columns of those inputs that show an old version which is kept for the team, by the name of the input."""
    found = {
        wish.name: kept_by_documents(team, wish.upstream, asked.get(wish.name, "")) for wish in wishes if wish.upstream
    }
    return {name: kept.snapshot.columns for name, kept in found.items() if kept}


def _insist_it_may_be_read(team: Team, wish: InputPort) -> None:
    if answer := may_build_on(team, wish.upstream or wish.source):
        return
    error = _("%(port)s may not read %(origin)s: %(reason)s.")
    raise StepFailed(
        error % {"port": wish.name, "origin": wish.upstream or wish.source, "reason": answer.reason},
        _("Order it in the name of the team, or ask its owners; then retry."),
    )
