"""What checkpoints say on pages: the parts they rest on, and answers as a person reads them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.governance.checkpoints.answers import answers_in
from catalog.models import Checkpoint

PARTS = {
    "purpose": _("purpose"),
    "inputs": _("inputs"),
    "columns-and-classifications": _("columns and classifications"),
    "access-policy": _("access policy"),
    "transformation": _("transformation"),
    "owner-team": _("owning team"),
    "everything": _("everything in the documents"),
}


@dataclass(frozen=True)
class AnswerShown:
    """One question with its answer; `before` is what was answered the last time, where that was something else."""

    label: str
    kind: str
    said: Any
    before: Any = None
    changed: bool = False


def covered_in_words(covers: list[str]) -> list[str]:
    """The parts of a product that a form rests on."""
    return [str(PARTS[part]) for part in covers if part in PARTS]


def answers_shown(checkpoint: Checkpoint, earlier: Checkpoint | None = None) -> list[AnswerShown]:
    """The answers in the order of the form, each compared with those of an earlier time."""
    old = answers_in(earlier.answers) if earlier else None
    return [
        AnswerShown(
            label=row["label"],
            kind=row["kind"],
            said=row["answer"],
            before=(old or {}).get(row["id"]),
            changed=old is not None and old.get(row["id"]) != row["answer"],
        )
        for row in checkpoint.answers
    ]
