"""Keeping what was entered in a step, also where somebody else has changed the draft in the meantime."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from catalog.guide.reconciling import Disagreement, reconcile
from catalog.guide.work import Revision
from catalog.publishing.errors import DraftConflict
from catalog.publishing.services import save_draft
from catalog.spec import Bundle
from catalog.spec.merging import Choice
from catalog.views.guide.desk import Desk, open_desk
from marketplace.foundation.errors import DomainError

TRIES = 3


@dataclass(frozen=True)
class Outcome:
    """What became of it: saved (and merged with theirs), refused, or left until somebody has chosen."""

    desk: Desk
    saved: bool = False
    merged: bool = False
    disagreements: tuple[Disagreement, ...] = ()
    refusal: str = ""
    status: int = 200
    by: object = None  # who made the change that mine was joined with, or disagrees with


@dataclass(frozen=True)
class Wish:
    """What somebody entered: the documents they saw, with the revision of those, and what they want of them."""

    base: Bundle
    revision: int
    mine: Revision
    choices: Mapping[str, Choice] = field(default_factory=dict)
    chosen_at: int | None = None  # the revision of the draft that the choices were made about


def keep(user, desk: Desk, wish: Wish) -> Outcome:
    """Save a wish. Where the draft has moved on since, it is done to what is there now, if nobody has to choose."""
    if wish.mine.is_empty:
        return Outcome(desk)
    for _attempt in range(TRIES):
        if desk.bundle is None:
            return Outcome(desk, refusal=_("The draft cannot be read any more; look at its documents."), status=409)
        choices = wish.choices if wish.chosen_at == desk.revision else {}
        result = reconcile(wish.base, wish.mine, desk.bundle, choices)
        moved_on = wish.revision != desk.revision
        by = desk.draft.changed_by if desk.draft and moved_on else None
        if result.disagreements:
            return Outcome(desk, disagreements=result.disagreements, status=409, by=by)
        if result.revision.is_empty:
            return Outcome(desk, saved=True, merged=moved_on, by=by)
        try:
            raw = result.revision.on(desk.bundle)
            save_draft(actor=user, raw=raw, slug=desk.product.slug, revision=desk.revision)
        except DraftConflict:
            desk = open_desk(user, desk.product)
            continue
        except ValueError:
            return Outcome(desk, refusal=_("There is a character in it that documents cannot hold."), status=422)
        except DomainError as refusal:
            return Outcome(desk, refusal=str(refusal), status=refusal.status)
        return Outcome(open_desk(user, desk.product), saved=True, merged=moved_on, by=by)
    return Outcome(desk, refusal=_("Others are saving this draft at this very moment. Save once more."), status=409)
