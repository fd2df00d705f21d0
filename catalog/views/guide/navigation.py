"""The way through the guide: what each step is called, what it is for, and how it stands."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.guide.steps import STEPS, Step
from catalog.views.guide.desk import At, Desk


@dataclass(frozen=True)
class Words:
    """A step in words."""

    label: str | Promise
    icon: str
    title: str | Promise
    lead: str | Promise


WORDS: dict[Step, Words] = {
    "describe": Words(
        _("Describe"),
        "note",
        _("What is it?"),
        _("Say it so that somebody who has never met your team understands it."),
    ),
    "inputs": Words(
        _("Inputs"),
        "database-import",
        _("What is it made from?"),
        _("Other products that your team may read, and tables of source systems."),
    ),
    "transformation": Words(
        _("Transformation"),
        "code",
        _("How is it made?"),
        _("One SELECT for each output port. Its tables are the inputs, by their names."),
    ),
    "outputs": Words(
        _("Outputs"),
        "table",
        _("What do readers get?"),
        _("Each output port is a table, and its contract says what every column means."),
    ),
    "quality": Words(
        _("Quality"),
        "heart-rate-monitor",
        _("What can readers rely on?"),
        _("Rules are measured after every build, service levels all day long."),
    ),
    "access": Words(
        _("Access"),
        "shield-lock",
        _("Who may have it?"),
        _("Rules are asked from top to bottom; the first that fits decides."),
    ),
    "checkpoints": Words(
        _("Checkpoints"),
        "signature",
        _("Who has to agree?"),
        _("Some things are for people to decide."),
    ),
    "review": Words(
        _("Review"),
        "rocket",
        _("Ready?"),
        _("Everything that is left to mend, what changes, and the way to publish."),
    ),
}


def address(slug: str, at: At) -> str:
    """Where a step is, with what it is about."""
    asked = {"port": at.port, "page": at.page if at.page > 1 else "", "find": at.find}
    asked = {key: value for key, value in asked.items() if value}
    return reverse("catalog:guide", args=[slug, at.step]) + (f"?{urlencode(asked)}" if asked else "")


def step_rows(desk: Desk, at: At, *, open_checkpoints: int | None) -> list[dict]:
    """The steps as the guide shows them at its side."""
    rows = []
    for number, step in enumerate(STEPS, start=1):
        standing = desk.standings[step]
        done = open_checkpoints == 0 if step == "checkpoints" else standing.is_done
        rows.append(
            {
                "number": number,
                "label": WORDS[step].label,
                "url": address(desk.product.slug, At(step, port=at.port)),
                "active": step == at.step,
                "errors": standing.errors,
                "warnings": standing.warnings,
                "open": open_checkpoints if step == "checkpoints" else 0,
                "done": done,
            }
        )
    return rows


def next_of(step: Step) -> Step | None:
    """The step after it."""
    place = STEPS.index(step) + 1
    return STEPS[place] if place < len(STEPS) else None


def previous_of(step: Step) -> Step | None:
    """The step before it."""
    place = STEPS.index(step) - 1
    return STEPS[place] if place >= 0 else None
