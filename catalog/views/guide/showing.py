"""What the page of a step shows, and what travels with its form."""

from dataclasses import dataclass, replace
from functools import cached_property

from catalog.governance.checkpoints.standing import standing_of
from catalog.guide.work import Work
from catalog.views.guide.desk import At, Desk, packed
from catalog.views.guide.disagreements import disagreement_rows
from catalog.views.guide.navigation import WORDS, address, next_of, previous_of, step_rows
from catalog.views.guide.saving import Outcome
from catalog.views.guide.step import Done, Forms, every, tell
from catalog.views.guide.steps import PAGES
from catalog.views.studio_frame import studio_tabs

MOST_ABOVE = 40  # violations above the fields


@dataclass(frozen=True)
class Shown:
    """A step about to be shown: as saved, or as somebody typed it where it could not be saved."""

    desk: Desk
    at: At
    outcome: Outcome | None = None
    done: Done = Done()
    fresh: bool = False  # does a page that saves by itself have to take over the whole form?
    work: Work | None = None
    forms: Forms | None = None
    do: str = ""
    base: str = ""
    revision: int | None = None

    def after(self, outcome: Outcome) -> "Shown":
        """The same, as typed, with what became of it."""
        return replace(self, desk=outcome.desk, outcome=outcome)

    @cached_property
    def is_typed(self) -> bool:
        """Does it hold what is not saved?"""
        return self.forms is not None


def frame(desk: Desk) -> dict:
    """What stands around every part of the Studio."""
    return {
        "product": desk.product,
        "published": desk.published,
        "draft": desk.draft,
        "tabs": studio_tabs(desk.product, "catalog:guide"),
    }


def page_context(request, shown: Shown) -> dict:
    """Everything that a step's template is given."""
    desk, at = shown.desk, shown.at
    page, slug = PAGES[at.step], desk.product.slug
    work = shown.work or desk.work()
    forms = shown.forms or page.forms(work, at, desk=desk)
    above = tell(desk, at, forms)
    disagreements = ()
    if shown.outcome and shown.outcome.disagreements:
        theirs = page.forms(desk.work(), at, desk=desk)
        disagreements = disagreement_rows(shown.outcome.disagreements, theirs)
    spec = desk.checked.spec
    standing = standing_of(desk.product, spec)
    before, after = previous_of(at.step), next_of(at.step)
    return frame(desk) | {
        "step": at.step,
        "words": WORDS[at.step],
        "steps": step_rows(desk, at, open_checkpoints=sum(not each.holds for each in standing)),
        "here": address(slug, at),
        "before": address(slug, At(before, port=at.port)) if before else "",
        "after": address(slug, At(after, port=at.port)) if after else "",
        "after_label": WORDS[after].label if after else "",
        "may": desk.may,
        "forms": forms,
        "told": [each for form in every(forms) for each in form.told()],
        "above": above[:MOST_ABOVE],
        "above_hidden": max(len(above) - MOST_ABOVE, 0),
        "base": shown.base if shown.is_typed and shown.base else packed(desk.raw),
        "revision": shown.revision if shown.is_typed and shown.revision is not None else desk.revision,
        "seen": desk.revision,
        "outcome": shown.outcome,
        "disagreements": disagreements,
        "do": shown.do if disagreements else "",
        "done": shown.done,
        "fresh": shown.fresh,
        **page.context(desk, work, at, forms),
    }
